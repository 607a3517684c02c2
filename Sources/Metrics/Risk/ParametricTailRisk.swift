import RealModule

/// Tail risk of a loss distribution known by its moments alone.
///
/// All inputs describe losses (positive = it hurts): the skewness of losses is minus that of PnL.
/// Complexity: O(1).
public enum ParametricTailRisk {
  /// Value at risk of a normal loss: mean + σ z, with z the standard normal quantile of `level`.
  ///
  /// - Parameters:
  ///   - lossMean: The mean loss, in money.
  ///   - standardDeviation: The standard deviation σ of the loss, in money, not negative.
  ///   - level: The confidence level, in (0, 1).
  /// - Returns: The loss, in money.
  public static func gaussianVaR(
    lossMean: Double, standardDeviation: Double, level: Double
  ) -> Measured<Double> {
    if let defect = defect(level, lossMean, standardDeviation) { return .failure(defect) }
    return .finite(lossMean + standardDeviation * NormalDistribution.upperQuantile(1 - level))
  }

  /// Conditional value at risk of a normal loss: mean + σ φ(z) / (1 - level), with φ the standard
  /// normal density. At 0.95 the factor of σ is 2.0627, at 0.99 it is 2.6652.
  ///
  /// - Parameters:
  ///   - lossMean: The mean loss, in money.
  ///   - standardDeviation: The standard deviation σ of the loss, in money, not negative.
  ///   - level: The confidence level, in (0, 1).
  /// - Returns: The loss, in money.
  public static func gaussianCVaR(
    lossMean: Double, standardDeviation: Double, level: Double
  ) -> Measured<Double> {
    if let defect = defect(level, lossMean, standardDeviation) { return .failure(defect) }
    let z = NormalDistribution.upperQuantile(1 - level)
    return .finite(lossMean + standardDeviation * NormalDistribution.density(z) / (1 - level))
  }

  /// Value at risk by the Cornish-Fisher expansion: mean + σ w(z) with
  /// w(z) = z + (z² - 1) S / 6 + (z³ - 3 z) K / 24 - (2 z³ - 5 z) S² / 36.
  ///
  /// E. A. Cornish and R. A. Fisher, Revue de l'Institut International de Statistique 5 (1938),
  /// doi:10.2307/1400905. Undefined outside ``isCornishFisherMonotone(skewness:excessKurtosis:)``,
  /// where "quantiles" would fall as the level rises.
  ///
  /// - Parameters:
  ///   - lossMean: The mean loss, in money.
  ///   - standardDeviation: The standard deviation σ of the loss, in money, not negative.
  ///   - lossSkewness: The skewness S of losses.
  ///   - excessKurtosis: The kurtosis K of losses less 3.
  ///   - level: The confidence level, in (0, 1).
  /// - Returns: The loss, in money.
  public static func cornishFisherVaR(
    lossMean: Double, standardDeviation: Double, lossSkewness: Double, excessKurtosis: Double,
    level: Double
  ) -> Measured<Double> {
    if let defect = defect(level, lossMean, standardDeviation, lossSkewness, excessKurtosis) {
      return .failure(defect)
    }
    guard isCornishFisherMonotone(skewness: lossSkewness, excessKurtosis: excessKurtosis) else {
      return .failure(.outsideCornishFisherDomain)
    }
    let z = NormalDistribution.upperQuantile(1 - level)
    let squared = lossSkewness * lossSkewness
    let quantile =
      z + (z * z - 1) * lossSkewness / 6 + (z * z - 3) * z * excessKurtosis / 24
      - (2 * z * z - 5) * z * squared / 36
    return .finite(lossMean + standardDeviation * quantile)
  }

  /// Conditional value at risk as the tail integral of the Cornish-Fisher quantile: mean +
  /// σ φ(z) / (1 - level) [1 + S z / 6 + K (z² - 1) / 24 - S² (2 z² - 1) / 36].
  ///
  /// This is the mean of the expansion's own tail, so it is never below its value at risk; the
  /// "modified expected shortfall" of Boudt, Peterson and Croux (2008) is another formula.
  ///
  /// - Parameters:
  ///   - lossMean: The mean loss, in money.
  ///   - standardDeviation: The standard deviation σ of the loss, in money, not negative.
  ///   - lossSkewness: The skewness S of losses.
  ///   - excessKurtosis: The kurtosis K of losses less 3.
  ///   - level: The confidence level, in (0, 1).
  /// - Returns: The loss, in money.
  public static func cornishFisherCVaR(
    lossMean: Double, standardDeviation: Double, lossSkewness: Double, excessKurtosis: Double,
    level: Double
  ) -> Measured<Double> {
    if let defect = defect(level, lossMean, standardDeviation, lossSkewness, excessKurtosis) {
      return .failure(defect)
    }
    guard isCornishFisherMonotone(skewness: lossSkewness, excessKurtosis: excessKurtosis) else {
      return .failure(.outsideCornishFisherDomain)
    }
    let z = NormalDistribution.upperQuantile(1 - level)
    let shape =
      1 + lossSkewness * z / 6 + excessKurtosis * (z * z - 1) / 24
      - lossSkewness * lossSkewness * (2 * z * z - 1) / 36
    let tail = NormalDistribution.density(z) / (1 - level)
    return .finite(lossMean + standardDeviation * tail * shape)
  }

  /// Whether the Cornish-Fisher quantile rises with the level everywhere.
  ///
  /// Its slope is the parabola a z² + (S / 3) z + c with a = K / 8 - S² / 6 and
  /// c = 1 - K / 8 + 5 S² / 36. It is nowhere negative where S² / 9 <= 4 a c and neither a nor c
  /// is negative (the discriminant alone would admit a slope that is negative everywhere).
  ///
  /// - Parameters:
  ///   - skewness: S; the domain is the same for S and -S.
  ///   - excessKurtosis: K.
  /// - Returns: Whether the expansion may be used.
  public static func isCornishFisherMonotone(skewness: Double, excessKurtosis: Double) -> Bool {
    let squared = skewness * skewness
    let curvature = excessKurtosis / 8 - squared / 6
    let constant = 1 - excessKurtosis / 8 + 5 * squared / 36
    return curvature >= 0 && constant >= 0 && squared / 9 <= 4 * curvature * constant
  }

  private static func defect(
    _ level: Double, _ lossMean: Double, _ standardDeviation: Double, _ shape: Double...
  ) -> Undefined? {
    guard level > 0, level < 1 else { return .levelOutOfRange }
    guard lossMean.isFinite, standardDeviation.isFinite, shape.allSatisfy(\.isFinite) else {
      return .notFinite
    }
    return standardDeviation < 0 ? .settingOutOfRange : nil
  }
}
