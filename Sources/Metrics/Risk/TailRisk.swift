import RealModule

/// Value at risk and conditional value at risk of a sample of profits at one confidence level.
///
/// Everything here is a loss: positive hurts, loss = -PnL, in the unit of the PnL and per its
/// period. With n losses in ascending order, level a and m = ceil(n a - 1e-12):
///
/// - VaR = x_(m), the lower quantile.
/// - CVaR = VaR + Σ_{i > m} (x_(i) - VaR) / (n (1 - a)), which equals
///   [(m - n a) x_(m) + Σ_{i > m} x_(i)] / (n (1 - a)): the mean of the worst share 1 - a, of
///   which the atom at VaR may count in part. It is the minimum over z of
///   z + E(x - z)+ / (1 - a) (R. T. Rockafellar and S. Uryasev, Journal of Banking & Finance 26
///   (2002), doi:10.1016/S0378-4266(02)00271-6) and is never below VaR.
/// - Standard error of CVaR = std((x - VaR)+) / ((1 - a) sqrt n), standard deviation with n - 1.
///   It holds for independent observations; for autocorrelated profits resample blocks instead.
///
/// VaR and CVaR are given however few the observations; ``flag`` says where they are few. Below
/// one observation in the tail CVaR is the largest loss and its standard error is undefined.
/// Complexity: O(n log n).
public struct TailRisk: Sendable, Equatable {
  /// The number of observations.
  public var n: Int
  /// The confidence level, in (0, 1): 0.95 looks at the worst 5 %.
  public var level: Double
  /// Value at risk: the loss not exceeded with probability `level`.
  public var `var`: Double
  /// Conditional value at risk (expected shortfall): the mean loss of the worst 1 - `level`.
  public var cvar: Double
  /// The standard error of ``cvar``; undefined where n (1 - level) < 1 or n < 2.
  public var cvarStandardError: Measured<Double>
  /// VaR of a normal distribution of the sample's mean and standard deviation (n - 1).
  public var gaussianVaR: Measured<Double>
  /// CVaR of a normal distribution of the sample's mean and standard deviation (n - 1).
  public var gaussianCVaR: Measured<Double>
  /// VaR by the Cornish-Fisher expansion with the sample's population skewness and kurtosis.
  public var cornishFisherVaR: Measured<Double>
  /// CVaR by the Cornish-Fisher expansion with the sample's population skewness and kurtosis.
  public var cornishFisherCVaR: Measured<Double>
  /// `thin-tail` where n (1 - level) < 10.
  public var flag: SampleFlag?

  /// Tail risk of profits: gains positive, losses negative.
  ///
  /// Undefined for an empty sample, one with an observation that is not finite, and a level
  /// outside (0, 1).
  ///
  /// - Parameters:
  ///   - profits: PnL per period, in money, in any order.
  ///   - level: The confidence level, in (0, 1).
  /// - Returns: Tail risk as losses, positive = it hurts.
  public static func ofProfits(_ profits: [Double], level: Double) -> Measured<TailRisk> {
    LossSample.ofProfits(profits).flatMap { $0.tailRisk(level: level) }
  }

  /// Tail risk of losses: losses positive, gains negative.
  ///
  /// - Parameters:
  ///   - losses: -PnL per period, in money, in any order.
  ///   - level: The confidence level, in (0, 1).
  /// - Returns: Tail risk as losses, positive = it hurts.
  public static func ofLosses(_ losses: [Double], level: Double) -> Measured<TailRisk> {
    LossSample.ofLosses(losses).flatMap { $0.tailRisk(level: level) }
  }
}

/// Losses sorted once, to be asked for their tail risk at several levels.
public struct LossSample: Sendable, Equatable {
  /// Losses in ascending order, all finite, at least one.
  public let ascending: [Double]
  /// Their moments, as losses.
  public let moments: Moments

  /// The sample of losses behind these profits: loss = -PnL.
  public static func ofProfits(_ profits: [Double]) -> Measured<LossSample> {
    // 0 - x rather than -x: a period without profit is a loss of 0, not of -0.
    ofLosses(profits.map { 0 - $0 })
  }

  /// A sample of losses: positive hurts.
  public static func ofLosses(_ losses: [Double]) -> Measured<LossSample> {
    if let defect = losses.defect(needing: 1) { return .failure(defect) }
    return Moments.of(losses).map { LossSample(ascending: losses.sorted(), moments: $0) }
  }

  /// Tail risk at one level; undefined where the level is not in (0, 1).
  public func tailRisk(level: Double) -> Measured<TailRisk> {
    guard level > 0, level < 1 else { return .failure(.levelOutOfRange) }
    let n = ascending.count
    let tailCount = Double(n) * (1 - level)
    let index = Quantiles.lowerIndex(count: n, level)
    let valueAtRisk = ascending[index]
    let excesses = ascending[(index + 1)...].map { $0 - valueAtRisk }
    let cvar = valueAtRisk + excesses.preciseSum().high / tailCount
    guard cvar.isFinite else { return .failure(.overflow) }
    return .success(
      TailRisk(
        n: n, level: level, var: valueAtRisk, cvar: cvar,
        cvarStandardError: standardError(excesses, tailCount: tailCount),
        gaussianVaR: gaussian(level, ParametricTailRisk.gaussianVaR),
        gaussianCVaR: gaussian(level, ParametricTailRisk.gaussianCVaR),
        cornishFisherVaR: cornishFisher(level, ParametricTailRisk.cornishFisherVaR),
        cornishFisherCVaR: cornishFisher(level, ParametricTailRisk.cornishFisherCVaR),
        flag: .forTail(tailCount)))
  }

  /// std((x - VaR)+) / ((1 - a) sqrt n), given the excesses above VaR (the others are zero).
  private func standardError(_ excesses: [Double], tailCount: Double) -> Measured<Double> {
    let n = ascending.count
    // 10 (1 - 0.9) is 0.9999999999999998 in floating point and still one observation.
    guard tailCount >= 1 - 1e-9 else { return .failure(.tailTooThin) }
    guard n > 1 else { return .failure(.tooFewSamples(needed: 2)) }
    // Those above VaR alone differ from 0; scaled by the largest so that squares cannot overflow.
    guard let scale = excesses.last, scale > 0 else { return .success(0) }
    var (sum, squares) = (DoubleDouble.zero, DoubleDouble.zero)
    for excess in excesses {
      let unit = excess / scale
      sum += DoubleDouble(unit)
      squares += .product(unit, unit)
    }
    let count = DoubleDouble(Double(n))
    let variance = (squares - sum * sum / count).high / Double(n - 1)
    return .finite(
      scale * (Swift.max(variance, 0) * Double(n)).squareRoot() / tailCount)
  }

  private func gaussian(
    _ level: Double, _ formula: (Double, Double, Double) -> Measured<Double>
  ) -> Measured<Double> {
    moments.standardDeviation.flatMap { formula(moments.mean, $0, level) }
  }

  private func cornishFisher(
    _ level: Double, _ formula: (Double, Double, Double, Double, Double) -> Measured<Double>
  ) -> Measured<Double> {
    moments.standardDeviation.flatMap { deviation in
      moments.skewness.flatMap { skewness in
        moments.excessKurtosis.flatMap { kurtosis in
          formula(moments.mean, deviation, skewness, kurtosis, level)
        }
      }
    }
  }
}
