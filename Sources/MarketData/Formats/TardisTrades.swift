extension TickFormat {
  /// Tardis `trades`: `side` is the aggressor; µs; the exchange time repeats the arrival time
  /// where the exchange sends none.
  static let tardisTrades = tardisTrades(named: "tardis/trades", .none)

  /// Tardis `liquidations`: laid out as trades, and told from them by the file's name.
  ///
  /// Rows are checked, counted and passed over: a forced trade is among the trades too, where it
  /// would else fill a resting order twice.
  static let tardisLiquidations = tardisTrades(
    named: "tardis/liquidations", .selected(.liquidations))

  private static func tardisTrades(
    named name: String, _ interpretation: RowInterpretation
  ) -> TickFormat {
    TickFormat(
      name: name, kind: .trades,
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
          ],
          interpretation: interpretation)
      ],
      equalTimesMeanNoExchangeTime: true,
      sideWords: SideWords(buy: ["buy"], sell: ["sell"], unknown: ["unknown"]))
  }
}
