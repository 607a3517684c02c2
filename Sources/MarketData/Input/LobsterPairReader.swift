/// The rows of a LOBSTER message file, each joined with the row of the same number of the orderbook
/// file that belongs to it.
///
/// A row gives the print it tells of, if any, and then the book after it wherever that differs from
/// the one shown last: most messages change a shown level, but hidden executions and halts do not,
/// and repeating ten levels for them would cost more than everything else about them. Both files
/// are read in step, a batch of each at a time, so that memory is bounded. A row that one of the
/// files has no good half of is rejected as a whole.
final class LobsterPairReader: RecordReader {
  private let messages: RowCursor
  private let book: RowCursor
  private let isArchive: Bool
  private let path: String
  private var joined: [TickRecord] = []
  private var rejectedRows: [RejectedRow] = []
  /// The book shown last: price and quantity of the bid and of the ask of each level, as written.
  private var shown: [Int64] = []
  /// Lines of the orderbook file where they are not those of the message file.
  private var bookLines: [UInt32: UInt32] = [:]
  private var counts = [Int](repeating: 0, count: 8)
  private var passedOver = [Int](repeating: 0, count: 8)
  private(set) var rowsRead = 0

  /// Opens the message file at `path` and the orderbook file beside it, or an archive that has
  /// both.
  init(path: String, format: TickFormat, options: ReadingOptions) throws {
    self.path = path
    guard !LobsterFiles.isBook(path) else {
      throw TickFileError(
        .badSpecification, file: path, "this is the orderbook half of a LOBSTER pair",
        advice: "name the message file: the orderbook file is found beside it")
    }
    let isArchive = try LobsterFiles.isArchiveOfPairs(path)
    self.isArchive = isArchive
    guard let bookPath = isArchive ? path : LobsterFiles.findBook(of: path) else {
      throw LobsterFiles.missingBook(of: path)
    }
    var raw = format
    for index in raw.layouts.indices { raw.layouts[index].interpretation = .none }
    let messageReader = try TickFileReader(
      path: path, format: raw, timesOnly: false, options: options,
      accepts: { !isArchive || LobsterFiles.isMessages($0) })
    messages = RowCursor(messageReader, stride: 1)
    let isBook: (String) -> Bool = { !isArchive || LobsterFiles.isBook($0) }
    let levels = try Self.levels(of: bookPath, isBook)
    var rawBook = TickFormat.lobsterBook(levels: levels)
    for index in rawBook.layouts.indices { rawBook.layouts[index].interpretation = .none }
    let bookReader = try TickFileReader(
      path: bookPath, format: rawBook, timesOnly: false, options: options, accepts: isBook)
    book = RowCursor(bookReader, stride: levels)
  }

  /// How many levels the rows of the orderbook file at `path` have.
  static func levels(of path: String, _ isBook: @escaping (String) -> Bool) throws -> Int {
    let input = try TickFileInput(path: path, accepts: isBook)
    guard let member = try input.nextMember(),
      let line = try FormatSample.lines(of: input, member: member).first
    else {
      return 1
    }
    let width = CSVParser.fields(of: line, separator: UInt8(ascii: ",")).count
    guard width % 4 == 0, width / 4 <= TickFormat.lobsterLevelLimit else {
      throw TickFileError(
        .unknownFormat, file: member, line: 1,
        "\(width) columns are no levels of a LOBSTER orderbook, which has four a level and at most "
          + "\(TickFormat.lobsterLevelLimit) levels",
        advice: "fetch the file again")
    }
    return width / 4
  }

  var file: String { messages.reader.file }
  var records: UnsafeBufferPointer<TickRecord> { joined.withUnsafeBufferPointer { $0 } }
  var hasRejects: Bool { !rejectedRows.isEmpty }
  var symbols: [String] { [] }
  var bytes: Int { messages.reader.bytes }
  var bytesConsumed: Int { messages.reader.bytesConsumed }
  var skippedMembers: [String] { messages.reader.skippedMembers }
  var isChecksumUnknown: Bool {
    messages.reader.isChecksumUnknown || book.reader.isChecksumUnknown
  }
  var unterminatedLine: Int? { messages.reader.unterminatedLine ?? book.reader.unterminatedLine }
  var rowsByKind: [String: Int] { Self.named(counts) }
  var rowsPassedOver: [String: Int] { Self.named(passedOver) }

  func nextBatch() throws -> Bool {
    joined.removeAll(keepingCapacity: true)
    rejectedRows.removeAll(keepingCapacity: true)
    bookLines.removeAll(keepingCapacity: true)
    let hasMessages = try messages.refill()
    let hasBook = try book.refill()
    guard hasMessages || hasBook else { return false }
    guard hasMessages, hasBook, areOfOnePair else { throw try unequalLengths() }
    let count = min(messages.rowsLeft, book.rowsLeft)
    for _ in 0..<count { join(messages.next(), book.next()) }
    rowsRead += count
    return true
  }

  func rejects() -> [RejectedRow] { rejectedRows }

  func reject(_ record: TickRecord, _ reason: RejectReason, slot: Int) -> RejectedRow {
    guard record.kind == .depth else {
      return messages.reader.reject(record, reason, slot: slot)
    }
    var row = record
    row.line = bookLines[record.line] ?? record.line
    return book.reader.reject(row, reason, slot: slot)
  }

  // MARK: - Joining

  private func join(_ message: RowCursor.Row, _ state: RowCursor.Row) {
    guard case .good(let place) = message else {
      if case .rejected(let row) = message { rejectedRows.append(row) }
      return
    }
    guard case .good(let first) = state else {
      if case .rejected(let row) = state { rejectedRows.append(row) }
      return
    }
    var record = messages.reader.records[place]
    guard let type = LobsterMessage.type(record.code) else {
      return rejectedRows.append(messages.reader.reject(record, .badCode, slot: Self.codeSlot))
    }
    guard record.scaleLobsterPrices() else {
      return rejectedRows.append(messages.reader.reject(record, .overflow, slot: 2))
    }
    let levels = UnsafeBufferPointer(rebasing: book.reader.records[first..<first + book.stride])
    var tells = false
    if let print = LobsterMessage.print(record, type: type) {
      joined.append(print)
      tells = true
    }
    if changes(levels) {
      var state = Array(levels)
      guard state.withUnsafeMutableBufferPointer({ LobsterBookInterpreter.normalize($0) }) else {
        if tells { joined.removeLast() }
        return rejectedRows.append(book.reader.reject(levels[0], .overflow, slot: 2))
      }
      if levels[0].line != record.line { bookLines[record.line] = levels[0].line }
      state.withUnsafeBufferPointer {
        BookSnapshot.append($0, of: record, continues: tells, to: &joined)
      }
      tells = true
    }
    counts[type] += 1
    if !tells { passedOver[type] += 1 }
  }

  private static let codeSlot = Int(TickColumn.Role.code.rawValue)

  /// Whether `levels` are not those shown last, which they then become.
  private func changes(_ levels: UnsafeBufferPointer<TickRecord>) -> Bool {
    if shown.count != 4 * levels.count {
      shown = Array(repeating: .min, count: 4 * levels.count)
    }
    var differs = false
    for (index, level) in levels.enumerated() {
      let values = (level.price, level.quantity, level.askPrice, level.askQuantity)
      let place = 4 * index
      if shown[place] != values.0 || shown[place + 1] != values.1 || shown[place + 2] != values.2
        || shown[place + 3] != values.3
      {
        differs = true
        (shown[place], shown[place + 1], shown[place + 2], shown[place + 3]) = values
      }
    }
    return differs
  }

  private static func named(_ counts: [Int]) -> [String: Int] {
    var named: [String: Int] = [:]
    for type in 1...7 where counts[type] > 0 {
      named[LobsterMessage.names[type - 1]] = counts[type]
    }
    return named
  }

  // MARK: - Unequal files

  /// Whether both readers are in members of an archive that belong together.
  private var areOfOnePair: Bool {
    !isArchive || LobsterFiles.book(of: messages.reader.file) == book.reader.file
  }

  private func unequalLengths() throws -> TickFileError {
    var names = (messages.reader.file, book.reader.file)
    var counts = (0, 0)
    switch (areOfOnePair, messages.rowsOfMember, book.rowsOfMember) {
    case (false, 0, 0):
      return TickFileError(
        .corrupt, file: names.0, "the next orderbook file in the archive is \(names.1)",
        advice: "pack the files of each day as a pair, in the order of days")
    case (false, 0, _):
      names.0 = messages.previous.member
      counts = (messages.previous.rows, try book.countRowsOfMember())
    case (false, _, 0):
      names.1 = book.previous.member
      counts = (try messages.countRowsOfMember(), book.previous.rows)
    default:
      counts = (try messages.countRowsOfMember(), try book.countRowsOfMember())
    }
    return TickFileError(
      .corrupt, file: names.0,
      "the message file has \(counts.0) rows but the orderbook file \(names.1) has \(counts.1): "
        + "they are joined row by row",
      advice: "fetch both files again")
  }
}
