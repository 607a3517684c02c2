/// The bootstrap-t interval of a mean.
///
/// Each resample is divided by its own standard error, from the exact variance of the stationary
/// bootstrap; the interval is mean - t_{1-a} se ... mean - t_a se (P. Hall, The Annals of
/// Statistics 16 (1988), doi:10.1214/aos/1176350933).
public enum StudentizedInterval {
  /// The interval of the mean of a series.
  ///
  /// Undefined below two observations, for a constant series, values that are not finite, a level
  /// outside (0, 1), fewer than two resamples and a block length below 1. O(resamples × n).
  ///
  /// - Parameters:
  ///   - values: The series, in order of time.
  ///   - meanLength: The mean length of a block, >= 1.
  ///   - level: The confidence level, in (0, 1).
  ///   - resamples: How often the series is resampled.
  ///   - seed: The seed.
  /// - Returns: The interval, in the unit of the series.
  public static func ofMean(
    _ values: [Double], meanLength: Double, level: Double = 0.95, resamples: Int = 1_000,
    seed: UInt64 = 1
  ) -> Measured<ClosedRange<Double>> {
    guard level > 0, level < 1 else { return .failure(.levelOutOfRange) }
    guard resamples >= 2 else { return .failure(.settingOutOfRange) }
    return StationaryVariance.ofScaledMean(values, meanLength: meanLength).flatMap { spread in
      Centered.of(values).flatMap { centered in
        let scheme = BlockScheme.stationary(meanLength: meanLength)
        let root = Double(values.count).squareRoot()
        let draws = ParallelMap.of(resamples, filler: Double.nan) { number in
          guard
            let places = scheme.indices(count: values.count, seed: seed, resample: number).value
          else { return Double.nan }
          let units = places.map { centered.units[$0] }
          let mean = units.reduce(0, +) / Double(units.count)
          let own = StationaryVariance.variance(
            of: units.map { $0 - mean }, keep: 1 - 1 / meanLength)
          return own > 1e-14 ? mean * root / own.squareRoot() : .nan
        }.filter(\.isFinite).sorted()
        guard draws.count >= 2 else { return .failure(.tooFewSamples(needed: 2)) }
        let error = spread / root
        let low =
          centered.mean
          - error * Quantiles.interpolated(ascending: draws, (1 + level) / 2)
        let high =
          centered.mean
          - error * Quantiles.interpolated(ascending: draws, (1 - level) / 2)
        guard low.isFinite, high.isFinite else { return .failure(.overflow) }
        return .success(low...Swift.max(low, high))
      }
    }
  }
}
