public import Backtesting

/// Quotes symmetrically; trades at once at an outer band, back to an inner one.
public struct HysteresisStrategy: DocumentedStrategy {
  /// `hysteresis`.
  public static let name = "hysteresis"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes symmetrically; trades at once at an outer band, back to an inner one."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "enter", .quantity, "distance from the target at which it trades, reached or passed",
        in: Parameter.positive),
      Parameter(
        "exit", .quantity, "distance it trades back to; below enter", default: "0",
        in: Parameter.nonNegative),
    ] + ConstantTarget.parameters
  }

  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "|q − q*| ≥ enter starts, |q − q*| ≤ exit or crossing q* ends: meanwhile immediate "
      + "orders of |q − q*| − exit lots rounded up, one at a time",
    source: "impulse control with fixed and proportional cost: two thresholds are optimal",
    wrongChoice:
      "Where the cost is in proportion to what is traded: returning to the edge of one band is "
      + "then cheaper; hysteresis pays where each trade has a fixed cost."
  )

  private var parts: QuotingParts
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    guard values["exit"] < values["enter"] else {
      throw ParameterError(
        name: "exit", message: "must be below enter; 0 trades back to the target")
    }
    parts.taker = .hysteresis(Hysteresis(enter: values["enter"], exit: values["exit"]))
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
