extension TickFormat {
  /// Binance spot `trades`: no header; ms until 2024, µs from 2025, told apart row by row.
  static let binanceSpotTrades = binanceTrades(
    named: "binance-spot/trades", [.binanceSpotTrades])

  /// Binance spot `aggTrades`: no header; ms until 2024, µs from 2025.
  static let binanceSpotAggregateTrades = binanceTrades(
    named: "binance-spot/aggTrades", [.binanceSpotAggregateTrades])
}

extension TickLayout {
  /// Binance names the columns in its documentation; files that were given them are read too.
  static let binanceSpotTrades = TickLayout(
    header: .either, fieldCount: 7,
    columns: [
      TickColumn(.price, ["price"], at: 1),
      TickColumn(.quantity, ["qty"], at: 2),
      TickColumn(.exchangeTime, ["time"], at: 4, time: .byDigitCount),
      TickColumn(.side, ["isBuyerMaker"], at: 5),
    ])

  static let binanceSpotAggregateTrades = TickLayout(
    header: .either, fieldCount: 8,
    columns: [
      TickColumn(.price, ["price"], at: 1),
      TickColumn(.quantity, ["qty", "quantity"], at: 2),
      TickColumn(.exchangeTime, ["time", "timestamp"], at: 5, time: .byDigitCount),
      TickColumn(.side, ["isBuyerMaker"], at: 6),
    ])
}
