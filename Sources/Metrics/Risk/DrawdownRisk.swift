/// The distribution of a curve's drawdown, not only its worst.
///
/// With d_t = max of equity up to t - equity_t >= 0 at each sample of the curve:
///
/// - expected drawdown: the mean of d_t, how far below its peak the curve is on average;
/// - drawdown at risk: the lower quantile of d_t at the level;
/// - conditional drawdown at risk: the mean of the worst share 1 - level of d_t with the fractional
///   atom, as ``TailRisk`` has it for losses (A. Chekhlov, S. Uryasev and M. Zabarankin,
///   International Journal of Theoretical and Applied Finance 8 (2005),
///   doi:10.1142/S0219024905002767). At level 0 it would be the expected drawdown, at level 1 the
///   largest.
///
/// Drawdowns of neighbouring samples are nearly the same number: n samples are worth far fewer
/// independent ones, and no standard error is given.
public struct DrawdownRisk: Sendable, Equatable {
  /// The samples of the curve.
  public var n: Int
  /// The confidence level, in (0, 1).
  public var level: Double
  /// The mean drawdown, in money, >= 0.
  public var expected: Double
  /// The drawdown not exceeded for a share `level` of the samples, in money, >= 0.
  public var atRisk: Double
  /// The mean of the worst share 1 - `level` of drawdowns, in money, >= ``atRisk``.
  public var conditionalAtRisk: Double
  /// `thin-tail` where n (1 - level) < 10.
  public var flag: SampleFlag?

  /// The drawdown risk of a curve.
  ///
  /// Undefined for an empty curve, one with a value that is not finite, and a level outside (0, 1).
  /// Complexity: O(n log n).
  ///
  /// - Parameters:
  ///   - equity: The curve, in money, in order of time and equidistant.
  ///   - level: The confidence level, in (0, 1).
  /// - Returns: The drawdown risk, in money.
  public static func of(_ equity: [Double], level: Double) -> Measured<DrawdownRisk> {
    if let defect = equity.defect(needing: 1) { return .failure(defect) }
    var peak = equity[0]
    let drawdowns = equity.map { value in
      peak = Swift.max(peak, value)
      return peak - value
    }
    guard drawdowns.allSatisfy(\.isFinite) else { return .failure(.overflow) }
    return TailRisk.ofLosses(drawdowns, level: level).flatMap { risk in
      Moments.of(drawdowns).map { moments in
        DrawdownRisk(
          n: equity.count, level: level, expected: moments.mean, atRisk: risk.var,
          conditionalAtRisk: risk.cvar, flag: risk.flag)
      }
    }
  }
}
