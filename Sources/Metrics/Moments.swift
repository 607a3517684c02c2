/// The moments of a series: mean, standard deviation, skewness and excess kurtosis.
///
/// - Mean: Σx / n, in the unit of the series.
/// - Standard deviation: sqrt(Σ(x - mean)² / (n - 1)), same unit; needs two observations.
/// - Skewness: m3 / m2^1.5 and excess kurtosis: m4 / m2² - 3, with m_k = Σ(x - mean)^k / n
///   (population moments, no bias correction); undefined where all observations are equal.
///
/// Deviations are taken from the mean in a second pass and summed in two-word arithmetic, so a
/// large common offset costs no digits; they are scaled by the largest, so that powers neither
/// overflow nor vanish. Complexity: O(n), two passes.
public struct Moments: Sendable, Equatable {
  /// The number of observations.
  public var count: Int
  /// The arithmetic mean.
  public var mean: Double
  /// The standard deviation with n - 1 in the denominator; 0 for a constant series.
  public var standardDeviation: Measured<Double>
  /// The population skewness.
  public var skewness: Measured<Double>
  /// The population kurtosis less 3, so that a normal distribution has 0.
  public var excessKurtosis: Measured<Double>

  /// The moments of a series.
  ///
  /// Undefined for an empty series and where an observation is not finite.
  public static func of(_ values: [Double]) -> Measured<Moments> {
    if let defect = values.defect(needing: 1) { return .failure(defect) }
    let n = Double(values.count)
    // Asked of the values and not of their deviations, which rounding could leave at 1e-34.
    if values.allSatisfy({ $0 == values[0] }) { return .success(constant(values)) }
    // A quarter of each value leaves room for the sum of a few huge ones.
    let center = values.map { $0 / 4 }.preciseSum() / DoubleDouble(n) * DoubleDouble(4)
    guard center.high.isFinite else { return .failure(.overflow) }
    let deviations = values.map { (DoubleDouble($0) - center).high }
    let scale = deviations.lazy.map(\.magnitude).max() ?? 0
    guard scale.isFinite else { return .failure(.overflow) }
    var sums = (square: DoubleDouble.zero, cube: DoubleDouble.zero, fourth: DoubleDouble.zero)
    for deviation in deviations {
      let unit = deviation / scale
      let square = DoubleDouble.product(unit, unit)
      sums.square += square
      sums.cube += square * DoubleDouble(unit)
      sums.fourth += square * square
    }
    let variance = sums.square.high / n
    return .success(
      Moments(
        count: values.count, mean: center.high,
        standardDeviation: .finite(scale * (sums.square.high / (n - 1)).squareRoot()),
        skewness: .finite(sums.cube.high / n / (variance * variance.squareRoot())),
        excessKurtosis: .finite(sums.fourth.high / n / (variance * variance) - 3)))
  }
  private static func constant(_ values: [Double]) -> Moments {
    let single = values.count < 2
    let undefined: Undefined = single ? .tooFewSamples(needed: 2) : .noVariation
    return Moments(
      count: values.count, mean: values[0],
      standardDeviation: single ? .failure(undefined) : .success(0),
      skewness: .failure(undefined), excessKurtosis: .failure(undefined))
  }
}
