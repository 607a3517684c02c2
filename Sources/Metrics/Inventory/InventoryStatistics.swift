import RealModule

/// What an inventory path looked like over a span of time.
///
/// The path is piecewise constant and right-continuous: the quantity after an event holds until
/// the next one, and the last one to the end of the span. Unless a name says otherwise a statistic
/// weighs each quantity by the time it was held; event-weighted ones (each event counts once) are
/// a diagnostic and depend on how often a strategy trades. Shares run from 0 to 1.
public struct InventoryStatistics: Sendable, Equatable {
  /// The length of the span (ns, > 0).
  public var duration: Int128
  /// The mean quantity: Σ q_i d_i / T.
  public var mean: Double
  /// The variance about the path's own mean, in quantity squared.
  public var variance: Double
  /// The second moment about the target q*(t), which may vary: Σ (q_i - q*_i)² d_i / T, in
  /// quantity squared. For a constant target it is variance + (mean - target)².
  public var secondMomentAboutTarget: Double
  /// The mean distance from the target: Σ |q_i - q*_i| d_i / T.
  public var meanAbsoluteDeviation: Double
  /// The smallest quantity reached, however briefly.
  public var minimum: Double
  /// The largest quantity reached, however briefly.
  public var maximum: Double
  /// The share of time with |q| >= L; `nil` where no limit was given.
  public var timeAtLimit: Double?
  /// The share of time with |q - q*| > band; `nil` where no band was given.
  public var timeOutsideBand: Double?
  /// The number of quantities recorded, the first included.
  public var events: Int
  /// The mean over events.
  public var eventMean: Double
  /// The variance over events, n in the denominator.
  public var eventVariance: Double
  /// How long each quantity was held.
  public var histogram: TimeHistogram

  /// The largest |q| reached, however briefly.
  public var maximumAbsolute: Double {
    Swift.max(minimum.magnitude, maximum.magnitude)
  }

  /// The root of the second moment about the target, in quantity.
  public var rootMeanSquareDeviation: Double {
    secondMomentAboutTarget.squareRoot()
  }

  /// The variance over events, n - 1 in the denominator.
  public var eventSampleVariance: Measured<Double> {
    guard events > 1 else { return .failure(.tooFewSamples(needed: 2)) }
    return .success(eventVariance * Double(events) / Double(events - 1))
  }

  /// The share of time with q > 0.
  public var timeLong: Double { share { $0 > 0 } }
  /// The share of time with q < 0.
  public var timeShort: Double { share { $0 < 0 } }
  /// The share of time with q = 0.
  public var timeFlat: Double { share { $0 == 0 } }

  /// The time-weighted lower quantile of the quantity.
  ///
  /// - Parameter probability: Between 0 and 1, both included.
  /// - Returns: A quantity that was held.
  public func quantile(_ probability: Double) -> Measured<Double> {
    histogram.quantile(probability)
  }

  /// The time-weighted lower quantile of |q|: the size not exceeded for that share of the time.
  ///
  /// - Parameter probability: Between 0 and 1, both included.
  /// - Returns: The magnitude of a quantity that was held.
  public func absoluteQuantile(_ probability: Double) -> Measured<Double> {
    var sizes = TimeHistogram()
    for entry in histogram.entries { sizes.hold(entry.value.magnitude, for: entry.time) }
    return sizes.quantile(probability)
  }

  /// The same statistics in another unit, such as base units for a path in lots.
  ///
  /// - Parameter factor: The size of one old unit in new ones, finite and > 0 (not checked).
  /// - Returns: Second moments scaled by the factor squared, shares and times as they are.
  public func scaled(by factor: Double) -> InventoryStatistics {
    var result = self
    result.mean *= factor
    result.variance *= factor * factor
    result.secondMomentAboutTarget *= factor * factor
    result.meanAbsoluteDeviation *= factor
    result.minimum *= factor
    result.maximum *= factor
    result.eventMean *= factor
    result.eventVariance *= factor * factor
    result.histogram = histogram.scaled(by: factor)
    return result
  }

  private func share(_ condition: (Double) -> Bool) -> Double {
    // A span has positive length, so the share exists.
    histogram.share(where: condition).value ?? 0
  }

  /// Statistics of a whole path at once.
  ///
  /// Undefined where the series differ in length or are empty, a number is not finite, times go
  /// back (equal ones are fine) or no time passes. Complexity: O(n) and, for the histogram,
  /// O(k log k) in the number of distinct quantities.
  ///
  /// - Parameters:
  ///   - times: When each quantity began to hold (ns), not decreasing.
  ///   - quantities: The quantity from that time on, any unit.
  ///   - targets: The target from that time on, same unit; `nil` = zero throughout.
  ///   - end: The end of the span (ns), not before the last time.
  ///   - limit: The hard limit L, same unit, > 0.
  ///   - band: The tolerated distance from the target, same unit, >= 0.
  /// - Returns: The statistics, in the unit of the quantities.
  public static func of(
    times: [Int64], quantities: [Double], targets: [Double]? = nil, end: Int64,
    limit: Double? = nil, band: Double? = nil
  ) -> Measured<InventoryStatistics> {
    guard let start = times.first, let quantity = quantities.first else {
      return .failure(.tooFewSamples(needed: 1))
    }
    guard times.count == quantities.count, targets.map({ $0.count == times.count }) ?? true else {
      return .failure(.lengthsDiffer)
    }
    var path = InventoryAccumulator(
      start: start, quantity: quantity, target: targets?[0] ?? 0, limit: limit, band: band)
    for index in times.indices.dropFirst() {
      path.record(quantity: quantities[index], at: times[index])
      if let targets { path.retarget(targets[index], at: times[index]) }
    }
    return path.statistics(end: end)
  }
}
