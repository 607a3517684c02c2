public import Backtesting

/// Works the inventory to a target over a given time (TWAP or Almgren–Chriss).
public struct ScheduleStrategy: DocumentedStrategy {
  /// `schedule`.
  public static let name = "schedule"
  /// One sentence for the catalogue.
  public static let summary =
    "Works the inventory to a target over a given time (TWAP or "
    + "Almgren–Chriss)."
  /// What can be set.
  public static var parameters: [Parameter] {
    QuotingParts.parameters + ScheduleTarget.parameters + QuotingParts.returnParameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "q*(t) = target + (q₀ − target) sinh(κ (T − t))/sinh(κ T), a straight line where "
      + "κ = 0; skew and band as of constant-mix",
    source: "R. Almgren, N. Chriss, Optimal execution of portfolio transactions, Journal of "
      + "Risk 3(2), 2001",
    wrongChoice: "Where flow brings new inventory for long after T: the target then is constant.")

  private var parts: QuotingParts
  private var target: ScheduleTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    parts.readReturn(values)
    target = ScheduleTarget(values)
  }

  /// Quotes that lead to the target of the moment.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    let lots = target.lots(for: view, holding: inventory)
    return parts.quotes(for: view, holding: inventory, target: lots)
  }
}
