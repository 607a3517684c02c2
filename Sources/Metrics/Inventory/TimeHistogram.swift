import RealModule

/// How long each distinct value was held: the distribution behind time-weighted quantiles.
///
/// Keyed by value, so memory grows with the number of distinct values, not of segments: for
/// inventories in whole lots under a limit L that is at most 2 L + 1, however long the replay.
/// O(1) a segment. Exact: times are integers.
public struct TimeHistogram: Sendable, Equatable {
  private var times: [Double: Int128] = [:]

  /// Nothing held yet.
  public init() {}

  /// Adds a segment; a value that is not finite or a duration that is not positive is ignored.
  ///
  /// - Parameters:
  ///   - value: What was held.
  ///   - duration: For how long (ns).
  public mutating func hold(_ value: Double, for duration: Int128) {
    guard value.isFinite, duration > 0 else { return }
    // Adding 0 turns -0 into +0, so that no key prints as "-0".
    times[value + 0, default: 0] += duration
  }

  /// The distinct values in ascending order with the time (ns) each was held.
  public var entries: [(value: Double, time: Int128)] {
    times.sorted { $0.key < $1.key }.map { (value: $0.key, time: $0.value) }
  }

  /// The total time (ns).
  public var duration: Int128 {
    times.values.reduce(0, +)
  }

  /// The share of time, from 0 to 1, at values that satisfy a condition.
  public func share(where condition: (Double) -> Bool) -> Measured<Double> {
    let total = duration
    guard total > 0 else { return .failure(.noTime) }
    let part = times.reduce(into: Int128(0)) { if condition($1.key) { $0 += $1.value } }
    return .success((DoubleDouble(integer: part) / DoubleDouble(integer: total)).high)
  }

  /// The time-weighted lower quantile: the smallest value v such that the path was at or below v
  /// for at least a share `probability` of the time.
  ///
  /// - Parameter probability: Between 0 and 1, both included; 0 gives the smallest value held.
  /// - Returns: A value that was held.
  public func quantile(_ probability: Double) -> Measured<Double> {
    guard (0...1).contains(probability) else { return .failure(.levelOutOfRange) }
    let total = duration
    guard total > 0 else { return .failure(.noTime) }
    // The same allowance as for samples: a share met up to rounding is met.
    let threshold = DoubleDouble(integer: total) * DoubleDouble(probability - 1e-12)
    var passed = Int128(0)
    var last = 0.0
    for entry in entries {
      passed += entry.time
      last = entry.value
      if (DoubleDouble(integer: passed) - threshold).high >= 0 { break }
    }
    return .success(last)
  }

  /// The same times at values multiplied by a factor, such as the size of a lot.
  func scaled(by factor: Double) -> TimeHistogram {
    var result = TimeHistogram()
    for (value, time) in times { result.hold(value * factor, for: time) }
    return result
  }
}
