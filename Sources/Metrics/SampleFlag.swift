/// A warning that goes with a number: it exists, but rests on few observations.
public enum SampleFlag: String, Sendable, Hashable {
  /// A tail statistic from a tail of fewer than ten observations: n (1 - level) < 10.
  case thinTail = "thin-tail"
  /// A ratio or a half-life from fewer than thirty periods.
  case fewPeriods = "few-periods"

  /// The flag of a ratio or a half-life estimated from this many periods, if any.
  public static func forPeriods(_ count: Int) -> SampleFlag? {
    count < 30 ? .fewPeriods : nil
  }

  /// The flag of a tail statistic.
  ///
  /// - Parameter tailCount: n (1 - level), the observations expected in the tail.
  /// - Returns: `thinTail` or nothing.
  static func forTail(_ tailCount: Double) -> SampleFlag? {
    // 100 (1 - 0.9) is 9.999999999999998 in floating point; a whole number stays whole.
    tailCount < 10 - 1e-9 ? .thinTail : nil
  }
}
