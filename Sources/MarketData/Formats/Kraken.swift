extension TickFormat {
  /// Kraken's dump of trades: `seconds,price,volume` without a header, the seconds with decimals in
  /// older dumps. Nothing tells who took the liquidity.
  static let krakenTrades = TickFormat(
    name: "kraken/trades", kind: .trades,
    layouts: [
      TickLayout(
        header: .absent, fieldCount: 3,
        columns: [
          TickColumn(.exchangeTime, [], at: 0, time: .seconds),
          TickColumn(.price, [], at: 1),
          TickColumn(.quantity, [], at: 2),
        ])
    ],
    infersSide: true)
}
