/// What a strategy gave up against a baseline, and the risk it was rid of for that.
///
/// Both ran over the same periods. Given up = Σ baseline's PnL - Σ strategy's PnL. Removed is the
/// baseline's figure less the strategy's: of the variance of PnL per period (n - 1), of CVaR at a
/// level, of the second moment of inventory about its target. Per unit given up: removed / given
/// up, the price list of rebalancing; it exists only where something was given up, since a
/// strategy that earned more and risked less has no price.
public struct RebalancingBenefit: Sendable, Equatable {
  /// PnL given up over all periods, in money; negative where the strategy earned more.
  public var givenUp: Double
  /// Variance of PnL per period removed, in money squared.
  public var varianceRemoved: Measured<Double>
  /// CVaR per period removed, in money.
  public var cvarRemoved: Measured<Double>
  /// Second moment of inventory about the target removed, in quantity squared; `nil` where it was
  /// not given.
  public var inventoryRemoved: Double?

  /// Something removed per unit of PnL given up; undefined where nothing was given up.
  public func perUnitGivenUp(_ removed: Measured<Double>) -> Measured<Double> {
    removed.flatMap { removed in
      givenUp > 0 ? .finite(removed / givenUp) : .failure(.nothingGivenUp)
    }
  }

  /// The benefit of a strategy over a baseline.
  ///
  /// Undefined for series of different lengths, empty ones, numbers that are not finite and a level
  /// outside (0, 1). Complexity: O(n log n).
  ///
  /// - Parameters:
  ///   - strategy: Its PnL per period, in money.
  ///   - baseline: That of the baseline over the same periods.
  ///   - level: The confidence level of CVaR, in (0, 1).
  ///   - inventory: The second moments of inventory about the target, of both.
  /// - Returns: What was given up and what was removed.
  public static func of(
    _ strategy: [Double], against baseline: [Double], level: Double,
    inventory: (strategy: Double, baseline: Double)? = nil
  ) -> Measured<RebalancingBenefit> {
    guard strategy.count == baseline.count else { return .failure(.lengthsDiffer) }
    if let defect = strategy.defect(needing: 1) ?? baseline.defect(needing: 1) {
      return .failure(defect)
    }
    guard level > 0, level < 1 else { return .failure(.levelOutOfRange) }
    if let inventory, !inventory.strategy.isFinite || !inventory.baseline.isFinite {
      return .failure(.notFinite)
    }
    let givenUp = (baseline.preciseSum() - strategy.preciseSum()).high
    guard givenUp.isFinite else { return .failure(.overflow) }
    func variance(_ profits: [Double]) -> Measured<Double> {
      Moments.of(profits).flatMap(\.standardDeviation).flatMap { .finite($0 * $0) }
    }
    func cvar(_ profits: [Double]) -> Measured<Double> {
      TailRisk.ofProfits(profits, level: level).map(\.cvar)
    }
    func removed(_ figure: ([Double]) -> Measured<Double>) -> Measured<Double> {
      figure(baseline).flatMap { before in figure(strategy).flatMap { .finite(before - $0) } }
    }
    return .success(
      RebalancingBenefit(
        givenUp: givenUp, varianceRemoved: removed(variance), cvarRemoved: removed(cvar),
        inventoryRemoved: inventory.map { $0.baseline - $0.strategy }))
  }
}
