/// How long a path remembers itself, and how many independent observations it is worth.
///
/// With ρ(t) the autocorrelation at distance t, the integrated autocorrelation time is
/// τ = ∫ ρ(t) dt over t > 0, on a grid of step h: h (1/2 + Σ_{k > 0} ρ_k). The variance of the mean
/// over a span T is that of 2 τ / T independent observations less, so that the effective sample
/// size is T / (2 τ). The sum runs to the first lag M with M >= 5 (1/2 + Σ_{k <= M} ρ_k): further
/// lags add more noise than they correct (A. D. Sokal, Monte Carlo Methods in Statistical
/// Mechanics, 1989, section 3).
public struct AutocorrelationTime: Sendable, Equatable {
  /// τ, in the unit of the step.
  public var time: Double
  /// T / (2 τ), at most the number of samples.
  public var effectiveSampleSize: Double
  /// The samples.
  public var samples: Int
  /// `few-periods` where fewer than thirty effective observations support the estimate.
  public var flag: SampleFlag?

  /// The autocorrelation time of an equidistant series.
  ///
  /// Undefined for fewer than three samples, a constant series, a sample that is not finite and a
  /// step that is not positive, and where the sum does not end before a third of the series: then
  /// the series is too short for its memory. Complexity: O(n) and, for the lags, at most 2^24.
  ///
  /// - Parameters:
  ///   - samples: The series, one value per step.
  ///   - step: The distance of two samples (usually s), > 0.
  /// - Returns: The time in the unit of `step`.
  public static func of(_ samples: [Double], step: Double) -> Measured<AutocorrelationTime> {
    var accumulator = AutocorrelationTimeAccumulator()
    for sample in samples { accumulator.add(sample) }
    return accumulator.result(step: step)
  }
}

/// Finds the ``AutocorrelationTime`` of a series as it comes: flat memory, O(1) a sample.
///
/// Up to 8192 values are kept. When they are full, neighbours are averaged in pairs; since the
/// variance of the whole mean does not depend on how its samples are grouped,
/// τ = (variance of the averages × group size / variance of the samples) × their own sum, which is
/// the plain formula as long as no value was averaged.
public struct AutocorrelationTimeAccumulator: Sendable, Equatable {
  private static let capacity = 8192
  private var groups: [Double] = []
  private var groupSize = 1
  private var open = DoubleDouble.zero
  private var openCount = 0
  private var moments = MomentsAccumulator()
  private var defect: Undefined?

  /// No sample yet.
  public init() {}

  /// Adds the next sample; one that is not finite makes all undefined.
  public mutating func add(_ sample: Double) {
    guard sample.isFinite else { return defect = .notFinite }
    moments.add(sample)
    open += DoubleDouble(sample)
    openCount += 1
    guard openCount == groupSize else { return }
    groups.append((open / DoubleDouble(Double(groupSize))).high)
    open = .zero
    openCount = 0
    guard groups.count == Self.capacity else { return }
    groups = stride(from: 0, to: groups.count, by: 2).map {
      groups[$0] / 2 + groups[$0 + 1] / 2
    }
    groupSize *= 2
  }

  /// The result so far.
  ///
  /// - Parameter step: The distance of two samples (usually s), > 0.
  /// - Returns: The time in the unit of `step`.
  public func result(step: Double) -> Measured<AutocorrelationTime> {
    if let defect { return .failure(defect) }
    guard step > 0, step.isFinite else { return .failure(.settingOutOfRange) }
    guard moments.count >= 3 else { return .failure(.tooFewSamples(needed: 3)) }
    return moments.moments.flatMap { all in
      all.standardDeviation.flatMap { deviation in
        guard deviation > 0 else { return .failure(.noVariation) }
        return sum(of: groups).flatMap { memory, variance in
          let n = Double(all.count)
          let total = deviation * deviation * (n - 1) / n
          let time = step * Double(groupSize) * memory * (variance / total)
          guard time.isFinite, time > 0 else { return .failure(.notPositiveVariance) }
          let size = Swift.min(n * step / (2 * time), n)
          return .success(
            AutocorrelationTime(
              time: time, effectiveSampleSize: size, samples: all.count,
              flag: size < 30 ? .fewPeriods : nil))
        }
      }
    }
  }

  /// 1/2 + Σ ρ_k up to Sokal's window, and the variance of the values (n).
  private func sum(of values: [Double]) -> Measured<(memory: Double, variance: Double)> {
    Moments.of(values).flatMap { moments in
      let deviations = values.map { $0 - moments.mean }
      let n = Double(values.count)
      func covariance(_ lag: Int) -> Double {
        var sum = 0.0
        for index in lag..<deviations.count { sum += deviations[index] * deviations[index - lag] }
        return sum / n
      }
      let variance = covariance(0)
      guard variance > 0 else { return .failure(.noVariation) }
      var memory = 0.5
      for lag in 1..<Swift.max(values.count / 3, 2) where lag < values.count {
        memory += covariance(lag) / variance
        if Double(lag) >= 5 * memory { return .success((memory, variance)) }
      }
      return .failure(.tooFewSamples(needed: values.count * groupSize * 2))
    }
  }
}
