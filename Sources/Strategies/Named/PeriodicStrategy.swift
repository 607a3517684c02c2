public import Backtesting

/// Quotes symmetrically and trades back to the target at fixed times.
public struct PeriodicStrategy: DocumentedStrategy {
  /// `periodic`.
  public static let name = "periodic"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes symmetrically and trades back to the target at fixed times."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "every", .duration, "time between rebalances, counted from the UTC epoch",
        in: 1e-9...1e9)
    ] + ConstantTarget.parameters
  }

  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "at the first decision of each period: an immediate order of |q − q*| whole lots",
    source: "the best interval and band of a driftless inventory under proportional cost",
    wrongChoice:
      "With proportional cost: at its best interval it costs 1.56 times what the best band "
      + "traded to its edge does."
  )

  private var parts: QuotingParts
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    parts.taker = .periodic(PeriodicRebalance(seconds: values["every"]))
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
