public import Backtesting

/// The volatility a strategy computes with: given, or estimated as the market is seen.
public struct VolatilitySignal: Sendable {
  private let constant: Double
  private var estimator: EWMAVolatility?

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "volatility", .volatility,
        "volatility of the mid; where estimated, nothing is quoted before 10 changes of 1 s",
        default: "ewma 60s", in: Parameter.nonNegative)
    ]
  }

  /// The volatility that `values` hold.
  public init(_ values: ParameterValues) { self.init(values.volatility("volatility")) }

  /// A volatility from `source`.
  public init(_ source: VolatilitySource) {
    switch source {
    case .constant(let sigma):
      constant = sigma
      estimator = nil
    case .ewma(let halfLife):
      constant = 0
      estimator = EWMAVolatility(halfLife: halfLife)
    }
  }

  /// The volatility (price per square-root second) after seeing `view`; `nil` while an estimate has
  /// too few changes.
  public mutating func update(_ view: MarketView) -> Double? {
    guard estimator != nil else { return constant }
    estimator?.observe(view)
    return estimator?.ticks.map { $0 * view.tickSize }
  }
}
