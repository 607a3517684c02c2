import MarketData

/// Every instrument of a replay as it is known at a decision, for strategies on one that look at
/// another: the touch, and as many levels as the strategy declares, that had arrived by then.
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
  /// How many levels of a side the strategy that looks has declared.
  @usableFromInline var depth = 0

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
    var view = (engines.assumingMemoryBound(to: Engine.self) + place).pointee.local.view(at: time)
    view.instruments.depth = depth
    return view
  }

  /// The place of the instrument called `name`; `nil` where there is none. To be asked once, not at
  /// every decision.
  public func place(of name: String) -> Int? {
    guard let engines else { return nil }
    let first = engines.assumingMemoryBound(to: Engine.self)
    return (0..<count).first { (first + $0).pointee.instrument.name == name }
  }

  /// See `MarketView.levels(_:)`.
  func ownLevels(_ side: Side) -> BookLevels {
    guard let engines, depth > 0 else { return BookLevels() }
    let engine = engines.assumingMemoryBound(to: Engine.self) + own
    return engine.pointee.local.levels(side, count: depth)
  }
}
