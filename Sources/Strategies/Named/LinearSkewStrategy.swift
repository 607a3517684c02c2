public import Backtesting

/// Shifts both quotes against the inventory, in proportion to it.
public struct LinearSkewStrategy: DocumentedStrategy {
  /// `linear-skew`.
  public static let name = "linear-skew"
  /// One sentence for the catalogue.
  public static let summary =
    "Shifts both quotes against the inventory in proportion to its distance from the target."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + LinearSkew.parameters
      + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "bid = anchor − half-spread − skew (q − q*), ask = anchor + half-spread − skew (q − q*)",
    wrongChoice:
      "Where the touch is one tick wide and half-spread and skew are less than a tick: rounding to "
      + "the grid then decides when it acts.")

  private let spread: FixedSpread
  private let size: OrderSize
  private let skew: LinearSkew
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    spread = FixedSpread(values)
    size = OrderSize(values)
    skew = LinearSkew(values)
    target = ConstantTarget(values)
  }

  /// Quotes of full size on both sides, shifted against the inventory.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    let shift = skew.shift(deviation: inventory.quantity - target.lots)
    let (bid, ask) = spread.prices(for: view, shift: shift)
    quotes.quote(bid: bid, ask: ask, bidSize: size.lots, askSize: size.lots)
    return quotes
  }
}
