internal import Backtesting

/// What a strategy that quotes at fixed distances is made of: where it quotes, how much, and how it
/// comes back to its target.
struct QuotingParts: Sendable {
  let spread: FixedSpread
  let size: OrderSize
  var skew = PriceSkew(.none)
  var oneSided: OneSidedQuoting?
  var sizeSkew: ExponentialSizeSkew?
  var taker = TakerRule.none

  static var parameters: [Parameter] { FixedSpread.parameters + OrderSize.parameters }

  init(_ values: ParameterValues) {
    spread = FixedSpread(values)
    size = OrderSize(values)
  }

  /// The quotes that lead from `inventory` back to `target` (lots).
  mutating func quotes(
    for view: MarketView, holding inventory: Inventory, target: Double
  ) -> Quotes {
    var quotes = Quotes()
    quotes.target = target
    let deviation = inventory.quantity - target
    let (bid, ask) = spread.prices(for: view, shift: skew.shift(deviation: deviation))
    var (bidSize, askSize) = (size.lots, size.lots)
    if let sizeSkew {
      bidSize *= sizeSkew.bidRatio(deviation: deviation)
      askSize *= sizeSkew.askRatio(deviation: deviation)
    }
    if let oneSided {
      if !oneSided.allowsBid(deviation: deviation) { bidSize = 0 }
      if !oneSided.allowsAsk(deviation: deviation) { askSize = 0 }
    }
    quotes.quote(bid: bid, ask: ask, bidSize: bidSize, askSize: askSize)
    quotes.immediate = taker.order(for: inventory, target: target, at: view)
    return quotes
  }
}
