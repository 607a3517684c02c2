public import Backtesting
internal import MarketData

/// When the spread is crossed to bring the inventory back, and how far.
public enum TakerRule: Sendable {
  /// Never.
  case none
  /// Outside a band, to its edge or to the target.
  case band(BandRebalance)
  /// From an outer band to an inner one.
  case hysteresis(Hysteresis)
  /// To the target at fixed times.
  case periodic(PeriodicRebalance)

  /// The order that brings `inventory` to `target` (lots) at the instant of `view`, or `nil`.
  public mutating func order(
    for inventory: Inventory, target: Double, at view: MarketView
  ) -> ImmediateOrder? {
    switch self {
    case .none: return nil
    case .band(let band): return band.order(for: inventory, target: target)
    case .hysteresis(var rule):
      let deviation = inventory.quantity - target
      let isActive = rule.update(deviation: deviation) != .idle
      self = .hysteresis(rule)
      guard isActive else { return nil }
      return Self.order(for: inventory, target: target, leaving: rule.exit)
    case .periodic(var rule):
      let isDue = rule.isDue(at: view.time, hasPending: inventory.pending != 0)
      self = .periodic(rule)
      return isDue ? Self.order(for: inventory, target: target, leaving: 0) : nil
    }
  }

  /// The order in whole lots that brings `inventory` within `distance` lots of `target` and never
  /// beyond the target; `nil` where there is nothing to trade or an earlier order is in flight.
  static func order(
    for inventory: Inventory, target: Double, leaving distance: Double
  ) -> ImmediateOrder? {
    guard inventory.pending == 0 else { return nil }
    let deviation = inventory.quantity - target
    guard abs(deviation) > distance else { return nil }
    let quantity = min(abs(deviation).rounded(.down), (abs(deviation) - distance).rounded(.up))
    guard quantity >= 1 else { return nil }
    return ImmediateOrder(side: deviation > 0 ? .sell : .buy, quantity: quantity)
  }
}
