internal import Glibc

/// Reads the rows of one tick file, whatever it is packed in, a batch at a time.
///
/// Only whole lines reach the parser, in slices of a fixed buffer, so memory is bounded by that
/// buffer whatever the file holds: a line that does not fit is one rejected row. Where a slice
/// holds no quotation mark it is parsed in one go; where it does, the lines around the mark are
/// parsed one by one, so that after a malformed row reading resumes at the very next line.
public final class TickFileReader: LineReader {
  /// How large lines and slices can be, in bytes.
  static let bufferCapacity = 128 * 1024
  /// Lines a quoted field can span.
  static let quotedLineLimit = 100

  /// The format the file is read as.
  public let format: TickFormat
  /// The member being read, for messages.
  public private(set) var file: String
  /// Rows that ended so far in the file, good or bad, headers not among them.
  public private(set) var rowsRead = 0
  private let input: TickFileInput
  private let timesOnly: Bool
  private let symbolTable = SymbolTable()
  private var interpreter: (any RowInterpreter)?
  private var interpreted = InterpretedRows()
  private let readSize: Int
  private let buffer: UnsafeMutablePointer<UInt8>
  private var start = 0
  private var end = 0
  private var atEnd = true
  private var member: MemberState?
  private var slice = (start: 0, end: 0, line: 1)
  /// Whether the rest of an overlong line is being passed over.
  private var skipsLine = false

  /// What is known of the member being read once its first row has been seen.
  private struct MemberState {
    var parser: CSVParser?
    var names: [String] = []
    var line = 1
    var isFirst = true
  }

  /// Opens the file at `path`.
  ///
  /// - Parameters:
  ///   - path: the file, plain or compressed.
  ///   - format: how its rows are laid out.
  ///   - timesOnly: decodes nothing but the times.
  ///   - readSize: bytes asked of the file at once; the result does not depend on it.
  /// - Throws: `TickFileError` where it cannot be opened.
  public convenience init(
    path: String, format: TickFormat, timesOnly: Bool = false,
    readSize: Int = TickFileReader.defaultReadSize
  ) throws {
    try self.init(
      path: path, format: format, timesOnly: timesOnly, readSize: readSize, accepts: { _ in true })
  }

  /// Opens the file at `path`; of an archive, the members whose names `accepts` takes.
  init(
    path: String, format: TickFormat, timesOnly: Bool, readSize: Int,
    accepts: @escaping (String) -> Bool
  ) throws {
    self.format = format
    self.timesOnly = timesOnly
    self.readSize = max(1, readSize)
    input = try TickFileInput(path: path, accepts: accepts)
    file = path
    buffer = .allocate(capacity: Self.bufferCapacity + 1)
  }

  deinit { buffer.deallocate() }

  /// Bytes asked of a file at once.
  public static var defaultReadSize: Int { bufferCapacity }

  /// The size on disk of the file at `path`, in bytes.
  ///
  /// - Throws: `TickFileError` where there is none.
  public static func size(of path: String) throws -> Int { try TickFileInput.size(of: path) }

  /// The size of the file on disk, compressed as it is, in bytes.
  public var bytes: Int { input.size }

  /// Bytes of the file on disk consumed so far.
  public var bytesConsumed: Int { input.bytesConsumed }

  /// Members of an archive passed over because their names say that they hold no ticks.
  public var skippedMembers: [String] { input.skippedMembers }

  /// Whether the file is gzip of several members, or ends in something else: its contents could
  /// not be checked against a checksum. Known at the end of the file.
  public var isChecksumUnknown: Bool { input.isChecksumUnknown }

  /// The records of the current batch, in file order; valid until the next call of `nextBatch`.
  public var records: UnsafeBufferPointer<TickRecord> {
    if interpreter != nil { return interpreted.records.withUnsafeBufferPointer { $0 } }
    return member?.parser?.batch ?? UnsafeBufferPointer(start: nil, count: 0)
  }

  /// The symbols seen so far; a record's `symbol` is a place in it.
  public var symbols: [String] { symbolTable.names }

  /// Legal rows so far that nothing is replayed of, by what they are.
  public var rowsPassedOver: [String: Int] { interpreted.passedOver }

  /// Good rows so far by what the format calls them.
  public var rowsByKind: [String: Int] { interpreted.rowsByKind }

  /// The line of a last row that no newline ends, or `nil`; known at the file's end.
  public private(set) var unterminatedLine: Int?

  /// Moves on to the next rows: at least one good or rejected row.
  ///
  /// - Returns: `false` at the end of the file.
  /// - Throws: `TickFileError` where the file is damaged or lacks a column.
  public func nextBatch() throws -> Bool {
    member?.parser?.clearBatch()
    interpreted.clear()
    overlong = nil
    while true {
      if member == nil {
        guard let name = try input.nextMember() else { return false }
        file = name
        member = MemberState()
        start = 0
        end = 0
        atEnd = false
      }
      if try fillAndParse() { return true }
      if atEnd, start == end { member = nil }
    }
  }

  /// An overlong line found in this batch, for which there may be no parser yet.
  private var overlong: RejectedRow?

  /// Whether the current batch has rejected rows.
  public var hasRejects: Bool {
    overlong != nil || member?.parser?.decoder.pointee.rejectCount ?? 0 > 0
      || !interpreted.rejects.isEmpty
  }

  /// The rows of the current batch that could not be decoded, in order of lines.
  public func rejects() -> [RejectedRow] {
    if let overlong { return [overlong] }
    guard let member, let parser = member.parser else { return [] }
    var cursor = LineCursor(buffer, slice)
    var all = Array(parser.rejected)
    if !interpreted.rejects.isEmpty {
      all = (all + interpreted.rejects).sorted { $0.line < $1.line }
    }
    return all.map { reject in
      let column = reject.column < -1 ? self.column(of: -2 - reject.column) : reject.column
      return RejectedRow(
        file: file, line: reject.line, column: column.flatMap { $0 < 0 ? nil : $0 + 1 },
        columnName: column.flatMap { $0 < 0 ? nil : member.names[$0] },
        reason: RejectReason(rawValue: reject.reason) ?? .notANumber,
        text: cursor.text(of: reject.line))
    }
  }

  /// The column that fills `slot` of a record, from 0.
  private func column(of slot: Int) -> Int? {
    guard let parser = member?.parser else { return nil }
    return (0..<parser.decoder.pointee.columnCount).first { index in
      let operation = parser.decoder.pointee.operations[index]
      return operation.kind != .ignore && Int(operation.slot) == slot
    }
  }

  /// A row of the current batch rejected for a reason found after it was decoded.
  public func reject(
    _ record: TickRecord, _ reason: RejectReason, slot: Int
  ) -> RejectedRow {
    var cursor = LineCursor(buffer, slice)
    let column = column(of: slot)
    return RejectedRow(
      file: file, line: Int(record.line), column: column.map { $0 + 1 },
      columnName: column.flatMap { member?.names[$0] }, reason: reason,
      text: cursor.text(of: Int(record.line)))
  }

  /// Calls `body` with the bytes of each line of the current batch, line ends not among them.
  func forEachLine(_ body: (UnsafeRawBufferPointer) -> Void) {
    var position = slice.start
    while position < slice.end {
      let next = newline(position, slice.end) ?? slice.end
      var stop = next
      if stop > position, buffer[stop - 1] == 13 { stop -= 1 }
      if stop > position {
        body(UnsafeRawBufferPointer(start: buffer + position, count: stop - position))
      }
      position = next + 1
    }
  }

  // MARK: - Slices

  /// Reads on and parses what is whole; returns whether that gave any row.
  private func fillAndParse() throws -> Bool {
    if start > 0 {
      memmove(buffer, buffer + start, end - start)
      end -= start
      start = 0
    }
    if !atEnd, end < Self.bufferCapacity {
      let room = min(readSize, Self.bufferCapacity - end)
      let count = try input.read(
        into: UnsafeMutableRawBufferPointer(start: buffer + end, count: room))
      end += count
      atEnd = count == 0
      if atEnd, end > 0, buffer[end - 1] != 10 {
        buffer[end] = 10
        end += 1
      }
    }
    if skipsLine { return skipLine() }
    guard let last = lastNewline() else {
      if end >= Self.bufferCapacity { return rejectOverlongLine() }
      return false
    }
    guard var state = member else { return false }
    if state.isFirst {
      state.isFirst = false
      try skipMark()
    }
    member = state
    let stop = last + 1
    if state.parser == nil, try !begin(stop) { return false }
    guard start < stop, let parser = member?.parser else { return false }
    slice = (start, stop, member?.line ?? 1)
    parser.decoder.pointee.line = slice.line
    parse(parser, stop)
    slice.end = start
    member?.line = parser.decoder.pointee.line
    rowsRead += parser.decoder.pointee.rows
    interpreter?.interpret(parser.rawRows, into: &interpreted)
    return parser.decoder.pointee.rows > 0
  }

  /// Takes a byte-order mark off the start of a member.
  private func skipMark() throws {
    if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { start = 3 }
    if end >= 2, buffer[0] ^ buffer[1] == 1, buffer[0] >= 0xFE {
      throw TickFileError(
        .unreadable, file: file, line: 1, "the text is UTF-16", advice: "convert it to UTF-8")
    }
  }

  /// Finds the columns in the first line that is not blank and passes over it if it is a header.
  private func begin(_ stop: Int) throws -> Bool {
    while start < stop, buffer[start] == 10 || buffer[start] == 13 {
      if buffer[start] == 10 { member?.line += 1 }
      start += 1
    }
    guard start < stop, let next = newline(start, stop) else { return false }
    let line = UnsafeBufferPointer(start: buffer + start, count: next - start)
    let row = CSVParser.fields(of: line, separator: format.separator)
    let found = try format.resolve(firstRow: row, file: file, line: member?.line ?? 1)
    let plan = timesOnly ? found.plan.timesOnly : found.plan
    member?.names = plan.names
    member?.parser = CSVParser(
      plan: plan, separator: format.separator, sliceCapacity: Self.bufferCapacity + 1,
      symbols: symbolTable)
    interpreter = timesOnly ? nil : plan.interpretation.makeInterpreter(for: file)
    if found.hasHeader {
      start = next + 1
      member?.line += 1
    }
    return true
  }

  private func rejectOverlongLine() -> Bool {
    let text = UnsafeBufferPointer(start: buffer + start, count: min(200, end - start))
    overlong = RejectedRow(
      file: file, line: member?.line ?? 1, column: nil, columnName: nil, reason: .overlongLine,
      text: String(decoding: text, as: UTF8.self))
    rowsRead += 1
    skipsLine = true
    start = end
    return true
  }

  private func skipLine() -> Bool {
    if let next = newline(start, end) {
      start = next + 1
      member?.line += 1
      skipsLine = false
    } else {
      start = end
      if atEnd { skipsLine = false }
    }
    return false
  }

  // MARK: - Lines and quotation marks

  /// Parses the whole lines up to `stop` and moves `start` behind what was used.
  private func parse(_ parser: CSVParser, _ stop: Int) {
    while start < stop {
      guard let quote = find(0x22, start, stop) else {
        _ = parser.feed(buffer + start, stop - start)
        start = stop
        return
      }
      var lineStart = quote
      while lineStart > start, buffer[lineStart - 1] != 10 { lineStart -= 1 }
      if lineStart > start {
        _ = parser.feed(buffer + start, lineStart - start)
        start = lineStart
      }
      if !parseQuotedRow(parser, stop) { return }
    }
  }

  /// Parses the row that begins at `start` and holds a quotation mark; returns `false` where its
  /// end has not been read yet.
  private func parseQuotedRow(_ parser: CSVParser, _ stop: Int) -> Bool {
    let firstLine = parser.decoder.pointee.line
    let firstEnd = (newline(start, stop) ?? stop - 1) + 1
    let rows = parser.decoder.pointee.rows
    var position = start
    var lines = 0
    while position < stop, lines < Self.quotedLineLimit {
      let lineEnd = (newline(position, stop) ?? stop - 1) + 1
      guard parser.feed(buffer + position, lineEnd - position) else { break }
      position = lineEnd
      lines += 1
      if parser.decoder.pointee.rows > rows {
        parser.decoder.pointee.line = firstLine + lines
        start = position
        return true
      }
    }
    let mayGoOn = position == stop && lines < Self.quotedLineLimit
    parser.restart()
    if mayGoOn, !atEnd, end - start < Self.bufferCapacity { return false }
    parser.decoder.pointee.rejectRow(.badQuoting, atLine: firstLine)
    parser.decoder.pointee.line = firstLine + 1
    start = firstEnd
    return true
  }

  private func find(_ byte: Int32, _ from: Int, _ to: Int) -> Int? {
    guard to > from, let found = memchr(buffer + from, byte, to - from) else { return nil }
    return UnsafeMutableRawPointer(buffer).distance(to: found)
  }

  private func newline(_ from: Int, _ to: Int) -> Int? { find(10, from, to) }

  private func lastNewline() -> Int? {
    var position = end
    while position > start {
      position -= 1
      if buffer[position] == 10 { return position }
    }
    return nil
  }
}
