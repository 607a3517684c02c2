public import Backtesting

/// What the changes of the touch say about flow: sizes that joined or improved the bid count for,
/// those that joined or improved the ask against.
///
///     e_n = 1{P_b,n ≥ P_b,n−1} q_b,n − 1{P_b,n ≤ P_b,n−1} q_b,n−1
///         − 1{P_a,n ≤ P_a,n−1} q_a,n + 1{P_a,n ≥ P_a,n−1} q_a,n−1
///
/// At decisions, the touches of two decisions are compared; the sum forgets with a half-life.
///
/// Source: R. Cont, A. Kukanov, S. Stoikov, "The price impact of order book events", Journal of
/// Financial Econometrics 12(1), 2014, 47–88.
public struct OrderFlowImbalance: Sendable, Equatable {
  /// A touch: prices in one unit, sizes in another.
  public struct Touch: Sendable, Equatable {
    /// Best bid.
    public var bid: Double
    /// Size at the best bid.
    public var bidQuantity: Double
    /// Best ask.
    public var ask: Double
    /// Size at the best ask.
    public var askQuantity: Double

    /// A touch from its parts.
    public init(bid: Double, bidQuantity: Double, ask: Double, askQuantity: Double) {
      self.bid = bid
      self.bidQuantity = bidQuantity
      self.ask = ask
      self.askQuantity = askQuantity
    }
  }

  /// e_n of the step from `old` to `new`.
  public static func change(from old: Touch, to new: Touch) -> Double {
    (new.bid >= old.bid ? new.bidQuantity : 0) - (new.bid <= old.bid ? old.bidQuantity : 0)
      - (new.ask <= old.ask ? new.askQuantity : 0) + (new.ask >= old.ask ? old.askQuantity : 0)
  }

  private var sum: DecayingSum
  private var last: Touch?

  /// A signal that forgets with the half-life (seconds, greater than 0).
  public init(halfLife: Double) { sum = DecayingSum(halfLife: halfLife) }

  /// Takes note of the touch at a decision; times must not decrease.
  public mutating func observe(_ view: MarketView) {
    let now = Touch(
      bid: view.bid, bidQuantity: view.bidQuantity, ask: view.ask, askQuantity: view.askQuantity)
    if let last { sum.add(Self.change(from: last, to: now), at: view.time) }
    last = now
  }

  /// The sum at `time` (lots), newer steps counting more.
  public func value(at time: Int64) -> Double { sum.value(at: time) }
}
