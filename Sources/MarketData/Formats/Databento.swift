/// What a file of Databento's CSV encoding has a row for.
enum DatabentoSchema: Sendable, Equatable {
  /// Each trade.
  case trades
  /// Each trade with the best levels just before it.
  case tradesWithQuotes
  /// Each trade and each change of the shown levels, with those levels.
  case levels
}

extension TickFormat {
  /// Databento `trades`.
  static let databentoTrades = databento(
    named: "databento/trades", kind: .trades, schema: .trades, levels: 0)

  /// Databento `mbp-1`: trades, and the best levels after each change of them.
  static let databentoBestLevels = databento(
    named: "databento/mbp-1", kind: .quotesAndTrades, schema: .levels, levels: 1)

  /// Databento `mbp-10`: trades, and ten levels after each change of them.
  static let databentoTenLevels = databento(
    named: "databento/mbp-10", kind: .bookAndTrades, schema: .levels, levels: 10)

  /// Databento `tbbo`: trades with the best levels just before each.
  static let databentoTradesWithQuotes = databento(
    named: "databento/tbbo", kind: .quotesAndTrades, schema: .tradesWithQuotes, levels: 1)

  /// Whether `header` is that of Databento `mbo`, whose rows are single orders.
  static func isDatabentoOrders(_ header: [String]) -> Bool {
    ["ts_recv", "order_id", "channel_id", "action"].allSatisfy(header.contains)
  }

  /// A Databento format: times in nanoseconds or ISO 8601, prices in units of 10^−9 or with a
  /// point. The exchange time is `ts_event`, the time of arrival `ts_recv`. Without a column of
  /// symbols, which the vendor adds on request, `instrument_id` takes its place.
  private static func databento(
    named name: String, kind: TickKind, schema: DatabentoSchema, levels: Int
  ) -> TickFormat {
    let header =
      [
        "ts_recv", "ts_event", "rtype", "publisher_id", "instrument_id", "action", "side", "depth",
        "price", "size", "flags", "ts_in_delta", "sequence",
      ] + (0..<levels).flatMap { level in levelColumns(level) }
    var columns = [
      TickColumn(.symbol, ["symbol", "instrument_id"]),
      TickColumn(.exchangeTime, ["ts_event"], time: .nanosecondsOrISO8601),
      TickColumn(.arrivalTime, ["ts_recv"], time: .nanosecondsOrISO8601),
      TickColumn(.code, ["action"]),
      TickColumn(.side, ["side"]),
      TickColumn(.price, ["price"], optional: true, impliedDecimals: 9),
      TickColumn(.quantity, ["size"]),
      // A number of its own kind, kept where a trade has nothing.
      TickColumn(.askPrice, ["flags"]),
    ]
    for level in 0..<levels {
      let names = levelColumns(level)
      columns += [
        TickColumn(.bidPrice, [names[0]], optional: true, record: level + 1, impliedDecimals: 9),
        TickColumn(.askPrice, [names[1]], optional: true, record: level + 1, impliedDecimals: 9),
        TickColumn(.bidQuantity, [names[2]], record: level + 1),
        TickColumn(.askQuantity, [names[3]], record: level + 1),
      ]
    }
    // The rarely used column of symbols comes last.
    let layouts = [header, header + ["symbol"]].map { names in
      TickLayout(
        header: .present, fieldCount: names.count, columns: columns, headerNames: names,
        records: [.trade] + Array(repeating: .depth, count: levels),
        interpretation: .databento(schema), allowsUnpaired: true)
    }
    return TickFormat(
      name: name, kind: kind, layouts: layouts,
      sideWords: SideWords(buy: ["b"], sell: ["a"], unknown: ["n"]))
  }

  private static func levelColumns(_ level: Int) -> [String] {
    let number = level < 10 ? "0\(level)" : "\(level)"
    return ["bid_px_", "ask_px_", "bid_sz_", "ask_sz_", "bid_ct_", "ask_ct_"].map { $0 + number }
  }
}
