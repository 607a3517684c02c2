extension TickFormat {
  /// Tardis `trades`: `side` is the aggressor; µs; the exchange time repeats the arrival time
  /// where the exchange sends none.
  static let tardisTrades = TickFormat(
    name: "tardis/trades", kind: .trades,
    layouts: [
      TickLayout(
        header: .present, fieldCount: 8,
        columns: [
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.exchangeTime, ["timestamp"], time: .microseconds),
          TickColumn(.arrivalTime, ["local_timestamp"], time: .microseconds),
          TickColumn(.side, ["side"]),
          TickColumn(.price, ["price"]),
          TickColumn(.quantity, ["amount"]),
        ],
        headerNames: [
          "exchange", "symbol", "timestamp", "local_timestamp", "id", "side", "price", "amount",
        ])
    ],
    equalTimesMeanNoExchangeTime: true,
    sideWords: SideWords(buy: ["buy"], sell: ["sell"], unknown: ["unknown"]))
}
