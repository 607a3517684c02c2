/// Rows that are rejected after they were decoded, when they are put on a grid: a cache does not
/// keep their text, so the file itself is read up to them, once and forwards.
struct LateRejects {
  /// Rows of a file read backwards whose text is looked for: each may take a pass over the file.
  private static let reversedLimit = 20

  private let open: () throws -> any RecordReader
  private var reader: (any RecordReader)?
  /// The first record of the reader's batch, from 0, and the records before it.
  private var position = 0
  private var batch = 0
  private var hasFailed = false
  private var lookups = 0
  /// Where the last record was found in the batch it was asked of, and that batch.
  private var last = (first: -1, place: 0)

  init(_ open: @escaping () throws -> any RecordReader) { self.open = open }

  /// The row of `record`, one of `records`, the first of which is record `first` of the file in
  /// its own order; `nil` where the file has changed.
  mutating func row(
    of record: TickRecord, _ reason: RejectReason, slot: Int,
    in records: UnsafeBufferPointer<TickRecord>, from first: Int, isReversed: Bool
  ) -> RejectedRow? {
    guard !hasFailed else { return nil }
    var range = first..<first + records.count
    if isReversed {
      lookups += 1
      if lookups > Self.reversedLimit { return nil }
    } else {
      guard let place = place(of: record, in: records, first) else { return nil }
      range = first + place..<first + place + 1
    }
    do {
      return try search(record, reason, slot, within: range)
    } catch {
      // The file has become unreadable: the row is known, only its text is not.
      hasFailed = true
      return nil
    }
  }

  /// The place of `record` in the batch; rows are asked for in order.
  private mutating func place(
    of record: TickRecord, in records: UnsafeBufferPointer<TickRecord>, _ first: Int
  ) -> Int? {
    let from = last.first == first ? last.place : 0
    let place =
      (from..<records.count).first { records[$0] == record }
      ?? (0..<min(from, records.count)).first { records[$0] == record }
    if let place { last = (first, place) }
    return place
  }

  /// Reads on to the records in `range` of the file and finds the one of the row of `record`.
  private mutating func search(
    _ record: TickRecord, _ reason: RejectReason, _ slot: Int, within range: Range<Int>
  ) throws -> RejectedRow? {
    if reader == nil || position > range.lowerBound {
      reader = try open()
      position = 0
      batch = 0
    }
    guard let reader else { return nil }
    while true {
      let end = position + batch
      if end > range.lowerBound {
        for index in max(position, range.lowerBound)..<min(end, max(position, range.upperBound)) {
          let found = reader.records[index - position]
          guard found.line == record.line, found.kind == record.kind,
            found.exchangeTime == record.exchangeTime
          else { continue }
          return reader.reject(found, reason, slot: slot)
        }
        if end >= range.upperBound { return nil }
      }
      guard try reader.nextBatch() else { return nil }
      position = end
      batch = reader.records.count
    }
  }
}
