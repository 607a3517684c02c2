import MarketData

/// Every instrument of a replay as it is known at a decision, for strategies on one that look at
/// another: the touch that had arrived by then, nothing else.
///
///     let spot = view.instruments[0]?.mid
///
/// Looking costs what it reads; a strategy that does not look pays nothing. To be used while the
/// strategy is being asked, and not to be kept.
@frozen
public struct InstrumentViews: @unchecked Sendable {
  // Engines live as long as the replay that asks, and nobody else changes them while it does.
  @usableFromInline let engines: UnsafeMutableRawPointer?
  /// How many instruments the run has.
  public let count: Int
  /// The place of the instrument that the strategy trades.
  public let own: Int
  /// The instant of the decision (ns).
  @usableFromInline var time: Int64 = 0

  /// Of no instrument.
  @inlinable
  public init() {
    engines = nil
    count = 0
    own = 0
  }

  init(_ engines: UnsafeMutablePointer<Engine>, count: Int, own: Int) {
    self.engines = UnsafeMutableRawPointer(engines)
    self.count = count
    self.own = own
  }

  /// What is known of the instrument at `place` in the experiment's list, from 0; `nil` where there
  /// is none.
  ///
  /// Before its touch was two-sided for the first time its prices are 0; decisions of strategies
  /// start only after that.
  public subscript(place: Int) -> MarketView? {
    guard let engines, place >= 0, place < count else { return nil }
    return (engines.assumingMemoryBound(to: Engine.self) + place).pointee.local.view(at: time)
  }

  /// The place of the instrument called `name`; `nil` where there is none. To be asked once, not at
  /// every decision.
  public func place(of name: String) -> Int? {
    guard let engines else { return nil }
    let first = engines.assumingMemoryBound(to: Engine.self)
    return (0..<count).first { (first + $0).pointee.instrument.name == name }
  }

  /// The levels of the own instrument's book that have arrived; see `MarketView.levels(_:)`.
  func ownLevels(_ side: Side) -> [BookLevel] {
    guard let engines else { return [] }
    let local = (engines.assumingMemoryBound(to: Engine.self) + own)
    return local.pointee.local.depth[side].levels.reversed().map {
      BookLevel(
        price: Double(side == .buy ? $0.key : -$0.key), quantity: Double($0.size))
    }
  }
}
