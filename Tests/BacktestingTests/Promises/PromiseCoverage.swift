import Backtesting
import MarketData
import TestSupport

/// What happened in the lanes of a case: a promise that nothing put to the test is worth little.
struct PromiseCoverage {
  var cases = 0
  /// Cases with a print that filled a part of an order and left the rest.
  var partialFills = 0
  /// Cases in which something happened at the venue while a cancel was on its way.
  var cancelsInFlight = 0
  /// Cases in which an order filled while its cancel was on its way.
  var fillsInFlight = 0
  /// Cases in which a limit cut an order or left nothing of it.
  var limitsBinding = 0
  /// Cases with orders at two prices of one side, sent by one decision.
  var twoLevels = 0
  /// Cases with partial fills, cancels in flight, a limit binding and two price levels.
  var all = 0
  var fills = 0
  var orders = 0

  static func + (one: PromiseCoverage, other: PromiseCoverage) -> PromiseCoverage {
    var sum = one
    sum.cases += other.cases
    sum.partialFills += other.partialFills
    sum.cancelsInFlight += other.cancelsInFlight
    sum.fillsInFlight += other.fillsInFlight
    sum.limitsBinding += other.limitsBinding
    sum.twoLevels += other.twoLevels
    sum.all += other.all
    sum.fills += other.fills
    sum.orders += other.orders
    return sum
  }

  /// Adds what happened in one replay of `promise`.
  mutating func add(_ promise: PromiseCase, _ sink: RecordingSink) {
    var found = (partial: false, flight: false, filled: false, limit: false, levels: false)
    for (lane, settings) in promise.lanes.map(\.settings).enumerated() {
      let orders = sink.orders.filter { $0.lane == lane }
      let fills = sink.fills.filter { $0.lane == lane && $0.cause != .taker }
      var open: [Int64: (side: Side, price: Int64, left: Int64)] = [:]
      var rest = fills[...]
      for (index, order) in orders.enumerated() {
        while let fill = rest.first, fill.time <= order.time {
          found.partial = Self.take(fill, from: &open) || found.partial
          rest = rest.dropFirst()
        }
        switch order.event {
        case .new:
          open[order.order] = (order.side, order.price ?? 0, order.quantity)
          found.limit = found.limit || order.quantity < LadderQuoter.smallest
          found.levels =
            found.levels
            || orders[..<index].suffix(6).contains {
              $0.event == .new && $0.time == order.time && $0.side == order.side
                && $0.price != order.price
            }
        case .amend: open[order.order]?.left = order.quantity
        case .refused: found.limit = found.limit || order.reason == "limit"
        case .rejected, .ended: open[order.order] = nil
        case .cancel:
          let arrival = order.time + settings.assumptions.cancelLatency
          found.flight =
            found.flight
            || promise.events.contains { $0.exchangeTime > order.time && $0.exchangeTime < arrival }
          found.filled =
            found.filled
            || fills.contains {
              $0.time > order.time && $0.time < arrival && $0.side == order.side
                && $0.price == order.price
            }
        case .immediate: break
        }
      }
    }
    cases += 1
    fills += sink.fills.count
    self.orders += sink.orders.count
    if found.partial { partialFills += 1 }
    if found.flight { cancelsInFlight += 1 }
    if found.filled { fillsInFlight += 1 }
    if found.limit { limitsBinding += 1 }
    if found.levels { twoLevels += 1 }
    if found.partial && found.flight && found.limit && found.levels { all += 1 }
  }

  /// Takes a fill from the oldest open order at its price; whether something is left of that.
  private static func take(
    _ fill: FillRecord, from open: inout [Int64: (side: Side, price: Int64, left: Int64)]
  ) -> Bool {
    let matches = open.filter { $0.value.side == fill.side && $0.value.price == fill.price }
    guard let number = matches.keys.min(), let order = open[number] else { return false }
    open[number]?.left -= fill.quantity
    guard order.left > fill.quantity else {
      open[number] = nil
      return false
    }
    return true
  }
}
