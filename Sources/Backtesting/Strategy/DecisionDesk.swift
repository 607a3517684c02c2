/// Where strategies of one type take their decisions of one instant.
///
/// The loop over a type's lanes is a requirement of `Strategy` with a default body, so that the
/// compiler specialises it where the strategy is declared; called through a generic box it would
/// run unspecialised.
@frozen
public struct DecisionDesk {
  @usableFromInline let engine: UnsafeMutableRawPointer
  /// What all strategies may know of the market at this instant.
  public internal(set) var view: MarketView
  /// Whether only lanes with a reason of their own decide.
  @usableFromInline let onlyDue: Bool
  /// Whether strategies are asked only to warm up: nothing they want is sent.
  @usableFromInline let isWarmUp: Bool

  init(
    engine: UnsafeMutablePointer<Engine>, view: MarketView, onlyDue: Bool, isWarmUp: Bool = false
  ) {
    self.isWarmUp = isWarmUp
    self.engine = UnsafeMutableRawPointer(engine)
    self.view = view
    self.onlyDue = onlyDue
  }

  /// Whether `lane` is asked now, and what it then holds as far as it knows; `isPure` says whether
  /// its strategy's quotes depend on prices and its own quantity alone.
  @usableFromInline
  func opens(_ lane: Int32, isPure: Bool, holding inventory: inout Inventory) -> Bool {
    let engine = engine.assumingMemoryBound(to: Engine.self)
    return engine.pointee.open(lane, at: self, isPure: isPure, holding: &inventory)
  }

  /// Takes the answer of `lane`; `inout` because a borrowed value of this size would be copied.
  @usableFromInline
  func take(_ quotes: inout Quotes, of lane: Int32) {
    guard !isWarmUp else { return }
    let engine = engine.assumingMemoryBound(to: Engine.self)
    let time = view.time
    withUnsafePointer(to: &quotes) { engine.pointee.submit($0, lane: lane, at: time) }
  }
}

extension Engine {
  @inline(__always)
  fileprivate mutating func open(
    _ lane: Int32, at desk: borrowing DecisionDesk, isPure: Bool, holding inventory: inout Inventory
  ) -> Bool {
    let state = lanes.base + Int(lane)
    // Not twice in a nanosecond, and not before a session's end has been reported.
    if state.pointee.lastDecision >= desk.view.time { return false }
    if desk.onlyDue, state.pointee.dueAt != desk.view.time { return false }
    state.pointee.lastDecision = desk.view.time
    // It would want again what it has.
    if isPure, state.pointee.settledTouch == local.touchVersion {
      state.pointee.plain.decisions += 1
      return false
    }
    let quantity = Double(state.pointee.knownInventory)
    inventory.quantity = quantity
    inventory.pending = Double(state.pointee.pendingImmediate)
    inventory.cash = state.pointee.knownCashValue
    let mid = desk.view.mid
    let lotValue = valuation.isInverse ? -tickLotValue / mid : mid * tickLotValue
    inventory.equity = state.pointee.knownCashValue + quantity * lotValue
    return true
  }
}

extension Strategy {
  /// Asks every strategy of the group that decides now; not for conformers to implement.
  @inlinable
  public static func decide(_ strategies: inout [Self], lanes: [Int32], at desk: DecisionDesk) {
    var inventory = Inventory(quantity: 0)
    let isPure = dependsOnPricesAndInventoryAlone
    for index in strategies.indices
    where desk.opens(lanes[index], isPure: isPure, holding: &inventory) {
      var quotes = strategies[index].quotes(for: desk.view, holding: inventory)
      desk.take(&quotes, of: lanes[index])
    }
  }
}

/// The strategies of one type in a replay, without their type.
class AnyStrategyGroup {
  /// The place of the instrument that they trade.
  final let instrument: Int
  final var lanes: [Int32] = []
  init(instrument: Int) { self.instrument = instrument }
  func decide(at desk: DecisionDesk) {}
  func observe(_ fill: OwnFill, at place: Int) {}
  func observe(_ trade: MarketTrade) {}
  var observesTrades: Bool { false }
  /// How many levels its strategies see.
  var depth: Int { 0 }
}

/// The strategies of type `S` in a replay.
final class StrategyGroup<S: Strategy>: AnyStrategyGroup {
  var strategies: [S] = []

  override func decide(at desk: DecisionDesk) { S.decide(&strategies, lanes: lanes, at: desk) }
  override func observe(_ fill: OwnFill, at place: Int) { strategies[place].observe(fill) }
  override func observe(_ trade: MarketTrade) {
    for place in strategies.indices { strategies[place].observe(trade) }
  }
  override var observesTrades: Bool { S.observesTrades }
  override var depth: Int { S.depth }
}
