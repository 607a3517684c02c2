internal import RealModule

/// Estimates of variance from a series of prices or of price ranges; all causal: they use what
/// they are given and nothing after it.
public enum RealisedVariance {
  /// Σ r², the realised variance of `changes` (price units squared).
  public static func realised(_ changes: [Double]) -> Double {
    changes.reduce(0) { $0 + $1 * $1 }
  }

  /// π/2 · n/(n − 1) · Σ |r_i| |r_{i−1}|, which leaves out jumps; 0 for fewer than two changes.
  ///
  /// Source: O. Barndorff-Nielsen, N. Shephard, "Power and bipower variation with stochastic
  /// volatility and jumps", Journal of Financial Econometrics 2(1), 2004, 1–37.
  public static func bipower(_ changes: [Double]) -> Double {
    guard changes.count > 1 else { return 0 }
    let n = Double(changes.count)
    let sum = zip(changes, changes.dropFirst()).reduce(0) { $0 + abs($1.0) * abs($1.1) }
    return .pi / 2 * n / (n - 1) * sum
  }

  /// ½ (ln H/L)² − (2 ln 2 − 1)(ln C/O)², the variance of the logarithm over one bar of positive
  /// prices.
  ///
  /// Source: M. Garman, M. Klass, "On the estimation of security price volatilities from
  /// historical data", Journal of Business 53(1), 1980, 67–78.
  public static func garmanKlass(
    open: Double, high: Double, low: Double, close: Double
  ) -> Double {
    let range = Double.log(high / low)
    let body = Double.log(close / open)
    return 0.5 * range * range - (2 * Double.log(2) - 1) * body * body
  }
}
