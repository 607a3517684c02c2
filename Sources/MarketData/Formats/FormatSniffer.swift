/// What a tick file seems to be, decided by its first row.
public struct SniffedFormat: Sendable, Equatable {
  /// The format to read it as.
  public var format: TickFormat
  /// What the decision rests on, for the reader of a report.
  public var explanation: String
}

extension TickFormat {
  /// Finds out the format of the file at `path` from its header, or from the shape of its first
  /// row where it has none.
  ///
  /// - Throws: `TickFileError` where the file cannot be read or fits no known format.
  public static func sniff(path: String) throws -> SniffedFormat {
    let input = try TickFileInput(path: path)
    guard let member = try input.nextMember(), let line = try firstLine(of: input) else {
      throw TickFileError(
        .unknownFormat, file: path, "the file is empty", advice: "name its format")
    }
    let row = CSVParser.fields(of: line, separator: UInt8(ascii: ","))
    let fitting = isNumber(row.first ?? "") ? headerless(row) : headed(row)
    guard let found = fitting.first(where: { path.contains($0.lastPartOfName) }) ?? fitting.first
    else {
      if let unsupported = unsupported(row) {
        throw TickFileError(
          .unknownFormat, file: member, line: 1,
          "this looks like \(unsupported), which is not supported yet",
          advice: "use one of \(names.joined(separator: ", "))")
      }
      throw TickFileError(
        .unknownFormat, file: member, line: 1,
        "the first row fits no known format: " + Excerpt.of(row.joined(separator: ", ")),
        advice: "name the format: \(names.joined(separator: ", "))")
    }
    let basis = isNumber(row.first ?? "") ? "no header, \(row.count) columns" : "by its header"
    return SniffedFormat(format: found, explanation: "read as \(found.name) (\(basis))")
  }

  private var lastPartOfName: String {
    name.split(separator: "/").last.map(String.init) ?? name
  }

  /// Formats that come with the header `row`.
  private static func headed(_ row: [String]) -> [TickFormat] {
    (all + described).filter { format in
      format.layouts.contains { $0.header != .absent && $0.isHeader(row) }
    }
  }

  /// The name of a layout that is known by its header but cannot be read.
  private static func unsupported(_ row: [String]) -> String? {
    let marks = [
      ("is_snapshot", "tardis/incremental_book_L2"), ("asks[0].price", "tardis/book_snapshot"),
      ("funding_rate", "tardis/derivative_ticker"), ("strike_price", "tardis/options_chain"),
    ]
    guard row.contains("local_timestamp") else { return nil }
    return marks.first { row.contains($0.0) }?.1
  }

  /// Formats whose files have no header and whose columns can be read from `row`.
  private static func headerless(_ row: [String]) -> [TickFormat] {
    (all + described).filter { format in
      format.layouts.contains { layout in
        layout.header != .present && layout.fieldCount == row.count
          && layout.columns.allSatisfy { column in
            guard let position = column.position, position < row.count else { return false }
            return column.accepts(row[position], words: format.sideWords)
          }
      }
    }
  }

  /// Layouts without a name of their own that are common enough to be recognised.
  private static let described: [TickFormat] = {
    var histData = GenericFormat(
      kind: .quotes, time: .number(1),
      timeEncoding: .pattern("yyyyMMdd HHmmssSSS", utcOffset: -18_000))
    histData.hasHeader = false
    histData.bidPrice = .number(2)
    histData.askPrice = .number(3)
    histData.constantQuantity = FixedDecimal(mantissa: 1, decimals: 0)
    var dukascopy = GenericFormat(
      kind: .quotes, time: .name("Time"),
      timeEncoding: .pattern("dd.MM.yyyy HH:mm:ss.SSS", utcOffset: 0))
    dukascopy.bidPrice = .name("Bid")
    dukascopy.bidQuantity = .name("BidVolume")
    dukascopy.askPrice = .name("Ask")
    dukascopy.askQuantity = .name("AskVolume")
    return [("generic: HistData ticks", histData, 4), ("generic: Dukascopy ticks", dukascopy, 5)]
      .compactMap { name, description, width in
        guard var format = try? description.format() else { return nil }
        format.name = name
        for index in format.layouts.indices { format.layouts[index].fieldCount = width }
        return format
      }
  }()

  /// The first line that is not blank, without its end; `nil` in an empty file.
  static func firstLine(of input: TickFileInput) throws -> ArraySlice<UInt8>? {
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    var filled = 0
    while filled < bytes.count {
      let count = try bytes.withUnsafeMutableBytes { buffer in
        try input.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      }
      if count == 0 { break }
      filled += count
    }
    var text = bytes[..<filled]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    text = text.drop { $0 == 10 || $0 == 13 }
    let line = text.prefix { $0 != 10 && $0 != 13 }
    return line.isEmpty ? nil : line
  }
}

extension TickColumn {
  /// Whether `text` can be a field of the column.
  fileprivate func accepts(_ text: String, words: SideWords) -> Bool {
    switch role {
    case .price, .quantity, .askPrice, .askQuantity:
      return FixedDecimal(text) != nil
    case .symbol, .code, .wideInteger:
      return true
    case .side:
      return (words.buy + words.sell + words.unknown).contains(text.lowercased())
    case .exchangeTime, .arrivalTime:
      if case .pattern(let pattern, _) = time { return pattern.utf8.count == text.utf8.count }
      return [10, 13, 16, 19].contains(text.utf8.count) && Int64(text) != nil
    }
  }
}
