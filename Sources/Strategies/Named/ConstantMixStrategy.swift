public import Backtesting

/// Leads the inventory to a fixed share of the portfolio, cash included.
public struct ConstantMixStrategy: DocumentedStrategy {
  /// `constant-mix`.
  public static let name = "constant-mix"
  /// One sentence for the catalogue.
  public static let summary =
    "Leads the inventory to a fixed share of the portfolio, cash "
    + "included."
  /// What can be set.
  public static var parameters: [Parameter] {
    QuotingParts.parameters + PortfolioWeightTarget.parameters + QuotingParts.returnParameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "q* = weight × equity / mid; bid, ask = anchor ∓ half-spread − skew (q − q*); |q "
      + "− q*| > band: an immediate order to q*",
    source: "A. Perold, W. Sharpe, Dynamic strategies for asset allocation, Financial Analysts "
      + "Journal 44(1), 1988",
    wrongChoice: "In a trend: it sells what rises and buys what falls.")

  private var parts: QuotingParts
  private let target: PortfolioWeightTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    parts.readReturn(values)
    target = PortfolioWeightTarget(weight: values["weight"])
  }

  /// Quotes that lead to the target of the moment.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    let lots = target.lots(for: view, holding: inventory)
    return parts.quotes(for: view, holding: inventory, target: lots)
  }
}
