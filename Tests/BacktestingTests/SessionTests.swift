import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Boundaries of sessions over random markets: exact books, flat or restarted lanes, no look-ahead.
struct SessionTests {
  static let second: Int64 = 1_000_000_000

  struct Case: CustomTestStringConvertible {
    var seed: UInt64
    var rule: SessionRule
    var testDescription: String { "seed \(seed), \(rule.policy)" }
  }

  /// Boundaries that fall into the two to twelve seconds of a random market.
  static let cases: [Case] = (1...20).flatMap { seed -> [Case] in
    SessionRule.Policy.allCases.flatMap { policy -> [Case] in
      let midnight = Int64(1_700_000_000) * second % (86_400 * second)
      return [
        Case(
          seed: UInt64(seed),
          rule: SessionRule(
            .daily(timeOfDay: midnight + 2 * second, zone: .utc), policy: policy)),
        Case(seed: UInt64(seed), rule: SessionRule(.gap(second / 5), policy: policy)),
      ]
    }
  }

  static func run(_ one: Case, _ events: [MarketEvent]? = nil) throws
    -> (result: BacktestResult, sink: RecordingSink, random: FairnessTests.Case)
  {
    var random = FairnessTests.randomCase(one.seed)
    random.settings.sessions = one.rule
    let (result, sink) = try replay(
      events ?? random.events, random.lanes, settings: random.settings)
    return (result, sink, random)
  }

  @Test(arguments: cases)
  func booksBalanceAcrossBoundaries(one: Case) throws {
    let (result, sink, random) = try Self.run(one)
    for (lane, outcome) in result.lanes.enumerated() {
      let samples = sink.samples.filter { $0.lane == lane }
      for sample in samples {
        let parts =
          sample.spreadPnL + sample.inventoryPnL + sample.rebalancingCost + sample.fees
          + sample.funding
        #expect(sample.equity - outcome.startEquity == parts)
      }
      #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
      // Fills and boundaries alone tell the inventory and the cash of the end.
      var inventory = random.lanes[lane].settings.startInventory
      var cash = samples.first?.cash ?? 0
      let resets = one.rule.policy == .reset ? outcome.sessions.dropLast() : []
      var pending = resets[...]
      func restart(before time: Int64) {
        while let next = pending.first, next.end < time {
          pending.removeFirst()
          cash +=
            Int128(next.inventoryBefore - next.inventoryAfter) * Int128(next.doubledMid)
            * MoneyUnit.perHalfTickLot
          #expect(inventory == next.inventoryBefore)
          inventory = next.inventoryAfter
        }
      }
      for fill in sink.fills where fill.lane == lane {
        restart(before: fill.time)
        inventory += fill.side.sign * fill.quantity
        cash -=
          Int128(fill.side.sign * fill.quantity * fill.price) * MoneyUnit.perTickLot + fill.fee
        #expect(fill.inventoryAfter == inventory)
        if let limit = random.lanes[lane].settings.limit { #expect(inventory.magnitude <= limit) }
      }
      restart(before: .max)
      if let last = samples.last {
        #expect(last.cash == cash)
        #expect(last.inventory == inventory)
      }
    }
  }

  @Test(arguments: cases)
  func boundaryDoesWhatItsPolicySays(one: Case) throws {
    let (result, sink, random) = try Self.run(one)
    for (lane, outcome) in result.lanes.enumerated() where outcome.span != nil {
      #expect(outcome.sessions.last?.end == outcome.span?.end)
      #expect(outcome.sessions.last?.profit == outcome.profit)
      let unclosed = outcome.rejections["session-not-closed", default: 0]
      var open = 0
      for session in outcome.sessions.dropLast() {
        switch one.rule.policy {
        case .carry: #expect(session.inventoryAfter == session.inventoryBefore)
        case .flatten: if session.inventoryAfter != 0 { open += 1 }
        case .reset:
          #expect(session.inventoryAfter == random.lanes[lane].settings.startInventory)
        }
        guard one.rule.policy != .carry else { continue }
        // Nothing sent before the boundary fills after it: what fills was sent later.
        let assumptions = random.lanes[lane].settings.assumptions
        // Where it varies, that it is at least 0.
        let response =
          assumptions.variableLatency.response == nil ? assumptions.responseLatency : 0
        let decisions = sink.orders.filter {
          $0.lane == lane && $0.time > session.end && $0.time < session.end + response
        }
        #expect(decisions.allSatisfy { $0.event == .rejected || $0.event == .ended })
        // Without latency it learns of the boundary, and may answer, in the same nanosecond.
        let answered = response == 0 ? session.end : session.end + 1
        let sent = sink.orders.filter {
          $0.lane == lane && $0.time >= answered && ($0.event == .new || $0.event == .immediate)
        }
        let filled = sink.fills.first { $0.lane == lane && $0.time > session.end }
        if let filled, let first = sent.first { #expect(filled.time >= first.time) }
        if filled != nil { #expect(!sent.isEmpty) }
      }
      #expect(open == unclosed)
    }
  }

  @Test(arguments: cases)
  func othersChangeNothingAcrossBoundaries(one: Case) throws {
    let (_, together, random) = try Self.run(one)
    for lane in random.lanes.indices {
      let (_, alone) = try replay(
        random.events, [random.lanes[lane]], settings: random.settings)
      #expect(FairnessTests.rows(together, lane: lane) == FairnessTests.rows(alone, lane: 0))
    }
  }

  @Test(arguments: cases)
  func boundaryDoesNotLookAhead(one: Case) throws {
    let (_, before, random) = try Self.run(one)
    let cut = random.events[random.events.count / 2].exchangeTime
    // What follows comes later, too: a boundary by gap must not know it.
    var moved = FairnessTests.altered(random.events, seed: one.seed) { $0.exchangeTime > cut }
    for index in moved.indices where moved[index].exchangeTime > cut {
      moved[index].exchangeTime += Self.second / 2
      moved[index].arrivalTime += Self.second / 2
    }
    let (_, after, _) = try Self.run(one, moved)
    #expect(
      FairnessTests.decisions(before, through: cut) == FairnessTests.decisions(after, through: cut))
    #expect(
      before.fills.filter { $0.time <= cut }.map(\.laneless)
        == after.fills.filter { $0.time <= cut }.map(\.laneless))
  }

  @Test func casesHaveBoundaries() throws {
    var boundaries = 0
    var closing = 0
    var restarted = 0
    var rejected = 0
    for one in Self.cases {
      let (result, _, _) = try Self.run(one)
      for lane in result.lanes where !lane.sessions.isEmpty {
        boundaries += lane.sessions.count - 1
        rejected += Int(lane.rejections["session", default: 0])
        for session in lane.sessions where session.inventoryBefore != session.inventoryAfter {
          if one.rule.policy == .flatten { closing += 1 } else { restarted += 1 }
        }
      }
    }
    print(
      "\(boundaries) boundaries, \(closing) closed an inventory, \(restarted) restarted one;",
      "\(rejected) orders rejected by a session's end")
    #expect(boundaries > 100 && closing > 50 && restarted > 50 && rejected > 20)
  }

  /// A long position of 3 is sold at the bid of the boundary, and the taker fee is paid.
  @Test func flattenTakesTheTouch() throws {
    let base = Int64(1_700_000_000) * Self.second
    let events = [
      MarketEvent.quote(
        bid: (100, 2), ask: (104, 2), exchangeTime: base, arrivalTime: base),
      .quote(
        bid: (110, 2), ask: (112, 2), exchangeTime: base + Self.second,
        arrivalTime: base + Self.second),
      .quote(
        bid: (90, 2), ask: (92, 2), exchangeTime: base + 9 * Self.second,
        arrivalTime: base + 9 * Self.second),
    ]
    var lane = LaneSettings(name: "held", startInventory: 3)
    lane.assumptions.takerFee = FixedDecimal(mantissa: 1, decimals: 2)
    var settings = ReplaySettings()
    settings.sessions = SessionRule(.gap(2 * Self.second), policy: .flatten)
    let (result, sink) = try replay(
      events, [TestLane(quoter: ["seed": "1", "levels": "0", "takes": "0"], lane)],
      settings: settings)
    #expect(sink.fills.map(\.time) == [base + 3 * Self.second])
    #expect(sink.fills.map(\.price) == [110])
    #expect(sink.fills.map(\.quantity) == [3])
    #expect(sink.fills.map(\.side) == [.sell])
    let profit = try #require(result.lanes.first).profit
    #expect(profit.inventory == Int128(3 * (111 - 102)) * MoneyUnit.perTickLot)
    #expect(profit.rebalancing == Int128(-3) * MoneyUnit.perTickLot)
    #expect(profit.fees == -Int128(330) * MoneyUnit.perTickLot / 100)
    #expect(
      result.lanes[0].sessions.map(\.end) == [base + 3 * Self.second, base + 9 * Self.second])
  }
}

/// When sessions end by the clock of an exchange.
struct SessionRuleTests {
  static let hour: Int64 = 3_600_000_000_000

  /// 17:00 in New York is 22:00 UTC in winter and 21:00 in summer.
  @Test func dailyBoundaryFollowsTheZone() throws {
    let zone = try #require(ClockZone("America/New_York"))
    let rule = SessionRule(.daily(timeOfDay: 17 * Self.hour, zone: zone))
    // 2024-03-08T22:00Z is 17:00 EST; clocks are set forward on the 10th.
    let friday: Int64 = 1_709_935_200_000_000_000
    #expect(rule.nextDaily(after: friday - 1) == friday)
    #expect(rule.nextDaily(after: friday) == friday + 24 * Self.hour)
    #expect(rule.nextDaily(after: friday + 24 * Self.hour) == friday + 47 * Self.hour)
  }

  @Test(arguments: ["UTC", "+14:00", "UTC-12", "Asia/Tokyo", "Europe/London"])
  func boundariesComeOnceADay(name: String) throws {
    let zone = try #require(ClockZone(name))
    let rule = SessionRule(.daily(timeOfDay: 30 * 60_000_000_000, zone: zone))
    var time: Int64 = 1_700_000_000_000_000_000
    for _ in 0..<400 {
      let next = try #require(rule.nextDaily(after: time))
      #expect(next > time && next - time <= 25 * Self.hour)
      time = next
    }
    #expect((time - 1_700_000_000_000_000_000) / (24 * Self.hour) >= 398)
  }
}
