public import MarketData

/// Where the sessions of a run end, and what happens to orders and inventory there.
public struct SessionRule: Sendable, Equatable {
  /// Where a session ends.
  public enum Boundary: Sendable, Equatable {
    /// Every day when the clock of `zone` shows `timeOfDay` (ns after midnight, less than a day).
    case daily(timeOfDay: Int64, zone: ClockZone)
    /// Where an instrument has had no event for longer than this (ns, > 0): the session ends when
    /// that much time has passed, which is known then without looking ahead.
    case gap(Int64)
  }

  /// What happens at a boundary.
  public enum Policy: String, Sendable, CaseIterable {
    /// Nothing: orders and inventory are carried over.
    case carry
    /// All orders are cancelled and the inventory is closed by a taker trade.
    case flatten
    /// All orders are cancelled and the inventory becomes that of the start, exchanged at the mid:
    /// equity is what it was.
    case reset
  }

  /// Where sessions end.
  public var boundary: Boundary
  /// What happens there.
  public var policy: Policy

  /// A rule.
  public init(_ boundary: Boundary, policy: Policy = .carry) {
    self.boundary = boundary
    self.policy = policy
  }

  /// The first daily boundary after `time` (ns); `nil` where sessions end by gaps.
  public func nextDaily(after time: Int64) -> Int64? {
    guard case .daily(let timeOfDay, let zone) = boundary else { return nil }
    let day: Int64 = 86_400_000_000_000
    let today = time / day
    // Local days begin up to 15 hours before and after those of UTC.
    for candidate in (today - 2)...(today + 3) {
      let instant = zone.utc(localNanoseconds: candidate * day + timeOfDay)
      if instant > time { return instant }
    }
    return nil
  }

  /// The longest time without an event within a session (ns); `nil` where sessions end by the day.
  var gap: Int64? {
    if case .gap(let length) = boundary { length } else { nil }
  }
}

/// When the sessions of each instrument end next.
struct SessionClock {
  private let rule: SessionRule?
  /// Per instrument (ns), `Int64.max` = not before its next event.
  private var due: [Int64]
  /// The earliest of them.
  private(set) var next = Int64.max
  /// The longest time without an event, `Int64.max` where it does not matter.
  let gap: Int64

  init(_ rule: SessionRule?, instruments: Int) {
    self.rule = rule
    gap = rule?.gap ?? .max
    due = [Int64](repeating: .max, count: instruments)
  }

  /// The run begins with an event at `time`.
  mutating func begin(at time: Int64) {
    let first = rule?.nextDaily(after: time) ?? .max
    for instrument in due.indices { due[instrument] = first }
    next = first
  }

  /// Takes note of an event at `time`; only where there is a `gap`.
  mutating func observe(_ instrument: Int, at time: Int64) {
    due[instrument] = time + gap
    next = due.min() ?? .max
  }

  /// Whether the session of `instrument` ends at `time`.
  func ends(_ instrument: Int, at time: Int64) -> Bool { due[instrument] == time }

  /// The sessions that ended at `time` have been dealt with.
  mutating func advance(past time: Int64) {
    for instrument in due.indices where due[instrument] == time {
      due[instrument] = rule?.nextDaily(after: time) ?? .max
    }
    next = due.min() ?? .max
  }
}
