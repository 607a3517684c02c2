extension TickFormat {
  /// Binance futures `bookTicker`: exchange time is `transaction_time`, ms; no arrival time.
  static func binanceBookTicker(named name: String) -> TickFormat {
    TickFormat(
      name: name, kind: .quotes,
      layouts: [
        TickLayout(
          header: .either, fieldCount: 7,
          columns: [
            TickColumn(.bidPrice, ["best_bid_price"], at: 1),
            TickColumn(.bidQuantity, ["best_bid_qty"], at: 2),
            TickColumn(.askPrice, ["best_ask_price"], at: 3),
            TickColumn(.askQuantity, ["best_ask_qty"], at: 4),
            TickColumn(.exchangeTime, ["transaction_time"], at: 5, time: .byDigitCount),
          ])
      ])
  }

  /// Binance futures `trades`; files before 2022 come without a header.
  static let binanceFuturesTrades = binanceTrades(
    named: "binance-futures/trades", [.binanceFuturesTrades])

  /// Binance futures `aggTrades`: one row is what one taker order traded at one price.
  static let binanceFuturesAggregateTrades = binanceTrades(
    named: "binance-futures/aggTrades", [.binanceFuturesAggregateTrades])

  /// A format of Binance trades in any of `layouts`: the flag says whether the buyer was the
  /// maker, so `true` is a trade initiated by a seller.
  static func binanceTrades(named name: String, _ layouts: [TickLayout]) -> TickFormat {
    TickFormat(name: name, kind: .trades, layouts: layouts, sideWords: .makerIsBuyer)
  }
}

extension TickLayout {
  static let binanceFuturesTrades = TickLayout(
    header: .either, fieldCount: 6,
    columns: [
      TickColumn(.price, ["price"], at: 1),
      TickColumn(.quantity, ["qty"], at: 2),
      TickColumn(.exchangeTime, ["time"], at: 4, time: .byDigitCount),
      TickColumn(.side, ["is_buyer_maker"], at: 5),
    ])

  static let binanceFuturesAggregateTrades = TickLayout(
    header: .either, fieldCount: 7,
    columns: [
      TickColumn(.price, ["price"], at: 1),
      TickColumn(.quantity, ["quantity"], at: 2),
      TickColumn(.exchangeTime, ["transact_time"], at: 5, time: .byDigitCount),
      TickColumn(.side, ["is_buyer_maker"], at: 6),
    ])
}
