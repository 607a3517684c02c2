import RealModule

/// Whether the best of several strategies beats a control, allowing for having picked the best.
///
/// - White's reality check: the largest sqrt(T) mean difference against its resampled
///   distribution about the sample (H. White, Econometrica 68 (2000),
///   doi:10.1111/1468-0262.00152).
/// - Superior predictive ability: the same of differences divided by their standard deviation,
///   with three ways to centre the poor ones (P. R. Hansen, Journal of Business & Economic
///   Statistics 23 (2005), doi:10.1198/073500105000000063): `lower`, `consistent`, `upper`.
///
/// P-values are shares of resamples above the statistic. Strategies that equal the control
/// throughout cannot beat it and are left out.
public struct SuperiorAbility: Sendable, Equatable {
  /// The largest studentised mean difference, at least 0.
  public var statistic: Double
  /// The p-value that takes poor strategies as what they look like.
  public var lower: Double
  /// The p-value to report: clearly poor strategies do not count, the others as equal.
  public var consistent: Double
  /// The p-value that takes every strategy as equal to the control.
  public var upper: Double
  /// The largest sqrt(T) mean difference, in the unit of the series.
  public var realityCheckStatistic: Double
  /// The p-value of the reality check.
  public var realityCheck: Double
  /// The place of the strategy with the largest studentised difference.
  public var best: Int
  /// Periods.
  public var n: Int
  /// The standard deviations of sqrt(T) mean differences; `nil` for those left out.
  public var deviations: [Double?]

  /// Tests differences "strategy less control", resampled together.
  ///
  /// Undefined where all strategies equal the control or below three observations.
  public static func of(_ differences: ResampledMeans) -> Measured<SuperiorAbility> {
    let count = differences.count
    guard count >= 3 else { return .failure(.tooFewSamples(needed: 3)) }
    let root = Double(count).squareRoot()
    let deviations = differences.series.map {
      StationaryVariance.ofScaledMean($0, meanLength: differences.meanLength).value
    }
    let used = deviations.indices.filter { deviations[$0] != nil }
    guard !used.isEmpty else { return .failure(.noVariation) }
    let means = used.map { differences.means[$0] }
    let scales = used.map { deviations[$0] ?? 1 }
    let scores = used.indices.map { root * means[$0] / scales[$0] }
    guard scores.allSatisfy(\.isFinite) else { return .failure(.overflow) }
    let best = used.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    let statistic = Swift.max(0, scores[best])
    let threshold = -(2 * Double.log(Double.log(Double(count)))).squareRoot()
    let highest = means.max().map { root * $0 } ?? 0
    let resamples = differences.replicates[0].count
    var counts = (lower: 0, consistent: 0, upper: 0, check: 0)
    for number in 0..<resamples {
      var (lower, consistent, upper) = (0.0, 0.0, 0.0)
      var check = -Double.infinity
      for place in used.indices {
        let replicate = differences.replicates[used[place]][number]
        let factor = root / scales[place]
        lower = Swift.max(lower, factor * (replicate - Swift.max(means[place], 0)))
        let centered = factor * (replicate - means[place])
        upper = Swift.max(upper, centered)
        consistent = Swift.max(
          consistent, scores[place] >= threshold ? centered : factor * replicate)
        check = Swift.max(check, root * (replicate - means[place]))
      }
      if lower > statistic { counts.lower += 1 }
      if consistent > statistic { counts.consistent += 1 }
      if upper > statistic { counts.upper += 1 }
      if check > highest { counts.check += 1 }
    }
    let total = Double(resamples)
    return .success(
      SuperiorAbility(
        statistic: statistic, lower: Double(counts.lower) / total,
        consistent: Double(counts.consistent) / total, upper: Double(counts.upper) / total,
        realityCheckStatistic: highest, realityCheck: Double(counts.check) / total,
        best: used[best], n: count, deviations: deviations))
  }
}
