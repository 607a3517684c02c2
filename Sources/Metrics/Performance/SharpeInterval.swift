extension SharpeInference {
  /// The ratio of q periods, η(q) SR, with the autocorrelations of the profits themselves.
  ///
  /// Undefined where the ratio is, below q + 1 profits, and where the autocorrelations leave no
  /// positive variance.
  public static func scaled(_ profits: [Double], periods: Int) -> Measured<Double> {
    guard periods > 0 else { return .failure(.settingOutOfRange) }
    return Ratios.sharpe(profits).flatMap { ratio in
      var past: [Double] = []
      for lag in stride(from: 1, to: periods, by: 1) {
        switch Autocorrelation.of(profits, lag: lag) {
        case .success(let value): past.append(value)
        case .failure(let reason): return .failure(reason)
        }
      }
      return scaling(periods: periods, autocorrelations: past).flatMap { .finite($0 * ratio) }
    }
  }

  /// A Sharpe ratio with its interval.
  public struct Estimate: Sendable, Equatable {
    /// The ratio per period.
    public var ratio: Double
    /// Its standard error, which holds for profits that are neither normal nor independent.
    public var standardError: Double
    /// Ratio ± the normal quantile times the standard error.
    public var interval: ClosedRange<Double>
    /// The mean block length that the long-run variance was taken with, in periods.
    public var blockLength: Double
    /// `few-periods` below thirty.
    public var flag: SampleFlag?
  }

  /// The ratio and its interval by Lo's method of moments: the long-run variance of
  /// z - SR (z² - 1) / 2, z being standardised profits, which the stationary bootstrap would give
  /// it.
  ///
  /// Undefined below four observations, for a constant series and values that are not finite.
  public static func estimate(_ profits: [Double], level: Double = 0.95) -> Measured<Estimate> {
    guard level > 0, level < 1 else { return .failure(.levelOutOfRange) }
    if let defect = profits.defect(needing: 4) { return .failure(defect) }
    return Ratios.sharpe(profits).flatMap { ratio in
      Moments.of(profits).flatMap { moments in
        moments.standardDeviation.flatMap { deviation in
          let influence = profits.map { profit in
            let z = (profit - moments.mean) / deviation
            return z - ratio * (z * z - 1) / 2
          }
          return BlockLength.of(influence).flatMap { length in
            let mean = length.stationary
            return StationaryVariance.standardErrorOfMean(influence, meanLength: mean).flatMap {
              let reach = NormalDistribution.upperQuantile((1 - level) / 2) * $0
              guard reach.isFinite, (ratio + reach).isFinite else { return .failure(.overflow) }
              return .success(
                Estimate(
                  ratio: ratio, standardError: $0, interval: ratio - reach...ratio + reach,
                  blockLength: mean, flag: .forPeriods(profits.count)))
            }
          }
        }
      }
    }
  }
}

extension Ratios {
  /// The Calmar ratio: total profit over the largest drawdown of the running total from 0 (T. W.
  /// Young, Futures 20 (1991)); for the span of the series, not annualised.
  ///
  /// Undefined for an empty series and where the total never fell.
  public static func calmar(_ profits: [Double]) -> Measured<Double> {
    if let defect = profits.defect(needing: 1) { return .failure(defect) }
    var total = DoubleDouble.zero
    var equity = [0.0]
    for profit in profits {
      total += DoubleDouble(profit)
      equity.append(total.high)
    }
    guard equity.allSatisfy(\.isFinite) else { return .failure(.overflow) }
    return Drawdown.of(equity).flatMap {
      $0.maximum > 0 ? .finite(total.high / $0.maximum) : .failure(.noLosses)
    }
  }

  /// The Omega ratio Σ max(x - θ, 0) / Σ max(θ - x, 0) (C. Keating and W. F. Shadwick, Journal of
  /// Performance Measurement 6 (2002)).
  ///
  /// Undefined for an empty series and where no profit is below the threshold.
  ///
  /// - Parameters:
  ///   - profits: PnL per period, in money.
  ///   - threshold: θ, in money per period.
  /// - Returns: The ratio, without unit.
  public static func omega(_ profits: [Double], threshold: Double = 0) -> Measured<Double> {
    if let defect = profits.defect(needing: 1) { return .failure(defect) }
    guard threshold.isFinite else { return .failure(.notFinite) }
    let excesses = profits.map { $0 - threshold }
    let scale = excesses.reduce(0) { Swift.max($0, $1.magnitude) }
    guard scale.isFinite else { return .failure(.overflow) }
    let losses = excesses.lazy.filter { $0 < 0 }.map { 0 - $0 / scale }.preciseSum()
    guard losses.high > 0 else { return .failure(.noLosses) }
    let gains = excesses.lazy.filter { $0 > 0 }.map { $0 / scale }.preciseSum()
    return .finite((gains / losses).high)
  }

  /// The profit factor: gains over losses, the ``omega(_:threshold:)`` ratio at 0.
  public static func profitFactor(_ profits: [Double]) -> Measured<Double> {
    omega(profits)
  }
}
