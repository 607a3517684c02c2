import RealModule

/// Moments of a piecewise-constant path, each value weighted by how long it was held.
///
/// With values x_i held for d_i, T = Σ d_i: mean = Σ x_i d_i / T, variance = Σ x_i² d_i / T - mean²
/// (divided by T: time is a weight, not a count of observations), second moment = Σ x_i² d_i / T.
/// Sums are kept in two-word arithmetic and T in 128-bit integers, so a year of nanoseconds at
/// quantities of a million keeps more digits than `Double` can show. Flat memory, O(1) a segment;
/// two accumulators of consecutive spans merge into the one of both.
public struct TimeWeightedMoments: Sendable, Equatable {
  private var time: Int128 = 0
  private var first = DoubleDouble.zero
  private var absolute = DoubleDouble.zero
  private var second = DoubleDouble.zero
  private var lowest = Double.infinity
  private var highest = -Double.infinity
  private var defect: Undefined?

  /// Nothing held yet.
  public init() {}

  /// The total time T (ns).
  public var duration: Int128 { time }

  /// Adds a segment.
  ///
  /// A value that is not finite or a negative duration makes every statistic undefined; a duration
  /// of zero adds nothing.
  ///
  /// - Parameters:
  ///   - value: What was held, any unit.
  ///   - duration: For how long (ns, >= 0).
  public mutating func hold(_ value: Double, for duration: Int64) {
    guard value.isFinite else { return defect = defect ?? .notFinite }
    guard duration >= 0 else { return defect = defect ?? .timeNotIncreasing }
    guard duration > 0 else { return }
    let length = DoubleDouble(integer: Int128(duration))
    let product = length * DoubleDouble(value)
    time += Int128(duration)
    first += product
    absolute += value < 0 ? -product : product
    second += length * DoubleDouble.product(value, value)
    lowest = Swift.min(lowest, value)
    highest = Swift.max(highest, value)
  }

  /// Adds all segments of another accumulator.
  public mutating func merge(_ other: TimeWeightedMoments) {
    defect = defect ?? other.defect
    time += other.time
    first += other.first
    absolute += other.absolute
    second += other.second
    lowest = Swift.min(lowest, other.lowest)
    highest = Swift.max(highest, other.highest)
  }

  /// The time-weighted mean, in the unit of the values.
  public var mean: Measured<Double> {
    average(first)
  }

  /// The time-weighted mean of the absolute value, in the unit of the values.
  public var meanAbsolute: Measured<Double> {
    average(absolute)
  }

  /// The time-weighted mean of the square, in the unit of the values squared.
  public var secondMoment: Measured<Double> {
    average(second)
  }

  /// The time-weighted variance about the mean, in the unit of the values squared.
  public var variance: Measured<Double> {
    // Sums round, so a constant path could show 1e-33 instead of 0.
    if defect == nil, time > 0, lowest == highest { return .success(0) }
    let total = DoubleDouble(integer: time)
    return average(second - first * first / total).map { Swift.max($0, 0) }
  }

  private func average(_ sum: DoubleDouble) -> Measured<Double> {
    if let defect { return .failure(defect) }
    guard time > 0 else { return .failure(.noTime) }
    return .finite((sum / DoubleDouble(integer: time)).high)
  }
}
