internal import RealModule

/// The no-trade band around the delta of a hedged option, for small costs in proportion to the
/// value traded; outside it, trade to the edge.
///
///     H = (3/2 e^(−r τ) κ S Γ²/λ)^(1/3)
///
/// Source: A. E. Whalley, P. Wilmott, "An asymptotic analysis of an optimal hedging model for
/// option pricing with transaction costs", Mathematical Finance 7(3), 1997, 307–324.
public enum WhalleyWilmott {
  /// H, in units of delta.
  ///
  /// - Parameters:
  ///   - spot: the price S of the underlying.
  ///   - gamma: the option's gamma Γ.
  ///   - cost: κ, the share of the value traded that it costs.
  ///   - riskAversion: λ > 0.
  ///   - rate: r, the interest rate.
  ///   - remaining: τ, the time to expiry in units of the rate.
  /// - Returns: half the width, in units of the underlying.
  public static func halfWidth(
    spot: Double, gamma: Double, cost: Double, riskAversion: Double, rate: Double = 0,
    remaining: Double = 0
  ) -> Double {
    Double.root(
      1.5 * Double.exp(-rate * remaining) * cost * spot * gamma * gamma / riskAversion, 3)
  }

  /// `hedge`, moved to the nearest edge of `delta` ± `halfWidth` where it lies outside.
  public static func clamped(_ hedge: Double, delta: Double, halfWidth: Double) -> Double {
    min(max(hedge, delta - halfWidth), delta + halfWidth)
  }
}
