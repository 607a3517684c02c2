public import Backtesting

/// Quotes both sides alike whatever it holds: the control that never rebalances.
public struct SymmetricStrategy: DocumentedStrategy {
  /// `symmetric`.
  public static let name = "symmetric"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes both sides at one distance and size, whatever it holds: the control."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "bid = anchor − half-spread, ask = anchor + half-spread",
    wrongChoice: "To manage inventory: nothing brings it back but chance and the hard limit.")

  private let spread: FixedSpread
  private let size: OrderSize
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    spread = FixedSpread(values)
    size = OrderSize(values)
    target = ConstantTarget(values)
  }

  /// The same quotes at every inventory.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    let (bid, ask) = spread.prices(for: view)
    quotes.quote(bid: bid, ask: ask, bidSize: size.lots, askSize: size.lots)
    return quotes
  }
}
