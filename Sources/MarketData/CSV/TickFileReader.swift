internal import Glibc

/// Reads the rows of one tick file, whatever it is packed in, a batch at a time.
///
/// Only whole lines reach the parser, in slices of a fixed buffer, so memory is bounded by that
/// buffer whatever the file holds: a line that does not fit is one rejected row. Where a slice
/// holds no quotation mark it is parsed in one go; where it does, the lines around the mark are
/// parsed one by one, so that after a malformed row reading resumes at the very next line.
///
/// What follows the first slices of a large file is read and parsed on other threads meanwhile (see
/// `SlicePipeline`). A slice that they cannot parse on its own, because a row begins in it and ends
/// in the next one or because a line is too long, comes here as bytes like those of a small file:
/// the outcome does not depend on who parsed what.
public final class TickFileReader: RecordReader {
  /// How large lines and slices can be, in bytes.
  static let bufferCapacity = 128 * 1024

  /// The format the file is read as.
  public let format: TickFormat
  /// The member being read, for messages.
  public private(set) var file: String
  /// Rows that ended so far in the file, good or bad, headers not among them.
  public private(set) var rowsRead = 0
  /// The line of a last row that no newline ends, or `nil`; known at the file's end.
  public private(set) var unterminatedLine: Int?
  private let input: TickFileInput
  private let timesOnly: Bool
  private let options: ReadingOptions
  private let symbolTable = SymbolTable()
  private var interpreter: (any RowInterpreter)?
  var interpreted = InterpretedRows()
  private let buffer: UnsafeMutablePointer<UInt8>
  private var start = 0
  /// The last line feed in the buffer, as far as it has been looked for.
  private var newline: Int?
  private var end = 0
  private var atEnd = true
  private var isUnterminated = false
  var member: MemberState?
  /// Whether the member has been read to its end.
  private var isFinished = false
  /// Whether the rest of an overlong line is being passed over.
  private var skipsLine = false
  private var pipeline: SlicePipeline?
  /// The slice whose bytes are being read here, and how many of them have been.
  private var unparsed: (slice: Slice, used: Int)?
  private var lastBytesConsumed = 0
  var batch = Batch()
  /// An overlong line found in this batch, for which there may be no parser yet.
  var overlong: RejectedRow?

  /// What is known of the member being read once its first row has been seen.
  struct MemberState {
    var parser: CSVParser?
    var plan: ColumnPlan?
    var line = 1
    var isFirst = true
    /// Bytes read before the threads were started, if they were.
    var bytes = 0
  }

  /// Where the current batch comes from.
  struct Batch {
    var parser: CSVParser?
    var bytes: UnsafePointer<UInt8>?
    var slice = (start: 0, end: 0, line: 1)
  }

  /// Opens the file at `path`.
  ///
  /// - Parameters:
  ///   - path: the file, plain or compressed.
  ///   - format: how its rows are laid out.
  ///   - timesOnly: decodes nothing but the times.
  ///   - options: on how many threads; the result does not depend on it.
  /// - Throws: `TickFileError` where it cannot be opened.
  public convenience init(
    path: String, format: TickFormat, timesOnly: Bool = false, options: ReadingOptions = .standard
  ) throws {
    try self.init(
      path: path, format: format, timesOnly: timesOnly, options: options, accepts: { _ in true })
  }

  /// Opens the file at `path`; of an archive, the members whose names `accepts` takes.
  init(
    path: String, format: TickFormat, timesOnly: Bool, options: ReadingOptions,
    accepts: @escaping (String) -> Bool
  ) throws {
    self.format = format
    self.timesOnly = timesOnly
    self.options = options
    input = try TickFileInput(path: path, accepts: accepts)
    file = path
    buffer = .allocate(capacity: Self.bufferCapacity + 1)
  }

  deinit {
    pipeline?.stop()
    buffer.deallocate()
  }

  /// Bytes asked of a file at once.
  public static var defaultReadSize: Int { bufferCapacity }

  /// The size on disk of the file at `path`, in bytes.
  ///
  /// - Throws: `TickFileError` where there is none.
  public static func size(of path: String) throws -> Int { try TickFileInput.size(of: path) }

  /// The size of the file on disk, compressed as it is, in bytes.
  public var bytes: Int { input.size }

  /// Bytes of the file on disk consumed so far.
  public var bytesConsumed: Int { pipeline == nil ? input.bytesConsumed : lastBytesConsumed }

  /// Members of an archive passed over because their names say that they hold no ticks.
  public var skippedMembers: [String] { input.skippedMembers }

  /// Whether the file's contents could not be checked against a checksum; known at its end.
  public var isChecksumUnknown: Bool { pipeline == nil && input.isChecksumUnknown }

  /// The records of the current batch, in file order; valid until the next call of `nextBatch`.
  public var records: UnsafeBufferPointer<TickRecord> {
    if interpreter != nil { return interpreted.records.withUnsafeBufferPointer { $0 } }
    return batch.parser?.batch ?? UnsafeBufferPointer(start: nil, count: 0)
  }

  /// The symbols seen so far; a record's `symbol` is a place in it.
  public var symbols: [String] { symbolTable.names }

  /// Legal rows so far that nothing is replayed of, by what they are.
  public var rowsPassedOver: [String: Int] { interpreted.passedOver }

  /// Good rows so far by what the format calls them.
  public var rowsByKind: [String: Int] { interpreted.rowsByKind }

  /// Moves on to the next rows: at least one good or rejected row.
  ///
  /// - Returns: `false` at the end of the file.
  /// - Throws: `TickFileError` where the file is damaged or lacks a column.
  public func nextBatch() throws -> Bool {
    if isFinished { leaveMember() }
    member?.parser?.clearBatch()
    batch = Batch()
    interpreted.clear()
    overlong = nil
    while true {
      if member == nil {
        guard let name = try input.nextMember() else { return false }
        file = name
        member = MemberState()
        start = 0
        end = 0
        newline = nil
        atEnd = false
        isUnterminated = false
      }
      if try takeParsedSlice() { return true }
      if try fillAndParse() { return true }
      if atEnd, start == end {
        isFinished = true
        interpreter?.finish(into: &interpreted)
        if !interpreted.records.isEmpty || !interpreted.rejects.isEmpty { return true }
        leaveMember()
      }
    }
  }

  private func leaveMember() {
    isFinished = false
    pipeline?.stop()
    pipeline = nil
    member = nil
    interpreter = nil
  }

  // MARK: - Slices of other threads

  /// Takes over the rows of the next slice where other threads parse and a row begins there;
  /// returns whether that gave any row.
  private func takeParsedSlice() throws -> Bool {
    if pipeline == nil { startThreads() }
    guard let pipeline, let own = member?.parser, !atEnd, !skipsLine else { return false }
    while start == end, unparsed.map({ $0.used == $0.slice.count }) ?? true {
      unparsed = nil
      guard let slice = try pipeline.next() else { return false }
      lastBytesConsumed = slice.bytesConsumed
      guard slice.isParsed, let places = places(of: slice.parser.symbols.names) else {
        unparsed = (slice, 0)
        return false
      }
      let line = member?.line ?? 1
      let parser = slice.parser
      member?.line = line + slice.lines
      parser.relocate(line: line, symbols: places, behind: own)
      if parser.decoder.pointee.rows > 0 {
        if slice.isUnterminated { unterminatedLine = line + slice.lines - 1 }
        batch = Batch(
          parser: parser, bytes: UnsafePointer(slice.bytes), slice: (0, slice.count, line))
        finishBatch(parser)
        return true
      }
    }
    return false
  }

  /// The places in the file's list of the symbols that a slice has listed; empty where they are
  /// the same, `nil` where there is no room for all.
  private func places(of names: [String]) -> [UInt16]? {
    var places: [UInt16] = []
    for name in names {
      guard let place = symbolTable.place(of: name) else { return nil }
      places.append(place)
    }
    let areSame = places.enumerated().allSatisfy { $0.offset == Int($0.element) }
    return areSame ? [] : places
  }

  /// Starts other threads on the rest of a member that has turned out to be large.
  private func startThreads() {
    guard options.threads > 1, !atEnd, !skipsLine, let member, let plan = member.plan,
      member.bytes >= options.serialSize
    else { return }
    lastBytesConsumed = input.bytesConsumed
    pipeline = SlicePipeline(
      input, plan: plan, separator: format.separator, options: options,
      beginning: UnsafeRawBufferPointer(start: buffer + start, count: end - start))
    guard pipeline != nil else {
      // Not asked for again before the next member.
      self.member?.bytes = .min
      return
    }
    start = 0
    end = 0
    newline = nil
  }

  /// The next bytes of the member, from the file or from slices that were not parsed.
  private func read(_ count: Int) throws -> Int {
    let target = buffer + end
    guard let pipeline else {
      let read = try input.read(into: UnsafeMutableRawBufferPointer(start: target, count: count))
      member?.bytes += read
      return read
    }
    if unparsed.map({ $0.used == $0.slice.count }) ?? true {
      unparsed = nil
      guard let slice = try pipeline.next() else { return 0 }
      lastBytesConsumed = slice.bytesConsumed
      unparsed = (slice, 0)
    }
    guard let (slice, used) = unparsed else { return 0 }
    let taken = min(count, slice.count - used)
    memcpy(target, slice.bytes + used, taken)
    unparsed = (slice, used + taken)
    if slice.isUnterminated, used + taken == slice.count { isUnterminated = true }
    return taken
  }

  // MARK: - Slices of this thread

  /// Reads on and parses what is whole; returns whether that gave any row.
  private func fillAndParse() throws -> Bool {
    if start > 0 {
      memmove(buffer, buffer + start, end - start)
      end -= start
      newline = newline.map { $0 - start }
      start = 0
    }
    let known = end
    if !atEnd, end < Self.bufferCapacity {
      let count = try read(min(options.readSize, Self.bufferCapacity - end))
      end += count
      atEnd = count == 0
      if atEnd, end > 0, buffer[end - 1] != 10 {
        isUnterminated = buffer[end - 1] != 13
        buffer[end] = 10
        end += 1
      }
    }
    if skipsLine { return skipLine(known) }
    newline = LineParsing.lastNewline(buffer, max(start, known), end) ?? newline
    guard let last = newline, last >= start else {
      if end >= Self.bufferCapacity { return rejectOverlongLine() }
      return false
    }
    if member?.isFirst == true {
      member?.isFirst = false
      try skipMark()
    }
    let stop = last + 1
    if member?.parser == nil, try !begin(stop) { return false }
    guard start < stop, let parser = member?.parser, let line = member?.line else { return false }
    parser.decoder.pointee.line = line
    let first = start
    start = LineParsing.parse(buffer, from: start, to: stop, with: parser) { start in
      !atEnd && end - start < Self.bufferCapacity
    }
    batch = Batch(parser: parser, bytes: UnsafePointer(buffer), slice: (first, start, line))
    member?.line = parser.decoder.pointee.line
    finishBatch(parser)
    if isUnterminated, start == end, parser.decoder.pointee.rows > 0 {
      unterminatedLine = parser.decoder.pointee.line - 1
    }
    return parser.decoder.pointee.rows > 0
  }

  private func finishBatch(_ parser: CSVParser) {
    rowsRead += parser.decoder.pointee.rows
    interpreter?.interpret(parser.rawRows, into: &interpreted)
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
    let blank = start
    while start < stop, buffer[start] == 10 || buffer[start] == 13 {
      start += 1
    }
    member?.line += LineParsing.lineEnds(buffer, blank, start)
    guard let next = LineParsing.find(10, buffer, start, stop) else { return false }
    let line = UnsafeBufferPointer(start: buffer + start, count: next - start)
    let row = CSVParser.fields(of: line, separator: format.separator)
    let found = try format.resolve(firstRow: row, file: file, line: member?.line ?? 1)
    let plan = timesOnly ? found.plan.timesOnly : found.plan
    member?.plan = plan
    member?.parser = CSVParser(
      plan: plan, separator: format.separator, sliceCapacity: Self.bufferCapacity + 1,
      symbols: symbolTable)
    interpreter = timesOnly ? nil : plan.interpretation.makeInterpreter(for: file)
    if found.hasHeader {
      member?.line += LineParsing.lineEnds(buffer, start, next + 1)
      start = next + 1
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

  private func skipLine(_ known: Int) -> Bool {
    newline = LineParsing.lastNewline(buffer, max(start, known), end) ?? newline
    if let next = LineParsing.find(10, buffer, start, end) {
      start = next + 1
      member?.line += 1
      skipsLine = false
    } else {
      start = end
      if atEnd { skipsLine = false }
    }
    return false
  }
}
