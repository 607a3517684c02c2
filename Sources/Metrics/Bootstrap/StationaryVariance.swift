import RealModule

/// The variance that the stationary bootstrap gives to a mean, without resampling.
///
/// With autocovariances γ_i = Σ e_t e_{t+i} / n and the restart probability p, the variance of
/// sqrt(n) times the resampled mean is γ_0 + 2 Σ_{i=1}^{n-1} κ_i γ_i where
/// κ_i = (1 - i/n)(1 - p)^i + (i/n)(1 - p)^{n-i} (Politis and Romano 1994, lemma 1). Recursive
/// filters give the sums in O(n).
public enum StationaryVariance {
  /// The standard deviation of sqrt(n) times the resampled mean, in the unit of the series.
  ///
  /// Undefined for fewer than two observations, a constant series, a mean length below 1, and where
  /// the weighted autocovariances are not positive.
  public static func ofScaledMean(_ values: [Double], meanLength: Double) -> Measured<Double> {
    if let defect = values.defect(needing: 2) { return .failure(defect) }
    guard meanLength.isFinite, meanLength >= 1 else { return .failure(.settingOutOfRange) }
    return Centered.of(values).flatMap { centered in
      let variance = variance(of: centered.units, keep: 1 - 1 / meanLength)
      guard variance > 0 else { return .failure(.notPositiveVariance) }
      return .finite(centered.scale * variance.squareRoot())
    }
  }

  /// The standard error of the mean: ``ofScaledMean(_:meanLength:)`` over sqrt(n).
  public static func standardErrorOfMean(
    _ values: [Double], meanLength: Double
  ) -> Measured<Double> {
    ofScaledMean(values, meanLength: meanLength).map { $0 / Double(values.count).squareRoot() }
  }

  /// The variance for deviations from the mean; `keep` is 1 - p, the probability that a block
  /// goes on.
  static func variance(of deviations: [Double], keep: Double) -> Double {
    let count = deviations.count
    let n = Double(count)
    let far = Double.pow(keep, n - 1)
    // Past observations weighted by keep^i and by i keep^i; then those reached around the end.
    var (past, agedPast, around, agedAround) = (0.0, 0.0, 0.0, 0.0)
    // Σ_j keep^j e_{n-j} and Σ_j j keep^j e_{n-j} over j = 1 ..< n.
    for place in stride(from: 1, to: count, by: 1) {
      around = keep * (around + deviations[place])
      agedAround = keep * agedAround + around
    }
    var (squares, products) = (0.0, 0.0)
    for place in 0..<count {
      let value = deviations[place]
      squares += value * value
      products += value * (past - agedPast / n + around - agedAround / n)
      past = keep * (past + value)
      agedPast = keep * agedPast + past
      if place + 1 < count {
        let next = deviations[place + 1] * far
        agedAround = keep * (agedAround - (n - 1) * next + around - next)
        around = keep * (around - next)
      }
    }
    return (squares + 2 * products) / n
  }
}
