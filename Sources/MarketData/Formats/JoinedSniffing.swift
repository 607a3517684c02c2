/// Formats that more than the shape of a row tells: the file's name, or what its rows do.
extension TickFormat {
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

  /// Of Databento's `mbp-1` and `tbbo`, which share a header, the one that `rows` are of: `tbbo`
  /// has nothing but trades.
  static func sniffDatabento(_ header: [String], _ rows: some Sequence<[String]>) -> TickFormat? {
    guard databentoBestLevels.layouts.contains(where: { $0.isHeader(header) }),
      let action = header.firstIndex(of: "action")
    else { return nil }
    var hasTrades = false
    for row in rows where row.count == header.count {
      if row[action] != "T" { return databentoBestLevels }
      hasTrades = true
    }
    return hasTrades ? databentoTradesWithQuotes : nil
  }
}
