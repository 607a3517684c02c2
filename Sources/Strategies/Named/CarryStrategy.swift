public import Backtesting

/// Holds a position against the basis over another instrument, within bounds.
public struct CarryStrategy: DocumentedStrategy {
  /// `carry`.
  public static let name = "carry"
  /// One sentence for the catalogue.
  public static let summary =
    "Holds a position against the basis over another instrument, "
    + "within bounds."
  /// What can be set.
  public static var parameters: [Parameter] {
    QuotingParts.parameters + BasisTarget.parameters + QuotingParts.returnParameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "basis = mid/reference mid − 1 in bps; q* = −gain (|basis| − threshold)⁺ "
      + "sgn(basis), |q*| ≤ maximum; skew and band as of constant-mix",
    source: "cash-and-carry arbitrage",
    wrongChoice: "Alone, without the other leg: it then bets on the price as much as on the basis.")

  private var parts: QuotingParts
  private let target: BasisTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    parts.readReturn(values)
    target = BasisTarget(values)
  }

  /// Quotes that lead to the target of the moment.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    let lots = target.lots(for: view)
    return parts.quotes(for: view, holding: inventory, target: lots)
  }
}
