/// Formats that more than the shape of a row tells: the file's name, or what its rows do.
extension TickFormat {
  /// What the file at `path` is, whose member `member` begins with `row`, where its name or its
  /// other rows have a say; `nil` where the first row decides.
  ///
  /// - Throws: `TickFileError` where the layout is known but cannot be replayed.
  static func sniffSpecial(path: String, member: String, row: [String]) throws -> SniffedFormat? {
    if isDatabentoOrders(row) {
      throw TickFileError(
        .unknownFormat, file: member, line: 1,
        "this is databento/mbo, whose rows are single orders: books are read by price level",
        advice: "fetch the schema mbp-10 or mbp-1, which has the same trades and the levels")
    }
    if let found = try sniffDatabento(path: path, header: row) { return found }
    return try sniffLobster(path: path, member: member, row: row)
  }

  /// What the LOBSTER file at `path` is, or `nil` where `row`, the first of its member `member`, is
  /// none of LOBSTER's.
  static func sniffLobster(path: String, member: String, row: [String]) throws -> SniffedFormat? {
    let isPair = try LobsterFiles.isArchiveOfPairs(path)
    if LobsterFiles.isBook(member), !isPair, row.count % 4 == 0, row.allSatisfy(isInteger),
      row.count / 4 <= lobsterLevelLimit
    {
      return SniffedFormat(
        format: lobsterBook(levels: row.count / 4),
        explanation: "read as lobster/orderbook (by its name; \(row.count / 4) levels): states of "
          + "the book alone, whose times are in the message file")
    }
    guard isLobsterMessage(row) || (isPair && LobsterFiles.isBook(member)) else { return nil }
    if isPair {
      return SniffedFormat(
        format: lobster, explanation: "read as lobster (both files of the pair are in the archive)")
    }
    guard let book = LobsterFiles.findBook(of: path) else {
      return SniffedFormat(
        format: lobsterMessages,
        explanation: "read as lobster/messages (no header, 6 columns): prints alone, because the "
          + "orderbook file that belongs to it is not there")
    }
    return SniffedFormat(
      format: lobster, explanation: "read as lobster (joined row by row with \(book))")
  }

  /// Seconds since midnight, type, order, size, price, direction.
  private static func isLobsterMessage(_ row: [String]) -> Bool {
    guard row.count == 6 || row.count == 7, let time = FixedDecimal(row[0]),
      time >= FixedDecimal(mantissa: 0, decimals: 0),
      time < FixedDecimal(mantissa: 86_400, decimals: 0)
    else { return false }
    return row[1].utf8.count == 1 && (1...7).contains(Int(row[1]) ?? 0)
      && row[2...4].allSatisfy(isInteger) && ["1", "-1"].contains(row[5])
  }

  private static func isInteger(_ text: String) -> Bool { Int64(text) != nil }

  /// Of Databento's `mbp-1` and `tbbo`, which share a header, the one that the first rows of the
  /// file at `path` are of: `tbbo` has nothing but trades.
  private static func sniffDatabento(path: String, header: [String]) throws -> SniffedFormat? {
    guard databentoBestLevels.layouts.contains(where: { $0.isHeader(header) }) else { return nil }
    let reader = try TickFileReader(path: path, format: databentoBestLevels)
    _ = try reader.nextBatch()
    let isTradesOnly =
      reader.rowsByKind.keys.allSatisfy { $0 == DatabentoInterpreter.tradeName }
      && !reader.rowsByKind.isEmpty
    let format = isTradesOnly ? databentoTradesWithQuotes : databentoBestLevels
    return SniffedFormat(
      format: format,
      explanation: "read as \(format.name) (by its header; "
        + (isTradesOnly ? "its first rows are all trades)" : "not all rows are trades)"))
  }
}
