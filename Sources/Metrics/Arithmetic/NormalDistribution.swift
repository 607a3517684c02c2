import RealModule

/// The standard normal distribution, to the precision of `Double`.
enum NormalDistribution {
  /// The density exp(-z² / 2) / sqrt(2 π).
  static func density(_ z: Double) -> Double {
    Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
  }

  /// P(Z > z) = erfc(z / sqrt 2) / 2; keeps its relative precision far into the upper tail.
  static func upperTail(_ z: Double) -> Double {
    Double.erfc(z / 2.0.squareRoot()) / 2
  }

  /// The z with P(Z > z) = `probability`, for 0 < `probability` < 1.
  ///
  /// A rational start (Abramowitz and Stegun 26.2.23, error below 4.5e-4) is refined by Halley's
  /// method on the tail itself, which triples the digits of each step.
  static func upperQuantile(_ probability: Double) -> Double {
    if probability > 0.5 { return -upperQuantile(1 - probability) }
    if probability == 0.5 { return 0 }
    let t = (-2 * Double.log(probability)).squareRoot()
    let above = 2.515517 + t * (0.802853 + t * 0.010328)
    let below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var z = t - above / below
    for _ in 0..<3 {
      let density = density(z)
      // Below the smallest normal density the start is all the precision there is to have.
      guard density >= Double.leastNormalMagnitude else { break }
      let step = (upperTail(z) - probability) / density
      z += step / (1 - z * step / 2)
    }
    return z
  }
}
