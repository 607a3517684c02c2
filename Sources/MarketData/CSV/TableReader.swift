internal import CLibCSV
internal import Glibc

/// Any CSV file with a header, row by row, through libcsv: plain, gzip, zstd, xz or bzip2, or the
/// members of an archive one after the other.
///
/// For tables that are no ticks, such as PnL series from elsewhere. Memory does not depend on the
/// length of the file. Fields are separated by commas, or by semicolons or tabs where the header
/// has no comma; they may be quoted. Where all fields of the first line are numbers the file has
/// no header, and columns are named by their place: 1, 2, ….
public final class TableReader {
  /// One row; valid until the next one is read.
  public struct Row {
    /// The physical line the row begins on, from 1.
    public let line: Int
    fileprivate let fields: Collector

    /// The number of fields.
    public var count: Int { fields.ends.count }

    /// The text of the field at `place` < ``count``, without quotation marks and outer blanks.
    public func text(_ place: Int) -> String {
      String(decoding: fields.bytes[fields.start(of: place)..<fields.ends[place]], as: UTF8.self)
    }

    /// Whether the field at `place` < ``count`` is empty.
    public func isEmpty(_ place: Int) -> Bool { fields.start(of: place) == fields.ends[place] }

    /// The number in the field at `place` < ``count``; `nil` where it is empty, text, NaN, infinite
    /// or beyond the range of `Double`. Correctly rounded.
    public func number(_ place: Int) -> Double? {
      let (start, stop) = (fields.start(of: place), fields.ends[place])
      guard stop > start else { return nil }
      return fields.bytes.withUnsafeBytes { bytes in
        // The C library also takes hexadecimal digits, `inf` and `nan`.
        for byte in bytes[start..<stop] {
          switch byte {
          case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: continue
          default: return nil
          }
        }
        guard let base = bytes.bindMemory(to: CChar.self).baseAddress else { return nil }
        var end: UnsafeMutablePointer<CChar>?
        let value = strtod(base + start, &end)
        guard let end, UnsafePointer(end) == base + stop, value.isFinite else { return nil }
        return value
      }
    }
  }

  /// The names of the columns.
  public private(set) var header: [String] = []
  /// The file's path as given.
  public let path: String
  /// Rows handed out so far.
  public private(set) var rows = 0

  private let input: TickFileInput
  private let lines = LineBuffer()
  private var separator = UInt8(ascii: ",")
  private let collector = Collector()
  private var firstRow: (line: Int, fields: [String])?
  private var line = 0
  /// The first empty line since the last row.
  private var emptyLine: Int?
  private var parser = csv_parser()

  /// Opens the file at `path` and reads its first line.
  ///
  /// - Throws: `TickFileError` where it cannot be read or is empty.
  public init(path: String) throws {
    self.path = path
    input = try TickFileInput(path: path)
    guard try input.nextMember() != nil, try readHeader() else {
      throw TickFileError(
        .missingColumn, file: path, line: 1, "the file is empty",
        advice: "give a CSV with a header and at least one row")
    }
  }

  deinit {
    csv_free(&parser)
  }

  /// The next row, `nil` at the end; empty lines are none.
  ///
  /// - Throws: `TickFileError` where the file is damaged, a row has not as many fields as the
  ///   header, a quotation mark is not closed, or a line of a file with one column is empty and
  ///   others follow.
  public func next() throws -> Row? {
    if let first = firstRow {
      firstRow = nil
      collector.begin()
      for field in first.fields { collector.add(Array(field.utf8)) }
      return try row(first.line)
    }
    while let first = try takeLine() {
      collector.begin()
      let start = line
      parse(first)
      // A quoted field goes on in the next line.
      while !isBetweenRows, line - start < 100, let more = try takeLine() { parse(more) }
      if !isBetweenRows {
        throw reject(
          start, "the row begins a quoted field that does not end",
          advice: "check its quotation marks")
      }
      if collector.rows > 0 { return try row(start) }
      emptyLine = emptyLine ?? start
    }
    return nil
  }

  /// The place of the column `name`; the exact name, or where none has it the number of a column
  /// from 1.
  public func column(_ name: String) -> Int? {
    if let place = header.firstIndex(of: name) { return place }
    guard let number = Int(name), number >= 1, number <= header.count else { return nil }
    return number - 1
  }

  private func readHeader() throws -> Bool {
    csv_init(&parser, UInt8(CSV_APPEND_NULL))
    while header.isEmpty {
      guard let text = try takeLine() else { return false }
      var bytes = Array(text)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
      if !bytes.contains(UInt8(ascii: ",")) {
        for other in [UInt8(ascii: ";"), UInt8(ascii: "\t")] where bytes.contains(other) {
          separator = other
          break
        }
      }
      csv_set_delim(&parser, separator)
      let fields = CSVParser.fields(of: bytes, separator: separator)
      if fields.isEmpty || fields == [""] { continue }
      if fields.allSatisfy({ Double($0) != nil }) {
        header = fields.indices.map { String($0 + 1) }
        firstRow = (line, fields)
      } else {
        header = fields
      }
    }
    return true
  }

  private func row(_ line: Int) throws -> Row {
    if collector.rows > 1 {
      throw reject(
        line, "the line holds a carriage return", advice: "end lines with LF or CR LF")
    }
    if let emptyLine, header.count == 1 {
      throw reject(
        emptyLine, "the line is empty", advice: "give a number there or remove the line")
    }
    emptyLine = nil
    guard collector.ends.count == header.count else {
      let count = collector.ends.count
      throw reject(
        line, column: min(count, header.count) + 1,
        "the row has \(count) field\(count == 1 ? "" : "s"), the header has \(header.count)",
        advice: "give every row as many fields as the header")
    }
    rows += 1
    return Row(line: line, fields: collector)
  }

  /// Whether libcsv waits for the beginning of a row.
  private var isBetweenRows: Bool { parser.pstate == 0 }

  private func parse(_ line: UnsafeBufferPointer<UInt8>) {
    // Without CSV_STRICT nothing stops the parser but a lack of memory.
    _ = csv_parse(
      &parser, line.baseAddress, line.count, Collector.field, Collector.row, collector.context)
    if line.last != UInt8(ascii: "\n") {
      // The last line lacks its end; a quotation left open stays so.
      if parser.pstate != 2 || parser.quoted == 0 {
        _ = csv_parse(&parser, [10], 1, Collector.field, Collector.row, collector.context)
      }
    }
  }

  private func reject(
    _ line: Int, column: Int? = nil, _ message: String, advice: String
  ) -> TickFileError {
    TickFileError(
      .rejectedRow, file: path, line: line, column: column, message, advice: advice)
  }

  /// The next line with its line feed, valid until the next call; `nil` at the end.
  private func takeLine() throws -> UnsafeBufferPointer<UInt8>? {
    line += 1
    return try lines.next { try self.fill($0) }
  }

  private func fill(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try input.read(into: target)
    if count > 0 { return count }
    // A further member of an archive would bring a header of its own.
    if try input.nextMember() != nil {
      throw TickFileError(
        .unreadable, file: path, "the archive has more than one file", advice: "unpack it")
    }
    return 0
  }
}

/// What libcsv finds in one line.
fileprivate final class Collector {
  /// The fields one after the other, a zero byte behind each.
  private(set) var bytes: [UInt8] = []
  /// Where each of them ends.
  private(set) var ends: [Int] = []
  /// Rows that ended.
  private(set) var rows = 0

  /// Where the field at `place` begins.
  func start(of place: Int) -> Int { place == 0 ? 0 : ends[place - 1] + 1 }

  var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  func begin() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    rows = 0
  }

  func add(_ field: some Collection<UInt8>) {
    bytes.append(contentsOf: field)
    ends.append(bytes.count)
    bytes.append(0)
  }

  static let field:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
      text, count, context in
      guard let context else { return }
      Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue().add(
        UnsafeRawBufferPointer(start: text, count: count))
    }

  static let row: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
    guard let context else { return }
    Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue().rows += 1
  }
}

/// Cuts a stream of bytes into lines.
private final class LineBuffer {
  private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var start = 0
  private var end = 0
  private var isAtEnd = false

  deinit { buffer.deallocate() }

  /// The next line with its line feed, if it has one; valid until the next call. `fill` puts the
  /// next bytes into a buffer and returns how many there were, 0 at the end.
  func next(
    _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows -> UnsafeBufferPointer<UInt8>? {
    var searched = start
    while true {
      if let base = buffer.baseAddress, searched < end,
        let found = memchr(base + searched, 10, end - searched)
      {
        return take(through: base.distance(to: found) + 1)
      }
      searched = end
      if isAtEnd { return start < end ? take(through: end) : nil }
      if end == buffer.count { searched -= makeRoom() }
      let count = try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
      end += count
      isAtEnd = count == 0
    }
  }

  private func take(through next: Int) -> UnsafeBufferPointer<UInt8> {
    let line = UnsafeRawBufferPointer(rebasing: buffer[start..<next])
    start = next
    return line.bindMemory(to: UInt8.self)
  }

  /// Moves what is left to the front, or doubles the room where that is all; returns how far.
  private func makeRoom() -> Int {
    let (moved, rest) = (start, end - start)
    let target =
      start > 0
      ? buffer : UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
    if let from = buffer.baseAddress, let to = target.baseAddress {
      memmove(to, from + start, rest)
    }
    if start == 0 {
      buffer.deallocate()
      buffer = target
    }
    (start, end) = (0, rest)
    return moved
  }
}
