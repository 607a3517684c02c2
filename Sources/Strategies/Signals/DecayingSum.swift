internal import RealModule

/// A sum whose terms lose half their weight in each half-life.
public struct DecayingSum: Sendable, Equatable {
  /// The half-life (seconds).
  public let halfLife: Double
  private var sum = 0.0
  private var time = Int64.min

  /// An empty sum; the half-life (seconds) must be greater than 0.
  public init(halfLife: Double) { self.halfLife = halfLife }

  /// Adds `term` at `time` (ns); times must not decrease.
  public mutating func add(_ term: Double, at time: Int64) {
    sum = value(at: time) + term
    self.time = time
  }

  /// The sum at `time` (ns), not before the last term.
  public func value(at time: Int64) -> Double {
    guard self.time != Int64.min, sum != 0 else { return 0 }
    return sum * Double.exp2(-Double(time - self.time) / 1e9 / halfLife)
  }
}
