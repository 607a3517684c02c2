import RealModule

/// Quantiles of a sample.
///
/// Two definitions are in use and differ by up to one gap between observations, so each is named
/// after what it does. Sorting costs O(n log n); the functions that take a sorted sample cost O(1).
public enum Quantiles {
  /// The lower quantile: the smallest observation x with at least a share `probability` of the
  /// sample at or below it, x_(m) with m = ceil(n p - 1e-12).
  ///
  /// The 1e-12 keeps an n p that is a whole number up to rounding from being pushed to the next
  /// observation. Always an observation of the sample; ties are harmless.
  ///
  /// - Parameters:
  ///   - values: The sample, in any order.
  ///   - probability: Between 0 and 1, both included; 0 gives the smallest observation.
  /// - Returns: An observation of the sample.
  public static func lower(_ values: [Double], _ probability: Double) -> Measured<Double> {
    if let defect = values.defect(needing: 1) { return .failure(defect) }
    guard (0...1).contains(probability) else { return .failure(.levelOutOfRange) }
    return .success(values.sorted()[lowerIndex(count: values.count, probability)])
  }

  /// The position, from 0, of the lower quantile in a sorted sample of `count` > 0 observations.
  static func lowerIndex(count: Int, _ probability: Double) -> Int {
    let rank = (Double(count) * probability - 1e-12).rounded(.up)
    return Swift.min(Swift.max(Int(rank), 1), count) - 1
  }

  /// The quantile by linear interpolation between the observations either side of position
  /// (n - 1) p, as spreadsheets and NumPy do by default (type 7 of R. J. Hyndman and Y. Fan,
  /// The American Statistician 50 (1996), doi:10.1080/00031305.1996.10473566).
  ///
  /// For tables and charts; value at risk uses ``lower(_:_:)``.
  ///
  /// - Parameters:
  ///   - values: The sample, in any order.
  ///   - probability: Between 0 and 1, both included.
  /// - Returns: A value between two observations, in their unit.
  public static func interpolated(_ values: [Double], _ probability: Double) -> Measured<Double> {
    if let defect = values.defect(needing: 1) { return .failure(defect) }
    guard (0...1).contains(probability) else { return .failure(.levelOutOfRange) }
    let sorted = values.sorted()
    let position = Double(sorted.count - 1) * probability
    let below = Swift.min(Int(position), sorted.count - 1)
    let above = Swift.min(below + 1, sorted.count - 1)
    let share = position - Double(below)
    // Weighted rather than below + share * gap: the gap of two huge values can overflow.
    return .finite(sorted[below] * (1 - share) + sorted[above] * share)
  }
}
