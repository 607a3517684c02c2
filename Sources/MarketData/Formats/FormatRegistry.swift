extension TickFormat {
  /// The formats that have a name of their own; `generic` is described by the experiment.
  public static let all: [TickFormat] = [
    tardisQuotes(named: "tardis/quotes"),
    tardisQuotes(named: "tardis/book_ticker"),
    tardisTrades,
    binanceBookTicker(named: "binance-futures/bookTicker"),
    binanceFuturesTrades,
    binanceFuturesAggregateTrades,
    binanceSpotTrades,
    binanceSpotAggregateTrades,
    lobster, lobsterMessages, lobsterBook,
    databentoTrades, databentoBestLevels, databentoTenLevels, databentoTradesWithQuotes,
    prosperityPrices, prosperityTrades,
    uniswapEvents(of: UniswapPool()),
    binanceBookTicker(named: "binance/bookTicker"),
    binanceTrades(named: "binance/trades", [.binanceFuturesTrades, .binanceSpotTrades]),
    binanceTrades(
      named: "binance/aggTrades", [.binanceFuturesAggregateTrades, .binanceSpotAggregateTrades]),
  ]

  /// The names of all formats, `generic` among them, for error messages.
  public static let names: [String] = all.map(\.name) + ["generic"]

  /// The format called `name`, or `nil`: `generic` has to be described instead.
  public static func named(_ name: String) -> TickFormat? { all.first { $0.name == name } }
}
