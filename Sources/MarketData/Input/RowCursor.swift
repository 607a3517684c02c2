/// The rows of a reader one after the other, good and rejected ones in the order of their lines.
final class RowCursor {
  /// One row.
  enum Row {
    /// A good row: the place of its first record in the reader's current batch.
    case good(Int)
    /// A row that cannot be decoded.
    case rejected(RejectedRow)
  }

  let reader: TickFileReader
  /// Records a row.
  let stride: Int
  /// Rows handed out of the member being read.
  private(set) var rowsOfMember = 0
  /// The member before the one being read, and how many rows it had.
  private(set) var previous = (member: "", rows: 0)
  private var member = ""
  private var nextRecord = 0
  private var rejects: [RejectedRow] = []
  private var nextReject = 0

  init(_ reader: TickFileReader, stride: Int) {
    self.reader = reader
    self.stride = stride
  }

  /// Rows left of the current batch.
  var rowsLeft: Int {
    (reader.records.count / stride - nextRecord) + (rejects.count - nextReject)
  }

  /// Makes sure that there is a row left in the current batch; returns `false` at the end.
  func refill() throws -> Bool {
    while rowsLeft == 0 {
      nextRecord = 0
      nextReject = 0
      rejects.removeAll(keepingCapacity: true)
      guard try reader.nextBatch() else { return false }
      if reader.hasRejects { rejects = reader.rejects() }
      if reader.file != member {
        previous = (member, rowsOfMember)
        member = reader.file
        rowsOfMember = 0
      }
    }
    return true
  }

  /// The next row of the current batch, which must have one left.
  func next() -> Row {
    rowsOfMember += 1
    let record = nextRecord * stride
    if nextReject < rejects.count {
      let isNext =
        record >= reader.records.count
        || rejects[nextReject].line < Int(reader.records[record].line)
      if isNext {
        nextReject += 1
        return .rejected(rejects[nextReject - 1])
      }
    }
    nextRecord += 1
    return .good(record)
  }

  /// Passes over what is left of the member being read and returns how many rows it has.
  func countRowsOfMember() throws -> Int {
    let current = member
    var count = rowsOfMember
    while try refill(), member == current {
      while rowsLeft > 0 { _ = next() }
      count = rowsOfMember
    }
    return count
  }
}
