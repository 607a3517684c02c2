extension TickFormat {
  /// Bybit derivatives `trades`: seconds with decimals; `side` is the taker; quantities count
  /// contracts of inverse symbols. Files of 2019 begin with their latest row.
  static let bybitTrades = TickFormat(
    name: "bybit/trades", kind: .trades,
    layouts: [.bybitTrades(width: 10), .bybitTrades(width: 11)],
    sideWords: SideWords(buy: ["buy"], sell: ["sell"], unknown: []))

  /// Bybit spot `trades`: ms; `side` is the taker; older files lack the last column.
  static let bybitSpotTrades = TickFormat(
    name: "bybit-spot/trades", kind: .trades,
    layouts: [5, 6].map { width in
      TickLayout(
        header: .present, fieldCount: width,
        columns: [
          TickColumn(.exchangeTime, ["timestamp"], time: .milliseconds),
          TickColumn(.price, ["price"]),
          TickColumn(.quantity, ["volume"]),
          TickColumn(.side, ["side"]),
        ],
        headerNames: Array(["id", "timestamp", "price", "volume", "side", "rpi"].prefix(width)))
    },
    sideWords: SideWords(buy: ["buy"], sell: ["sell"], unknown: []))
}

extension TickLayout {
  /// Names of the columns that Bybit and BitMEX share.
  static let bybitNames = [
    "timestamp", "symbol", "side", "size", "price", "tickdirection", "trdmatchid", "grossvalue",
    "homenotional", "foreignnotional",
  ]

  /// Files since 2025 have a column more.
  fileprivate static func bybitTrades(width: Int) -> TickLayout {
    TickLayout(
      header: .present, fieldCount: width,
      columns: [
        TickColumn(.exchangeTime, ["timestamp"], time: .seconds),
        TickColumn(.symbol, ["symbol"], optional: true),
        TickColumn(.side, ["side"]),
        TickColumn(.quantity, ["size"]),
        TickColumn(.price, ["price"]),
      ],
      headerNames: Array((bybitNames + ["rpi"]).prefix(width)))
  }
}
