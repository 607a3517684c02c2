import RealModule

/// How sure one can be of a Sharpe ratio, and of the best of many.
///
/// Ratios are per period. Kurtosis is raw: 3 for a normal distribution, ``Moments/excessKurtosis``
/// plus 3. D. H. Bailey and M. López de Prado, The Journal of Risk 15 (2012),
/// doi:10.21314/JOR.2012.255, and The Journal of Portfolio Management 40 (2014),
/// doi:10.3905/jpm.2014.40.5.094; with autocorrelation López de Prado, A. Lipton and V. Zoonekynd,
/// How to Use the Sharpe Ratio (2025).
public enum ProbabilisticSharpe {
  /// The variance of an estimated ratio times the number of periods:
  /// (1+ρ)/(1-ρ) - (1 + ρ/(1-ρ) + ρ²/(1-ρ²)) γ3 SR + (1+ρ²)/(1-ρ²) (γ4-1)/4 SR².
  ///
  /// - Parameters:
  ///   - ratio: The true Sharpe ratio per period.
  ///   - skewness: γ3 of the profits.
  ///   - kurtosis: γ4 of the profits, raw.
  ///   - autocorrelation: ρ of an AR(1) process, in (-1, 1).
  /// - Returns: The variance, without unit.
  public static func scaledVariance(
    ratio: Double, skewness: Double, kurtosis: Double, autocorrelation: Double = 0
  ) -> Measured<Double> {
    let rho = autocorrelation
    guard ratio.isFinite, skewness.isFinite, kurtosis.isFinite, rho.isFinite else {
      return .failure(.notFinite)
    }
    guard rho > -1, rho < 1 else { return .failure(.settingOutOfRange) }
    let square = rho * rho
    let variance =
      (1 + rho) / (1 - rho) - (1 + rho / (1 - rho) + square / (1 - square)) * skewness * ratio
      + (1 + square) / (1 - square) * (kurtosis - 1) / 4 * ratio * ratio
    guard variance.isFinite else { return .failure(.overflow) }
    return variance > 0 ? .success(variance) : .failure(.notPositiveVariance)
  }

  /// The probability that the true ratio exceeds a benchmark, its variance taken at the estimate:
  /// Φ((SR - SR*) sqrt(n - 1) / sqrt(1 - γ3 SR + (γ4 - 1)/4 SR²)).
  ///
  /// Undefined below two periods and where the variance is not positive.
  public static func probability(
    ratio: Double, benchmark: Double = 0, periods: Int, skewness: Double, kurtosis: Double
  ) -> Measured<Double> {
    guard benchmark.isFinite else { return .failure(.notFinite) }
    guard periods > 1 else { return .failure(.tooFewSamples(needed: 2)) }
    return scaledVariance(ratio: ratio, skewness: skewness, kurtosis: kurtosis).map {
      NormalDistribution.upperTail(
        (benchmark - ratio) * (Double(periods - 1) / $0).squareRoot())
    }
  }

  /// The same for autocorrelated profits, as of 2025: the variance is taken at the benchmark and
  /// divided by the number of periods.
  public static func probability(
    ratio: Double, benchmark: Double, periods: Int, skewness: Double, kurtosis: Double,
    autocorrelation: Double
  ) -> Measured<Double> {
    guard ratio.isFinite else { return .failure(.notFinite) }
    guard periods > 1 else { return .failure(.tooFewSamples(needed: 2)) }
    return scaledVariance(
      ratio: benchmark, skewness: skewness, kurtosis: kurtosis, autocorrelation: autocorrelation
    ).map {
      NormalDistribution.upperTail((benchmark - ratio) * (Double(periods) / $0).squareRoot())
    }
  }

  /// The periods needed to be sure at `level` that the true ratio exceeds the benchmark:
  /// 1 + (1 - γ3 SR + (γ4 - 1)/4 SR²) (z / (SR - SR*))².
  ///
  /// Undefined where the ratio is not above the benchmark: no length is enough then.
  public static func minimumTrackRecord(
    ratio: Double, benchmark: Double = 0, skewness: Double, kurtosis: Double, level: Double = 0.95
  ) -> Measured<Double> {
    guard level > 0, level < 1 else { return .failure(.levelOutOfRange) }
    guard benchmark.isFinite else { return .failure(.notFinite) }
    return scaledVariance(ratio: ratio, skewness: skewness, kurtosis: kurtosis).flatMap {
      guard ratio > benchmark else { return .failure(.notAboveBenchmark) }
      let quotient = NormalDistribution.upperQuantile(1 - level) / (ratio - benchmark)
      return .finite(1 + $0 * quotient * quotient)
    }
  }

  /// About the expected maximum of `trials` independent standard normal numbers:
  /// (1 - γ) Φ⁻¹(1 - 1/N) + γ Φ⁻¹(1 - 1/(N e)) with Euler's γ. Undefined below two trials.
  public static func expectedMaximum(trials: Int) -> Measured<Double> {
    guard trials > 1 else { return .failure(.tooFewSamples(needed: 2)) }
    let euler = 0.577_215_664_901_532_86
    let share = 1 / Double(trials)
    return .finite(
      (1 - euler) * NormalDistribution.upperQuantile(share)
        + euler * NormalDistribution.upperQuantile(share / Double.exp(1)))
  }

  /// The deflated Sharpe ratio: the probability that the best of `trials` exceeds what the best of
  /// as many without skill would be expected to show, sqrt(variance) times ``expectedMaximum``.
  ///
  /// - Parameters:
  ///   - ratio: The ratio of the best trial, per period.
  ///   - variance: The variance of the ratios of all trials, per period, >= 0.
  ///   - trials: The number of independent trials, at least 2.
  ///   - periods: The periods of the best trial.
  ///   - skewness: Its skewness.
  ///   - kurtosis: Its raw kurtosis.
  /// - Returns: A probability.
  public static func deflated(
    ratio: Double, variance: Double, trials: Int, periods: Int, skewness: Double, kurtosis: Double
  ) -> Measured<Double> {
    guard variance.isFinite else { return .failure(.notFinite) }
    guard variance >= 0 else { return .failure(.settingOutOfRange) }
    return expectedMaximum(trials: trials).flatMap {
      probability(
        ratio: ratio, benchmark: variance.squareRoot() * $0, periods: periods,
        skewness: skewness, kurtosis: kurtosis)
    }
  }

  /// The deflated Sharpe ratio of the best of all trials made.
  ///
  /// Trials without a Sharpe ratio count for their number and not for the variance. Undefined where
  /// fewer than two have one.
  public static func deflated(trials: [[Double]]) -> Measured<Double> {
    let ratios = trials.map { Ratios.sharpe($0).value }
    let known = ratios.compactMap { $0 }
    guard known.count > 1, let top = known.max(), let best = ratios.firstIndex(of: top) else {
      return .failure(.tooFewSamples(needed: 2))
    }
    return Moments.of(known).flatMap(\.standardDeviation).flatMap { deviation in
      Moments.of(trials[best]).flatMap { moments in
        moments.skewness.flatMap { skewness in
          moments.excessKurtosis.flatMap {
            deflated(
              ratio: top, variance: deviation * deviation, trials: trials.count,
              periods: trials[best].count, skewness: skewness, kurtosis: $0 + 3)
          }
        }
      }
    }
  }

  /// The years of data below which the best of `trials` without skill is expected to show this
  /// annual Sharpe ratio: (expected maximum / ratio)². D. H. Bailey et al., Notices of the AMS 61
  /// (2014), doi:10.1090/noti1105.
  public static func minimumBacktestLength(
    trials: Int, annualRatio: Double = 1
  ) -> Measured<Double> {
    guard annualRatio.isFinite else { return .failure(.notFinite) }
    guard annualRatio > 0 else { return .failure(.settingOutOfRange) }
    return expectedMaximum(trials: trials).flatMap {
      .finite(($0 / annualRatio) * ($0 / annualRatio))
    }
  }
}
