import Backtesting
import MarketData
import TestSupport
import Testing

/// Promises 1 to 4 over ten thousand small markets, each with strategies, fill models, latencies
/// and limits of its own.
struct PromiseTests {
  static let cases = 10_200

  @Test("ten thousand random markets keep every promise")
  func promises() async throws {
    let chunks = 60
    let coverage = try await withThrowingTaskGroup(of: PromiseCoverage.self) { group in
      for chunk in 0..<chunks {
        group.addTask {
          var coverage = PromiseCoverage()
          for seed in stride(from: chunk, to: Self.cases, by: chunks) {
            try Self.check(PromiseCase(UInt64(seed)), &coverage)
          }
          return coverage
        }
      }
      return try await group.reduce(PromiseCoverage(), +)
    }
    print(
      "\(coverage.cases) cases, \(coverage.fills) fills, \(coverage.orders) order messages;",
      "partial fills in \(coverage.partialFills), cancels in flight in",
      "\(coverage.cancelsInFlight) (and filled in \(coverage.fillsInFlight)), a limit binding in",
      "\(coverage.limitsBinding), two price levels in \(coverage.twoLevels); all four in",
      "\(coverage.all)")
    #expect(coverage.cases >= 10_000)
    #expect(coverage.all * 2 >= coverage.cases, "too few cases put much to the test")
    #expect(coverage.fillsInFlight * 10 >= coverage.cases)
  }

  private static func check(
    _ promise: PromiseCase, _ coverage: inout PromiseCoverage
  ) throws {
    func expect(_ isTrue: Bool, _ what: String) {
      if !isTrue { Issue.record("case \(promise.seed): \(what)") }
    }
    // The last lane is a copy of the first.
    let lanes = promise.lanes + [promise.lanes[0]]
    let (result, sink) = try promise.replay(lanes)
    coverage.add(promise, sink)
    expect(LaneRows(sink, lane: 0).equals(LaneRows(sink, lane: 3)), "a copy's rows differ")
    for lane in result.lanes.indices {
      if let fault = fault(in: result.lanes[lane], LaneRows(sink, lane: lane), promise) {
        expect(false, "lane \(lane): \(fault)")
      }
    }

    let middle = promise.events[promise.events.count / 2]
    switch promise.seed % 3 {
    case 0:
      let (_, others) = try promise.replay([lanes[2], lanes[0]])
      for (place, lane) in [(0, 2), (1, 0)] {
        expect(
          LaneRows(others, lane: place).equals(LaneRows(sink, lane: lane)),
          "other rows of lane \(lane) in other company")
      }
    case 1:
      let cut = middle.exchangeTime
      let altered = FairnessTests.altered(promise.events, seed: promise.seed) {
        $0.exchangeTime > cut
      }
      let (_, after) = try promise.replay([lanes[1]], over: altered)
      expect(
        LaneRows(after, lane: 0, through: cut).equals(LaneRows(sink, lane: 1, through: cut)),
        "what happened later changed what happened before")
    default:
      let cut = middle.arrivalTime
      let altered = FairnessTests.altered(promise.events, seed: promise.seed) {
        $0.arrivalTime > cut
      }
      let blind = promise.lanesWithoutFills
      let (_, before) = try promise.replay(blind)
      let (_, after) = try promise.replay(blind, over: altered)
      expect(before.fills.isEmpty && after.fills.isEmpty, "fills are switched off")
      expect(
        FairnessTests.decisions(before, through: cut)
          == FairnessTests.decisions(after, through: cut),
        "what had not arrived changed a decision")
    }
    if promise.seed % 10 == 0 {
      let (_, again) = try promise.replay(lanes)
      for lane in lanes.indices {
        expect(
          LaneRows(again, lane: lane).equals(LaneRows(sink, lane: lane)), "a second run differs")
      }
    }
  }

  /// What is wrong with the books of a lane: their parts add up to the change of equity, fills
  /// to inventory and cash, no print fills more than it has, and the limit holds.
  private static func fault(
    in lane: LaneResult, _ rows: LaneRows, _ promise: PromiseCase
  ) -> String? {
    for sample in rows.samples {
      let parts =
        sample.spreadPnL + sample.inventoryPnL + sample.rebalancingCost + sample.fees
        + sample.funding
      if sample.equity - lane.startEquity != parts { return "equity is not the sum of its parts" }
    }
    if lane.finalEquity - lane.startEquity != lane.profit.total { return "the end does not add up" }
    var inventory = lane.settings.startInventory
    var cash = rows.samples.first?.cash ?? 0
    for fill in rows.fills {
      inventory += fill.side.sign * fill.quantity
      cash -= Int128(fill.side.sign * fill.quantity * fill.price) * MoneyUnit.perTickLot + fill.fee
      if fill.quantity <= 0 || fill.inventoryAfter != inventory { return "fills do not add up" }
      if let limit = lane.settings.limit, inventory.magnitude > limit {
        // A start beyond the limit may only be left towards it.
        if lane.settings.startInventory.magnitude <= limit { return "the limit was passed" }
      }
      if promise.instrument.kind == .spot, inventory < 0 { return "spot was sold short" }
    }
    if let last = rows.samples.last, last.cash != cash || last.inventory != inventory {
      return "samples do not add up"
    }
    return overspent(rows.fills, lane.settings.assumptions, promise.events)
  }

  /// Whether prints at orders' prices filled more of the lane's orders than was printed.
  private static func overspent(
    _ fills: [FillRecord], _ assumptions: FillAssumptions, _ events: [MarketEvent]
  ) -> String? {
    guard assumptions.fill == .printed else { return nil }
    for fill in fills where fill.cause == .printAt {
      let filled = fills.reduce(Int64(0)) { sum, other in
        let isSame =
          other.cause == .printAt && other.time == fill.time && other.side == fill.side
        return isSame && other.price == fill.price ? sum + other.quantity : sum
      }
      let printed = events.reduce(Int64(0)) { sum, event in
        let isSame =
          event.kind.isTrade && event.exchangeTime == fill.time && event.price == fill.price
        return isSame ? sum + event.quantity : sum
      }
      if filled > printed { return "prints filled more than they had" }
    }
    return nil
  }
}
