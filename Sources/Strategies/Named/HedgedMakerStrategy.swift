public import Backtesting

/// Quotes one instrument and hedges what it takes on in another.
public struct HedgedMakerStrategy: LeggedStrategy, DocumentedStrategy {
  /// `hedged-maker`.
  public static let name = "hedged-maker"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes one instrument and hedges its inventory with immediate orders in another."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + HedgeBand.parameters + [
      Parameter(
        "skew", .priceShiftPerQuantity,
        "shift of both quotes against each unit of its own inventory away from the target",
        default: "0", in: Parameter.nonNegative)
    ] + ConstantTarget.parameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "bid, ask = anchor ∓ half-spread − skew (q₁ − q*); net n = q₂ + ratio (q₁ − q*) in base "
      + "units; |n| > band: an immediate order in the hedge of |n| (to: target) or |n| − band "
      + "rounded up to its lots (to: edge), one at a time. Hedge PnL = Σ q₂ ΔF, hedge cost = "
      + "half-spread + slippage + taker fee of every hedging trade, basis PnL = what S − F moves "
      + "against the hedged inventory",
    source:
      "dynamic hedging: inventory of one market held against a position in its derivative, as "
      + "desks do it; the terms are those of a hedge's profit and loss",
    wrongChoice:
      "Where the hedge's spread and taker fee exceed what a maker earns a trade, or where the two "
      + "prices do not move together: the basis then is the risk.")

  private let spread: FixedSpread
  private let size: OrderSize
  private let skew: LinearSkew
  private let target: ConstantTarget
  private let hedge: HedgeBand

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    spread = FixedSpread(values)
    size = OrderSize(values)
    skew = LinearSkew(values)
    target = ConstantTarget(values)
    hedge = HedgeBand(values)
  }

  /// Quotes on the first leg, and an immediate order on the second where the band is left.
  ///
  /// - Parameters:
  ///   - view: the quoted instrument.
  ///   - legs: what both legs hold.
  /// - Returns: what is wanted on both.
  public mutating func quotes(for view: MarketView, holding legs: Holdings) -> LegQuotes {
    var quotes = LegQuotes()
    let deviation = legs[0].quantity - target.lots
    let (bid, ask) = spread.prices(for: view, shift: skew.shift(deviation: deviation))
    quotes[0].target = target.lots
    quotes[0].quote(bid: bid, ask: ask, bidSize: size.lots, askSize: size.lots)
    guard legs.count > 1, let other = view.instruments[legs.instrument(of: 1)] else {
      return quotes
    }
    let lots = view.lotSize / other.lotSize
    let wanted = hedge.target(deviation: deviation, lots: lots)
    quotes[1].target = wanted
    quotes[1].immediate = hedge.order(for: legs[1], target: wanted, lots: lots)
    return quotes
  }
}
