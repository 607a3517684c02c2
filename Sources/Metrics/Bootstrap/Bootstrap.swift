/// A statistic of a series of profits that can be resampled.
public enum BootstrapStatistic: Sendable {
  /// The arithmetic mean.
  case mean
  /// Mean / standard deviation (n - 1).
  case sharpe
  /// Conditional value at risk of -profit at a level in (0, 1).
  case cvar(level: Double)
  /// Any other; it is called once for each resample.
  case other(@Sendable ([Double]) -> Measured<Double>)

  /// The statistic of the series itself.
  public func value(of profits: [Double]) -> Measured<Double> {
    switch self {
    case .mean: Moments.of(profits).map(\.mean)
    case .sharpe: Ratios.sharpe(profits)
    case .cvar(let level): TailRisk.ofProfits(profits, level: level).map(\.cvar)
    case .other(let statistic):
      statistic(profits).flatMap { $0.isFinite ? .success($0) : .failure(.notFinite) }
    }
  }
}

/// The block bootstrap of a series: how its statistics would vary over other samples like it.
///
/// Each resample draws from its own stream of random numbers, so that results depend neither on
/// the number of cores nor on the order of work.
public struct Bootstrap: Sendable {
  /// How blocks are drawn.
  public var scheme: BlockScheme
  /// The number of resamples, at least 2.
  public var resamples: Int
  /// The seed.
  public var seed: UInt64

  /// A bootstrap.
  public init(scheme: BlockScheme, resamples: Int = 1_000, seed: UInt64 = 1) {
    self.scheme = scheme
    self.resamples = resamples
    self.seed = seed
  }

  /// A stationary bootstrap with the block length of Politis and White for `profits`; for CVaR the
  /// length that its tail asks for, where that is longer.
  ///
  /// Undefined below four observations, for a constant series and for values that are not finite.
  public static func stationary(
    for statistic: BootstrapStatistic, of profits: [Double], resamples: Int = 1_000,
    seed: UInt64 = 1
  ) -> Measured<Bootstrap> {
    BlockLength.of(profits).map { length in
      var mean = length.stationary
      if case .cvar(let level) = statistic,
        let tail = TailRisk.ofProfits(profits, level: level).value
      {
        // The excess over VaR is what CVaR is a mean of.
        let excesses = profits.map { Swift.max(0 - $0 - tail.var, 0) }
        mean = Swift.max(mean, BlockLength.of(excesses).value?.stationary ?? 1)
      }
      return Bootstrap(
        scheme: .stationary(meanLength: mean), resamples: resamples, seed: seed)
    }
  }

  /// The statistic of each resample, in the order of their numbers; resamples without one, such as
  /// constant ones that have no Sharpe ratio, are left out.
  ///
  /// Undefined where the series has no such statistic, a setting is out of range, or no resample
  /// has one. Complexity: O(resamples × n / block length) for means and Sharpe ratios,
  /// O(resamples × n) for CVaR.
  public func replicates(
    of statistic: BootstrapStatistic, _ profits: [Double]
  ) -> Measured<[Double]> {
    if let defect = profits.defect(needing: 2) { return .failure(defect) }
    guard resamples >= 2 else { return .failure(.settingOutOfRange) }
    if let defect = scheme.defect(count: profits.count) { return .failure(defect) }
    return statistic.value(of: profits).flatMap { _ in
      Resampler.prepare(statistic, profits).flatMap { resampler in
        let values = ParallelMap.of(resamples, filler: Double.nan) { number in
          var generator = ResampleGenerator(seed: seed, resample: number)
          return resampler.value(scheme, &generator)
        }.filter(\.isFinite)
        return values.count < 2 ? .failure(.tooFewSamples(needed: 2)) : .success(values)
      }
    }
  }

  /// The standard error and the intervals of a statistic.
  ///
  /// Undefined as ``replicates(of:_:)`` is, and for a level outside (0, 1).
  ///
  /// - Parameters:
  ///   - statistic: What is resampled.
  ///   - profits: The series, in money, in order of time.
  ///   - level: The confidence level of the intervals, in (0, 1).
  /// - Returns: The statistic, its standard error and its intervals.
  public func interval(
    of statistic: BootstrapStatistic, _ profits: [Double], level: Double = 0.95
  ) -> Measured<BootstrapInterval> {
    statistic.value(of: profits).flatMap { value in
      replicates(of: statistic, profits).flatMap {
        BootstrapInterval.of(value, replicates: $0, level: level)
      }
    }
  }
}

/// A statistic with its standard error and intervals from resamples.
public struct BootstrapInterval: Sendable, Equatable {
  /// The statistic of the sample.
  public var value: Double
  /// The standard deviation (n - 1) of the resampled statistic.
  public var standardError: Double
  /// The quantiles of the resampled statistic.
  public var percentile: ClosedRange<Double>
  /// The percentile interval reflected about the statistic: 2 value - quantile.
  public var basic: ClosedRange<Double>
  /// Value ± the quantile of |resampled - value|: the interval that leaves out zero exactly where
  /// the two-sided test rejects.
  public var symmetric: ClosedRange<Double>
  /// The resamples with a statistic.
  public var resamples: Int

  /// The intervals from a statistic and its resampled values; quantiles interpolate linearly.
  ///
  /// Undefined for fewer than two resamples, a level outside (0, 1), and values not finite.
  public static func of(
    _ value: Double, replicates: [Double], level: Double = 0.95
  ) -> Measured<BootstrapInterval> {
    guard value.isFinite else { return .failure(.notFinite) }
    if let defect = replicates.defect(needing: 2) { return .failure(defect) }
    guard level > 0, level < 1 else { return .failure(.levelOutOfRange) }
    let sorted = replicates.sorted()
    let below = Quantiles.interpolated(ascending: sorted, (1 - level) / 2)
    let above = Quantiles.interpolated(ascending: sorted, (1 + level) / 2)
    let distances = replicates.map { ($0 - value).magnitude }.sorted()
    let reach = Quantiles.interpolated(ascending: distances, level)
    let ends = [2 * value - above, 2 * value - below, value - reach, value + reach]
    guard ends.allSatisfy(\.isFinite) else { return .failure(.overflow) }
    return Moments.of(replicates).flatMap(\.standardDeviation).map { deviation in
      BootstrapInterval(
        value: value, standardError: deviation, percentile: below...Swift.max(above, below),
        basic: ends[0]...Swift.max(ends[1], ends[0]),
        symmetric: ends[2]...Swift.max(ends[3], ends[2]), resamples: replicates.count)
    }
  }
}

extension Quantiles {
  /// The interpolated quantile of a sorted sample that is not empty.
  static func interpolated(ascending sorted: [Double], _ probability: Double) -> Double {
    let position = Double(sorted.count - 1) * probability
    let below = Swift.min(Int(position), sorted.count - 1)
    let share = position - Double(below)
    guard share > 0 else { return sorted[below] }
    return sorted[below] * (1 - share) + sorted[Swift.min(below + 1, sorted.count - 1)] * share
  }
}
