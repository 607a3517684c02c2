import Backtesting
import MarketData
import TestSupport
import Testing

/// Reduce-only orders bring the inventory nearer to zero, never beyond, whatever is on its way.
struct ReduceOnlyTests {
  static let start: Int64 = 1_700_000_000_000_000_000

  /// Random quoters whose orders, or whose sales alone, are reduce-only.
  static func randomCase(_ seed: UInt64, reduces: Int) -> FairnessTests.Case {
    var random = FairnessTests.randomCase(seed &+ 5000)
    for lane in random.lanes.indices {
      random.lanes[lane].quoter?["reduces"] = "\(reduces)"
      let start = Int64(seed % 7) + 2
      random.lanes[lane].settings.startInventory = reduces == 1 && lane % 2 == 1 ? -start : start
    }
    return random
  }

  @Test(arguments: FairnessTests.seeds)
  func inventoryOnlyFallsWhereEveryOrderIs(seed: UInt64) throws {
    let random = Self.randomCase(seed, reduces: 1)
    let (_, sink) = try replay(random.events, random.lanes, settings: random.settings)
    for (lane, given) in random.lanes.enumerated() {
      var held = given.settings.startInventory
      for fill in sink.fills where fill.lane == lane {
        #expect(fill.inventoryAfter.magnitude < held.magnitude)
        #expect(fill.inventoryAfter == 0 || fill.inventoryAfter.signum() == held.signum())
        held = fill.inventoryAfter
      }
    }
  }

  @Test(arguments: FairnessTests.seeds)
  func salesNeverSellMoreThanIsHeld(seed: UInt64) throws {
    let random = Self.randomCase(seed, reduces: 2)
    let (result, _) = try replay(random.events, random.lanes, settings: random.settings)
    for lane in result.lanes { #expect(lane.inventoryRange.minimum >= 0) }
  }

  @Test func randomCasesReduceToTheEnd() throws {
    var (refused, fills, flat) = (Int64(0), 0, 0)
    for seed in FairnessTests.seeds {
      let random = Self.randomCase(seed, reduces: 1)
      let (result, sink) = try replay(random.events, random.lanes, settings: random.settings)
      fills += sink.fills.count
      for lane in result.lanes {
        refused += lane.rejections["reduce-only", default: 0]
        flat += lane.finalInventory == 0 ? 1 : 0
      }
    }
    print("reduce-only: \(fills) fills, \(refused) orders refused or ended, \(flat) lanes flat")
    #expect(fills > 300 && refused > 1000 && flat > 100)
  }

  /// One lane's script on a market that stands still until a large sale prints through it.
  private func run(
    _ actions: [ScriptAction], holding inventory: Int64, _ events: [MarketEvent]
  ) throws -> (LaneResult, RecordingSink) {
    var settings = LaneSettings(name: "a")
    settings.assumptions.model = .touch
    settings.startInventory = inventory
    let market =
      [
        MarketEvent.quote(
          bid: (1000, 5), ask: (1002, 5), exchangeTime: Self.start, arrivalTime: Self.start)
      ] + events
    let (result, sink) = try replay(market, [TestLane(script: actions, settings)])
    return (result.lanes[0], sink)
  }

  private func purchase(_ milliseconds: Int64, _ price: Int64, _ quantity: Int64) -> MarketEvent {
    let time = Self.start + milliseconds * 1_000_000
    return .trade(
      .buyTrade, price: price, quantity: quantity, exchangeTime: time, arrivalTime: time, source: 1)
  }

  private func action(
    _ kind: ScriptAction.Kind, _ order: Int64, _ side: Side, _ price: Int64?, _ quantity: Int64,
    reduces: Bool = true
  ) -> ScriptAction {
    ScriptAction(
      time: Self.start, kind: kind, order: order, side: side, price: price, quantity: quantity,
      isReduceOnly: reduces)
  }

  /// Orders in flight count: of 8 held, three levels of 5 get 5, 3 and nothing.
  @Test func ordersInFlightCount() throws {
    let (lane, sink) = try run(
      [
        action(.place, 1, .sell, 1003, 5), action(.place, 2, .sell, 1004, 5),
        action(.place, 3, .sell, 1005, 5), action(.immediate, 4, .buy, nil, 1),
      ], holding: 8, [purchase(1, 1009, 1)])
    let sent = sink.orders.filter { $0.event == .new }
    #expect(sent.map(\.quantity) == [5, 3])
    #expect(sink.orders.filter { $0.event == .refused }.map(\.order) == [3, 4])
    #expect(lane.rejections == ["reduce-only": 2])
    #expect(lane.finalInventory == 0)
  }

  /// The venue holds it to what is there when it would fill: another sale came before it.
  @Test func theVenueCutsWhatWouldGoBeyond() throws {
    let (lane, sink) = try run(
      [
        action(.place, 1, .sell, 1004, 6),
        action(.place, 2, .sell, 1003, 4, reduces: false),
      ], holding: 6, [purchase(1, 1003, 9), purchase(2, 1004, 1), purchase(3, 1009, 1)])
    #expect(sink.fills.map { "\($0.price) \($0.quantity)" } == ["1003 4", "1004 1", "1004 1"])
    #expect(lane.finalInventory == 0)
    #expect(sink.orders.filter { $0.event == .ended }.map(\.reason) == ["reduce-only"])
    #expect(lane.rejections == ["reduce-only": 1])
  }

  /// An immediate order takes no more than what is held, and what it then lacks is counted.
  @Test func immediateOrdersStopAtZero() throws {
    let (lane, sink) = try run(
      [action(.immediate, 1, .sell, nil, 9)], holding: 3, [purchase(1, 1003, 1)])
    #expect(sink.fills.map { "\($0.price) \($0.quantity) \($0.inventoryAfter)" } == ["1000 3 0"])
    #expect(lane.rejections.isEmpty, "it was cut, not refused")
  }
}
