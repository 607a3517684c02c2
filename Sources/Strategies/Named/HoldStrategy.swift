public import Backtesting

/// Does nothing: keeps the inventory it starts with.
public struct HoldStrategy: DocumentedStrategy {
  /// `hold`.
  public static let name = "hold"
  /// One sentence for the catalogue.
  public static let summary = "Never quotes or trades: what the start inventory alone earns."
  /// What can be set.
  public static var parameters: [Parameter] { ConstantTarget.parameters }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "no quotes",
    wrongChoice: "As the control for rebalancing: it has no fills. Use symmetric for that.")

  private let target: ConstantTarget

  /// A strategy that reports the target in `values` and pursues nothing.
  public init(_ values: ParameterValues) { target = ConstantTarget(values) }

  /// No quotes.
  public mutating func quotes(
    for view: MarketView, holding inventory: Inventory
  ) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    return quotes
  }
}
