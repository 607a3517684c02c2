extension TickFormat {
  /// The formats that have a name of their own; `generic` is described by the experiment.
  ///
  /// Where a file fits several and nothing else tells, it is the first of them.
  public static let all: [TickFormat] = [
    tardisQuotes(named: "tardis/quotes"),
    tardisQuotes(named: "tardis/book_ticker"),
    tardisTrades,
    tardisLiquidations,
    tardisBook,
    tardisSnapshots(depth: 5),
    tardisSnapshots(depth: 25),
    tardisFunding,
    binanceBookTicker(named: "binance-futures/bookTicker"),
    binanceFuturesTrades,
    binanceFuturesAggregateTrades,
    binanceCoinBookTicker,
    binanceCoinTrades,
    binanceCoinAggregateTrades,
    binanceSpotTrades,
    binanceSpotAggregateTrades,
    binanceDepth,
    binanceFunding,
    bybitTrades,
    bybitSpotTrades,
    okxTrades,
    krakenTrades,
    bitmexTrades,
    bitmexQuotes,
    hyperliquidFunding,
    leanFunding,
    lobster,
    lobsterMessages,
    lobsterBook,
    databentoTrades,
    databentoBestLevels,
    databentoTenLevels,
    databentoTradesWithQuotes,
    prosperityPrices,
    prosperityTrades,
    uniswapEvents(of: UniswapPool()),
    trueFX,
    histData,
    dukascopy,
    leanEquityQuotes,
    leanEquityTrades,
    leanForexQuotes,
    leanCfdQuotes,
    leanCryptoQuotes,
    leanCryptoTrades,
    leanFutureQuotes,
    leanFutureTrades,
    collective(binanceBookTicker(named: "binance/bookTicker")),
    collective(
      binanceTrades(
        named: "binance/trades",
        [.binanceFuturesTrades, .binanceFuturesTrades(notional: "base_qty"), .binanceSpotTrades])),
    collective(
      binanceTrades(
        named: "binance/aggTrades", [.binanceFuturesAggregateTrades, .binanceSpotAggregateTrades])),
  ]

  /// The names of all formats, `generic` among them, for error messages.
  public static let names: [String] = all.map(\.name) + ["generic"]

  /// The format called `name`, or `nil`: `generic` has to be described instead.
  ///
  /// Besides the names in the list, `tardis/book_snapshot_` may end in another depth up to 100.
  public static func named(_ name: String) -> TickFormat? {
    all.first { $0.name == name } ?? tardisSnapshots(named: name)
  }

  /// `format`, which stands for several: files are found to be of one of those.
  private static func collective(_ format: TickFormat) -> TickFormat {
    var format = format
    format.isFoundByNameOnly = true
    return format
  }
}
