extension TickFormat {
  /// OKX `trades`: ms; `side` is the taker; quantities count contracts of swaps.
  ///
  /// Headers of older files are in two languages, the second of them in GBK or UTF-8: their names
  /// end at the slash for us. Those files have the size before the price.
  static let okxTrades = TickFormat(
    name: "okx/trades", kind: .trades,
    layouts: [
      .okxTrades(["instrument_name", "trade_id", "side", "price", "size", "created_time"]),
      .okxTrades(["trade_id", "side", "size", "price", "created_time"]),
    ],
    sideWords: SideWords(buy: ["buy"], sell: ["sell"], unknown: []))
}

extension TickLayout {
  fileprivate static func okxTrades(_ names: [String]) -> TickLayout {
    var layout = TickLayout(
      header: .present, fieldCount: names.count,
      columns: [
        TickColumn(.side, ["side"]),
        TickColumn(.price, ["price"]),
        TickColumn(.quantity, ["size"]),
        TickColumn(.exchangeTime, ["created_time"], time: .milliseconds),
      ],
      headerNames: names)
    if names.contains("instrument_name") {
      layout.columns.append(TickColumn(.symbol, ["instrument_name"], optional: true))
    }
    layout.namesEndAtSlash = true
    return layout
  }
}
