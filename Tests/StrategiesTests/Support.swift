import Backtesting
import MarketData

/// A perpetual with a tick of 0.1 and a lot of 0.001.
let perpetual = Instrument(
  symbol: "BTCUSDT", tick: FixedDecimal(mantissa: 1, decimals: 1),
  lot: FixedDecimal(mantissa: 1, decimals: 3), quote: "USDT")

/// A market with a two-tick spread around `mid` ticks on the grid of `perpetual`.
func view(
  mid: Double = 270_000, halfSpread: Double = 1, time: Int64 = 0, sessionEnd: Int64? = nil
) -> MarketView {
  MarketView(
    time: time, bid: mid - halfSpread, ask: mid + halfSpread, bidQuantity: 5, askQuantity: 7,
    mid: mid, sessionEnd: sessionEnd, tickSize: 0.1, lotSize: 0.001)
}

/// The strategy `type` with parameters from `texts`, on `perpetual`.
func make<S: Strategy>(_ type: S.Type, _ texts: [String: String]) throws -> S {
  try S(ParameterValues(texts: texts, declared: S.parameters, instrument: perpetual))
}

/// The best bid and ask wanted, `nil` where a side is not quoted.
func best(_ quotes: Quotes) -> (bid: QuoteLevel?, ask: QuoteLevel?) {
  (
    quotes.bidCount > 0 ? quotes.bidLevel(0) : nil,
    quotes.askCount > 0 ? quotes.askLevel(0) : nil
  )
}
