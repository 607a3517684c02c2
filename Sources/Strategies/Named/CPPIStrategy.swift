public import Backtesting

/// Leads the inventory to a multiple of what the equity exceeds a floor by.
public struct CPPIStrategy: DocumentedStrategy {
  /// `cppi`.
  public static let name = "cppi"
  /// One sentence for the catalogue.
  public static let summary =
    "Leads the inventory to a multiple of what the equity exceeds a "
    + "floor by."
  /// What can be set.
  public static var parameters: [Parameter] {
    QuotingParts.parameters + CushionTarget.parameters + QuotingParts.returnParameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "q* = m max(E − F, 0)/mid, at most leverage × E/mid; F = max(F, ratchet × highest "
      + "E); 0 for good once E ≤ F",
    source: "F. Black, A. Perold, Theory of constant proportion portfolio insurance, Journal "
      + "of Economic Dynamics and Control 16, 1992",
    wrongChoice: "Where prices jump by more than 1/m: the floor then does not hold. In markets "
      + "that swing, it buys high and sells low.")

  private var parts: QuotingParts
  private var target: CushionTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    parts.readReturn(values)
    target = CushionTarget(values)
  }

  /// Quotes that lead to the target of the moment.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    let lots = target.lots(for: view, holding: inventory)
    return parts.quotes(for: view, holding: inventory, target: lots)
  }
}
