/// P-values of many two-sided tests made at once, adjusted so that the chance of any false
/// rejection stays at the level.
///
/// Hypotheses are taken from the largest statistic down; each is held against the resampled maximum
/// over those that remain, and p-values never fall on the way (J. P. Romano and M. Wolf, Statistics
/// & Probability Letters 113 (2016), doi:10.1016/j.spl.2016.02.012). P-values are
/// (1 + count) / (1 + resamples), never 0.
public struct StepDown: Sendable {
  /// One test.
  public struct Test: Sendable, Equatable {
    /// The p-value of this test alone.
    public var pValue: Double
    /// The p-value adjusted for all of them.
    public var adjusted: Double
  }

  /// Tests whether values differ from 0.
  ///
  /// Undefined without resamples, for lengths that differ, and values that are not finite.
  /// A value whose replicates do not vary is not tested: `nil`.
  ///
  /// - Parameters:
  ///   - values: The statistics, for instance mean differences.
  ///   - resamples: The number of resamples, at least 2.
  ///   - replicate: The resampled value of one of them in one resample.
  /// - Returns: A test for each value.
  public static func tests(
    _ values: [Double], resamples: Int, replicate: (_ test: Int, _ resample: Int) -> Double
  ) -> Measured<[Test?]> {
    guard resamples >= 2 else { return .failure(.settingOutOfRange) }
    guard values.allSatisfy(\.isFinite) else { return .failure(.notFinite) }
    let errors = values.indices.map { test in
      Spread.standardDeviation(resamples) { replicate(test, $0) }
    }
    guard errors.allSatisfy(\.isFinite) else { return .failure(.notFinite) }
    let scores = values.indices.map { test in
      errors[test] > 1e-12 * values[test].magnitude ? values[test].magnitude / errors[test] : -1
    }
    let used = values.indices.filter { scores[$0] >= 0 }
      .sorted { (scores[$0], $1) > (scores[$1], $0) }
    var alone = [Int](repeating: 0, count: values.count)
    var joint = [Int](repeating: 0, count: values.count)
    for number in 0..<resamples {
      var largest = 0.0
      for test in used.reversed() {
        let score = (replicate(test, number) - values[test]).magnitude / errors[test]
        if score >= scores[test] { alone[test] += 1 }
        largest = Swift.max(largest, score)
        if largest >= scores[test] { joint[test] += 1 }
      }
    }
    var tests = [Test?](repeating: nil, count: values.count)
    var floor = 0.0
    let total = Double(resamples + 1)
    for test in used {
      floor = Swift.max(floor, Double(joint[test] + 1) / total)
      tests[test] = Test(pValue: Double(alone[test] + 1) / total, adjusted: floor)
    }
    return .success(tests)
  }
}

/// The spread of values that are computed when asked for.
enum Spread {
  /// The standard deviation with n - 1, taken about the first value so that an offset is free.
  static func standardDeviation(_ count: Int, _ value: (Int) -> Double) -> Double {
    let origin = value(0)
    let mean = (0..<count).reduce(0) { $0 + (value($1) - origin) } / Double(count)
    let squares = (0..<count).reduce(0) {
      let deviation = value($1) - origin - mean
      return $0 + deviation * deviation
    }
    return (squares / Double(count - 1)).squareRoot()
  }
}
