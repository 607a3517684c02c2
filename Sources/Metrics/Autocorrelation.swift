/// How a series is related to its own past.
public enum Autocorrelation {
  /// The sample autocorrelation at one lag: Σ_t (x_t - x̄)(x_{t+k} - x̄) / Σ_t (x_t - x̄)², with
  /// the mean of the whole series and the full sum of squares below, so that it lies in [-1, 1].
  ///
  /// Undefined for fewer than lag + 1 observations, a constant series and a lag below 0. O(n).
  ///
  /// - Parameters:
  ///   - values: The series, equidistant in time.
  ///   - lag: The distance k, in periods.
  /// - Returns: The autocorrelation, without unit.
  public static func of(_ values: [Double], lag: Int) -> Measured<Double> {
    guard lag >= 0 else { return .failure(.settingOutOfRange) }
    return Moments.of(values).flatMap { moments in
      guard values.count > lag else { return .failure(.tooFewSamples(needed: lag + 1)) }
      guard moments.standardDeviation.value != 0 else { return .failure(.noVariation) }
      let deviations = values.map { $0 - moments.mean }
      let scale = deviations.lazy.map(\.magnitude).max() ?? 0
      guard scale > 0 else { return .failure(.tooFewSamples(needed: 2)) }
      let units = deviations.map { $0 / scale }
      var products = DoubleDouble.zero
      var squares = DoubleDouble.zero
      for index in units.indices {
        squares += .product(units[index], units[index])
        if index >= lag { products += .product(units[index], units[index - lag]) }
      }
      return .finite((products / squares).high)
    }
  }
}
