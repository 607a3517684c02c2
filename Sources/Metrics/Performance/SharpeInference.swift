/// What a Sharpe ratio is worth statistically, and how it scales with the horizon.
///
/// A. W. Lo, The Statistics of Sharpe Ratios, Financial Analysts Journal 58 (2002),
/// doi:10.2469/faj.v58.n4.2453.
public enum SharpeInference {
  /// The asymptotic standard error sqrt((1 + SR² / 2) / T) for independent normal profits.
  ///
  /// - Parameters:
  ///   - ratio: The Sharpe ratio per period.
  ///   - periods: T, the number of periods it was estimated from, > 0.
  /// - Returns: The standard error, per period like the ratio.
  public static func standardError(ratio: Double, periods: Int) -> Measured<Double> {
    guard ratio.isFinite else { return .failure(.notFinite) }
    guard periods > 0 else { return .failure(.tooFewSamples(needed: 1)) }
    return .finite(((1 + ratio * ratio / 2) / Double(periods)).squareRoot())
  }

  /// The factor η(q) by which a ratio per period becomes one per q periods:
  /// q / sqrt(q + 2 Σ_{k < q} (q - k) ρ_k), which is sqrt(q) without autocorrelation.
  ///
  /// Undefined where the autocorrelations leave no positive variance, or fewer than q - 1 of them
  /// are given. Complexity: O(q).
  ///
  /// - Parameters:
  ///   - periods: q, the periods of the longer horizon, > 0.
  ///   - autocorrelations: ρ_1, ρ_2, ... of the profits; those beyond q - 1 are not used.
  /// - Returns: The factor η(q), without unit.
  public static func scaling(
    periods: Int, autocorrelations: [Double]
  ) -> Measured<Double> {
    guard periods > 0 else { return .failure(.settingOutOfRange) }
    guard autocorrelations.count >= periods - 1 else {
      return .failure(.tooFewSamples(needed: periods - 1))
    }
    var variance = DoubleDouble(Double(periods))
    for lag in 1..<Swift.max(periods, 1) {
      variance += .product(2 * Double(periods - lag), autocorrelations[lag - 1])
    }
    guard variance.high.isFinite else { return .failure(.notFinite) }
    guard variance.high > 0 else { return .failure(.notPositiveVariance) }
    return .finite(Double(periods) / variance.high.squareRoot())
  }
}
