public import Backtesting

/// Quotes symmetrically and crosses the spread when the inventory has left its band.
public struct ThresholdStrategy: DocumentedStrategy {
  /// `threshold`.
  public static let name = "threshold"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes symmetrically and trades at once, back to the target or the edge, when outside a band."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + BandRebalance.parameters
      + ConstantTarget.parameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "|q − q*| > band: an immediate order of |q − q*| lots (to: target) or |q − q*| − band "
      + "lots rounded up (to: edge), one at a time",
    wrongChoice:
      "Where taking costs more than the risk it removes: each return pays half the spread and the "
      + "taker fee.")

  private let spread: FixedSpread
  private let size: OrderSize
  private let rebalance: BandRebalance
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    spread = FixedSpread(values)
    size = OrderSize(values)
    rebalance = BandRebalance(values)
    target = ConstantTarget(values)
  }

  /// Symmetric quotes, and an immediate order where the band is left.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    let (bid, ask) = spread.prices(for: view)
    quotes.quote(bid: bid, ask: ask, bidSize: size.lots, askSize: size.lots)
    quotes.immediate = rebalance.order(for: inventory, target: target.lots)
    return quotes
  }
}
