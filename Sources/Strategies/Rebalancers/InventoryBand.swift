internal import RealModule

/// How far a maker's inventory may stray before crossing the spread pays: the widths and intervals
/// that cost least a second, and what they cost.
///
/// The inventory is a driftless random walk of variance rate s² (base units² a second: the fill
/// rate, for fills of one unit), held at the cost γ σ² q²/2 a second, and returned at the cost c a
/// unit traded, or K a trade.
///
///     to the edge    b = (3 c s²/(2 γ σ²))^(1/3)    J = γ σ² b²/2
///     to the target  b = (6 c s²/(γ σ²))^(1/3)      J = γ σ² b²/4
///     cost a trade   b = (12 K s²/(γ σ²))^(1/4)     J = γ σ² b²/12
///     every D        D = (2 c √(2 s²/π)/(γ σ² s²))^(2/3)
///                    J = γ σ² s² D/4 + c √(2 s²/(π D))
///
/// Whatever the numbers, J to the edge : to the target : at an interval is 1 : 1.26 : 1.56.
public struct InventoryBand: Sendable, Equatable {
  /// γ σ², the price of the inventory's variance (quote units a second and base unit²).
  public let risk: Double
  /// s² (base units² a second).
  public let varianceRate: Double

  /// The problem with risk aversion γ > 0 (per quote unit), volatility σ > 0 (quote units per
  /// square-root second) and the inventory's variance rate > 0; `nil` for other numbers.
  public init?(gamma: Double, sigma: Double, varianceRate: Double) {
    guard gamma > 0, sigma > 0, varianceRate > 0, (gamma * sigma * sigma).isFinite else {
      return nil
    }
    risk = gamma * sigma * sigma
    self.varianceRate = varianceRate
  }

  /// The band that is best traded back to its edge, at `cost` ≥ 0 a unit (base units).
  public func edge(cost: Double) -> Double { Double.root(1.5 * cost * varianceRate / risk, 3) }

  /// What the band `edge(cost:)` costs (quote units a second).
  public func edgeCost(cost: Double) -> Double { risk * squared(edge(cost: cost)) / 2 }

  /// The band at which it is best to trade back to the target, at `cost` ≥ 0 a unit (base units).
  public func reset(cost: Double) -> Double { Double.root(6 * cost * varianceRate / risk, 3) }

  /// What the band `reset(cost:)` costs (quote units a second).
  public func resetCost(cost: Double) -> Double { risk * squared(reset(cost: cost)) / 4 }

  /// The same band where each trade costs `fixedCost` ≥ 0, whatever its size (base units).
  public func reset(fixedCost: Double) -> Double {
    Double.root(12 * fixedCost * varianceRate / risk, 4)
  }

  /// What the band `reset(fixedCost:)` costs (quote units a second).
  public func resetCost(fixedCost: Double) -> Double {
    // Risk and trades cost b²/12 each at the best b.
    risk * squared(reset(fixedCost: fixedCost)) / 6
  }

  /// The best time between returns to the target, at `cost` ≥ 0 a unit (seconds).
  public func interval(cost: Double) -> Double {
    let root = Double.root(
      2 * cost * Double.sqrt(2 * varianceRate / .pi) / (risk * varianceRate), 3)
    return root * root
  }

  /// What returns at `interval(cost:)` cost (quote units a second).
  public func intervalCost(cost: Double) -> Double {
    let interval = interval(cost: cost)
    guard interval > 0 else { return 0 }
    return risk * varianceRate * interval / 4
      + cost * Double.sqrt(2 * varianceRate / (.pi * interval))
  }

  private func squared(_ x: Double) -> Double { x * x }
}
