/// Why a number could not be computed honestly.
///
/// Every function of this module whose result can be undefined returns ``Measured``: a value, or
/// one of these reasons. No function returns NaN, an infinity, or 0 in place of "unknown".
public enum Undefined: Error, Sendable, Hashable {
  /// Fewer observations than the formula needs.
  case tooFewSamples(needed: Int)
  /// An input is NaN or infinite.
  case notFinite
  /// The inputs are finite but the result exceeds the range of `Double`.
  case overflow
  /// All inputs are equal, so a ratio by their dispersion does not exist.
  case noVariation
  /// A downside measure of a series without a single loss.
  case noLosses
  /// The tail holds less than one observation.
  case tailTooThin
  /// A probability or confidence level outside the open interval (0, 1).
  case levelOutOfRange
  /// The Cornish-Fisher quantile is not monotone for this skewness and kurtosis.
  case outsideCornishFisherDomain
  /// An autoregressive slope outside (0, 1): the series does not decay towards a level.
  case notMeanReverting
  /// The autocorrelations given imply a variance that is not positive.
  case notPositiveVariance
  /// No time passed, so a time-weighted statistic has no weight.
  case noTime
  /// A time lies before the one given last, or the span exceeds the range of 64-bit nanoseconds.
  case timeNotIncreasing
  /// A fraction of a peak that is zero or negative.
  case notPositivePeak
  /// A ratio to PnL given up, where none was.
  case nothingGivenUp
  /// Two series that must run in parallel have different lengths.
  case lengthsDiffer
  /// The weights sum to zero, or one of them is negative.
  case noWeight
  /// A ratio that does not exceed what it should be told from: no length of record would do.
  case notAboveBenchmark
  /// A step, band, limit or other setting outside its range.
  case settingOutOfRange
}

extension Undefined: CustomStringConvertible {
  /// The reason in a few words, as reports print it.
  public var description: String {
    switch self {
    case .tooFewSamples(let needed): "fewer than \(needed) observations"
    case .notFinite: "an input is not a finite number"
    case .overflow: "the result is too large to represent"
    case .noVariation: "all observations are equal"
    case .noLosses: "no observation is a loss"
    case .tailTooThin: "the tail holds less than one observation"
    case .levelOutOfRange: "the level is not between 0 and 1"
    case .outsideCornishFisherDomain: "skewness and kurtosis outside the Cornish-Fisher domain"
    case .notMeanReverting: "the series does not revert to a level"
    case .notPositiveVariance: "the autocorrelations imply no positive variance"
    case .noTime: "no time passed"
    case .timeNotIncreasing: "the times are not increasing"
    case .notPositivePeak: "a peak is not positive"
    case .nothingGivenUp: "no PnL was given up"
    case .lengthsDiffer: "the series have different lengths"
    case .noWeight: "the weights do not sum to a positive number"
    case .notAboveBenchmark: "the ratio is not above the benchmark"
    case .settingOutOfRange: "a setting is out of its range"
    }
  }
}

/// A statistic: its value, or the reason why there is none.
///
/// Read ``Swift/Result/value`` where only the number matters (`nil` prints as an empty cell) and
/// ``Swift/Result/reason`` where the report explains the gap.
public typealias Measured<Value> = Result<Value, Undefined>

extension Result where Failure == Undefined {
  /// The value, or `nil` where the statistic is undefined.
  public var value: Success? {
    switch self {
    case .success(let value): value
    case .failure: nil
    }
  }

  /// Why the statistic is undefined, or `nil` where it has a value.
  public var reason: Undefined? {
    switch self {
    case .success: nil
    case .failure(let reason): reason
    }
  }
}

extension Result where Success == Double, Failure == Undefined {
  /// A value computed from finite inputs: anything not finite can only be an overflow.
  static func finite(_ value: Double) -> Self {
    value.isFinite ? .success(value) : .failure(.overflow)
  }
}

extension [Double] {
  /// Why statistics of this series are undefined whatever the formula, if they are.
  func defect(needing count: Int) -> Undefined? {
    if self.count < count { return .tooFewSamples(needed: count) }
    return allSatisfy(\.isFinite) ? nil : .notFinite
  }
}
