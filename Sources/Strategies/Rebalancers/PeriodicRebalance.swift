/// Is due once in each period of the clock, whatever the inventory is.
///
/// Periods start at whole multiples of the interval from the UTC epoch, so that runs that start at
/// different times rebalance at the same ones; the first decision in a period is the one that
/// trades. An order still in flight puts it off.
public struct PeriodicRebalance: Sendable, Equatable {
  /// The length of a period (ns), greater than 0.
  public let interval: Int64
  private var period = Int64.min

  /// A rule with a period of `seconds`, at least a nanosecond.
  public init(seconds: Double) {
    interval = Int64(max(1, min(seconds * 1e9, 9e18)).rounded())
  }

  /// Whether to rebalance at `time` (ns); times must not decrease.
  public mutating func isDue(at time: Int64, hasPending: Bool) -> Bool {
    let (quotient, remainder) = time.quotientAndRemainder(dividingBy: interval)
    let now = remainder < 0 ? quotient - 1 : quotient
    if period == Int64.min {
      // The period that the run starts in has begun already, unless it starts with it.
      period = remainder == 0 ? now - 1 : now
    }
    guard now > period, !hasPending else { return false }
    period = now
    return true
  }
}
