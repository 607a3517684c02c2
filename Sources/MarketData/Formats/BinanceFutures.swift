extension TickFormat {
  /// Binance futures `bookTicker`: exchange time is `transaction_time`, ms. `event_time` is when
  /// the exchange sent the row, not when it arrived: there is no arrival time.
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

  /// Binance USD-M futures `trades`; files before 2022 come without a header.
  static let binanceFuturesTrades = binanceTrades(
    named: "binance-futures/trades", [.binanceFuturesTrades])

  /// Binance USD-M futures `aggTrades`: one row is what one taker order traded at one price.
  static let binanceFuturesAggregateTrades = binanceTrades(
    named: "binance-futures/aggTrades", [.binanceFuturesAggregateTrades])

  /// Binance COIN-M futures `trades`: quantities count contracts.
  static let binanceCoinTrades = marked(
    binanceTrades(
      named: "binance-coinm/trades", [.binanceFuturesTrades(notional: "base_qty")]))

  /// Binance COIN-M futures `aggTrades`: laid out as those of USD-M futures.
  static let binanceCoinAggregateTrades = marked(
    binanceTrades(named: "binance-coinm/aggTrades", [.binanceFuturesAggregateTrades]))

  /// Binance COIN-M futures `bookTicker`: laid out as that of USD-M futures.
  static let binanceCoinBookTicker = marked(binanceBookTicker(named: "binance-coinm/bookTicker"))

  /// A format of Binance trades in any of `layouts`: the flag says whether the buyer was the
  /// maker, so `true` is a trade initiated by a seller.
  static func binanceTrades(named name: String, _ layouts: [TickLayout]) -> TickFormat {
    TickFormat(name: name, kind: .trades, layouts: layouts, sideWords: .makerIsBuyer)
  }

  /// `format` for COIN-M symbols, which files are named after: `BTCUSD_PERP`, `BTCUSD_240628`.
  private static func marked(_ format: TickFormat) -> TickFormat {
    var format = format
    format.fileNameMarks = ["usd_"]
    return format
  }
}

extension TickLayout {
  static let binanceFuturesTrades = binanceFuturesTrades(notional: "quote_qty")

  /// `notional` is what the price times the quantity is called.
  static func binanceFuturesTrades(notional: String) -> TickLayout {
    TickLayout(
      header: .either, fieldCount: 6,
      columns: [
        TickColumn(.price, ["price"], at: 1),
        TickColumn(.quantity, ["qty"], at: 2),
        TickColumn(.exchangeTime, ["time"], at: 4, time: .byDigitCount),
        TickColumn(.side, ["is_buyer_maker"], at: 5),
      ],
      headerNames: ["id", "price", "qty", notional, "time", "is_buyer_maker"])
  }

  static let binanceFuturesAggregateTrades = TickLayout(
    header: .either, fieldCount: 7,
    columns: [
      TickColumn(.price, ["price"], at: 1),
      TickColumn(.quantity, ["quantity"], at: 2),
      TickColumn(.exchangeTime, ["transact_time"], at: 5, time: .byDigitCount),
      TickColumn(.side, ["is_buyer_maker"], at: 6),
    ])
}
