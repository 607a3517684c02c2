public import Backtesting
internal import RealModule

/// An exponentially weighted estimate of volatility from changes of the mid over about a second.
///
/// The mid is sampled at the first decision of each whole second of the decision clock, half a
/// second or more after the sample before: at every whole second where decisions fall on them. A
/// change d over t seconds is an observation d²/t of the variance per second, whatever t is.
/// Observation i, which spans from i−1 to i and ended a_i seconds ago, has the weight
///
///     w_i = 2^(−a_i / h) − 2^(−(a_i + t_i) / h),      σ² = Σ w_i d_i²/t_i / Σ w_i
///
/// with the half-life h. Dividing by the sum of the weights removes the bias towards the start
/// value. Only mids of decisions already made enter.
public struct EWMAVolatility: Sendable {
  /// How many changes must have been seen before there is an estimate.
  public static var minimumChanges: Int { 10 }

  /// The half-life of the weights (seconds).
  public let halfLife: Double
  /// How many changes have been seen.
  public private(set) var changes = 0

  private let decayPerSecond: Double
  private var sampleTime: Int64 = 0
  private var sampleSecond = Int64.min
  private var sampleMid = 0.0
  private var weightedVariance = 0.0
  private var weight = 0.0

  /// An estimator without observations; the half-life (seconds) must be greater than 0.
  public init(halfLife: Double) {
    precondition(halfLife > 0, "a half-life is greater than 0")
    self.halfLife = halfLife
    decayPerSecond = Double.exp2(-1 / halfLife)
  }

  /// Takes note of the market at a decision; times must not decrease.
  public mutating func observe(_ view: MarketView) {
    let second = Self.wholeSecond(view.time)
    guard second > sampleSecond else { return }
    if sampleSecond == Int64.min { return restart(view, second) }
    let elapsed = view.time - sampleTime
    guard elapsed >= 500_000_000 else { return }
    let seconds = Double(elapsed) / 1e9
    let decay = seconds == 1 ? decayPerSecond : Double.exp2(-seconds / halfLife)
    let change = view.mid - sampleMid
    weightedVariance = decay * weightedVariance + (1 - decay) * change * change / seconds
    weight = decay * weight + (1 - decay)
    changes += 1
    restart(view, second)
  }

  /// The volatility in ticks per square-root second; `nil` before `minimumChanges`.
  public var ticks: Double? {
    guard changes >= Self.minimumChanges, weight > 0 else { return nil }
    return Double.sqrt(weightedVariance / weight)
  }

  private mutating func restart(_ view: MarketView, _ second: Int64) {
    sampleTime = view.time
    sampleSecond = second
    sampleMid = view.mid
  }

  /// The second that `nanoseconds` lies in, also before 1970.
  private static func wholeSecond(_ nanoseconds: Int64) -> Int64 {
    let quotient = nanoseconds / 1_000_000_000
    return nanoseconds < quotient * 1_000_000_000 ? quotient - 1 : quotient
  }
}
