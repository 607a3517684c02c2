/// The means of several parallel series, resampled together: the same blocks for all, so that what
/// happens to them at the same time stays together.
public struct ResampledMeans: Sendable {
  /// The series, by strategy; all of one length, all finite.
  public let series: [[Double]]
  /// The means of the series.
  public let means: [Double]
  /// The resampled means, by strategy and resample.
  public let replicates: [[Double]]
  /// The mean length of a block, where a stationary bootstrap drew them.
  public let meanLength: Double

  /// The observations of each series.
  public var count: Int { series[0].count }

  /// Resamples by the stationary bootstrap.
  ///
  /// Undefined without a series, below two observations, for lengths that differ, values that are
  /// not finite, fewer than two resamples and a mean length below 1.
  public static func stationary(
    _ series: [[Double]], meanLength: Double, resamples: Int = 1_000, seed: UInt64 = 1
  ) -> Measured<ResampledMeans> {
    let scheme = BlockScheme.stationary(meanLength: meanLength)
    guard scheme.defect(count: 2) == nil, resamples >= 2 else {
      return .failure(.settingOutOfRange)
    }
    return checked(series).map { means in
      let count = series[0].count
      let sums = zip(series, means).map { values, mean in
        var sums = [0.0]
        sums.reserveCapacity(count + 1)
        for value in values { sums.append(sums[sums.count - 1] + (value - mean)) }
        return sums
      }
      let rows = ParallelMap.of(resamples, filler: [Double]()) { number in
        var generator = ResampleGenerator(seed: seed, resample: number)
        var totals = [Double](repeating: 0, count: sums.count)
        scheme.forEachBlock(count: count, generator: &generator) { start, length in
          for place in sums.indices {
            totals[place] += Resampler.sum(sums[place], start, length, count)
          }
        }
        return totals.indices.map { means[$0] + totals[$0] / Double(count) }
      }
      return ResampledMeans(
        series: series, means: means,
        replicates: series.indices.map { place in rows.map { $0[place] } },
        meanLength: meanLength)
    }
  }

  /// Takes resamples that are given as indices into the series.
  ///
  /// - Parameters:
  ///   - series: The series, all of one length.
  ///   - indices: Places in the series, a row for each resample.
  ///   - meanLength: The mean length of a block, for the variance of the means.
  /// - Returns: The resampled means.
  public static func given(
    _ series: [[Double]], indices: [[Int]], meanLength: Double
  ) -> Measured<ResampledMeans> {
    guard meanLength.isFinite, meanLength >= 1, indices.count >= 2 else {
      return .failure(.settingOutOfRange)
    }
    return checked(series).flatMap { means in
      let places = series[0].indices
      guard indices.allSatisfy({ !$0.isEmpty && $0.allSatisfy(places.contains) }) else {
        return .failure(.settingOutOfRange)
      }
      let replicates = zip(series, means).map { values, mean in
        indices.map { row in
          mean + row.reduce(0) { $0 + (values[$1] - mean) } / Double(row.count)
        }
      }
      return .success(
        ResampledMeans(
          series: series, means: means, replicates: replicates, meanLength: meanLength))
    }
  }

  private static func checked(_ series: [[Double]]) -> Measured<[Double]> {
    guard let first = series.first else { return .failure(.tooFewSamples(needed: 1)) }
    var means: [Double] = []
    for values in series {
      guard values.count == first.count else { return .failure(.lengthsDiffer) }
      if let defect = values.defect(needing: 2) { return .failure(defect) }
      switch Moments.of(values) {
      case .success(let moments): means.append(moments.mean)
      case .failure(let reason): return .failure(reason)
      }
    }
    return .success(means)
  }

  /// The mean length of a block for several series: the mean of those that each asks for, at least
  /// 1. Series too short or without variation ask for none.
  public static func commonLength(_ series: [[Double]]) -> Double {
    let lengths = series.compactMap { BlockLength.of($0).value?.stationary }
    return lengths.isEmpty ? 1 : lengths.reduce(0, +) / Double(lengths.count)
  }
}
