import Backtesting
import MarketData
import TestSupport
import Testing

/// Promises 1 to 3 over random markets, random strategies and every fill model.
struct FairnessTests {
  static let seeds: [UInt64] = Array(1...60)

  struct Case {
    var events: [MarketEvent]
    var lanes: [TestLane]
    var settings = ReplaySettings()
  }

  /// A market with four quoters under random assumptions, determined by `seed`.
  static func randomCase(_ seed: UInt64, events count: Int = 300) -> Case {
    var random = SplitMix64(seed: seed)
    let events = RandomMarket.events(seed: seed &* 31, count: count)
    var lanes: [TestLane] = []
    for index in 0..<4 {
      var settings = LaneSettings(
        name: "lane \(index)", assumptions: randomAssumptions(&random),
        limit: random.oneIn(3) ? nil : random.integer(3...12))
      settings.startCash = FixedDecimal(mantissa: 1000, decimals: 0)
      settings.startInventory = random.oneIn(3) ? random.integer(-2...2) : 0
      lanes.append(
        TestLane(
          quoter: ["seed": "\(random.integer(1...99_999))", "levels": "\(random.integer(1...3))"],
          settings))
    }
    var replay = ReplaySettings()
    replay.decidesOnTouch = random.oneIn(3)
    replay.decidesOnFill = random.oneIn(3)
    return Case(events: events, lanes: lanes, settings: replay)
  }

  static func rows(_ sink: RecordingSink, lane: Int) -> [String] {
    sink.fills.filter { $0.lane == lane }.map(\.laneless)
      + sink.samples.filter { $0.lane == lane }.map(\.laneless)
      + sink.orders.filter { $0.lane == lane }.map(\.laneless)
  }

  @Test(arguments: seeds)
  func copiesGetIdenticalRows(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let copies = [TestLane](repeating: random.lanes[0], count: 16)
    let (result, sink) = try replay(random.events, copies, settings: random.settings)
    let first = Self.rows(sink, lane: 0)
    for lane in 1..<16 {
      #expect(Self.rows(sink, lane: lane) == first)
      #expect(result.lanes[lane].maximumDrawdown == result.lanes[0].maximumDrawdown)
      #expect(result.lanes[lane].targetDeviation == result.lanes[0].targetDeviation)
    }
  }

  @Test(arguments: seeds)
  func othersChangeNothing(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let (_, together) = try replay(random.events, random.lanes, settings: random.settings)
    let (_, reversed) = try replay(
      random.events, random.lanes.reversed(), settings: random.settings)
    for lane in random.lanes.indices {
      let (_, alone) = try replay(
        random.events, [random.lanes[lane]], settings: random.settings)
      let expected = Self.rows(alone, lane: 0)
      #expect(Self.rows(together, lane: lane) == expected, "removing the others")
      #expect(
        Self.rows(reversed, lane: random.lanes.count - 1 - lane) == expected, "reordering")
    }
  }

  /// What happened after `time` at the venue shows in no decision at or before it.
  @Test(arguments: seeds)
  func noDecisionSeesTheFuture(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let cut = random.events[random.events.count / 2].exchangeTime
    let altered = Self.altered(random.events, seed: seed) { $0.exchangeTime > cut }
    let (_, before) = try replay(random.events, random.lanes, settings: random.settings)
    let (_, after) = try replay(altered, random.lanes, settings: random.settings)
    #expect(Self.decisions(before, through: cut) == Self.decisions(after, through: cut))
    #expect(before.orders.count != Self.decisions(before, through: cut).count, "something follows")
  }

  /// With fills switched off, what had not arrived by `time` shows in no decision either.
  @Test(arguments: seeds)
  func noDecisionSeesWhatHasNotArrived(seed: UInt64) throws {
    var random = Self.randomCase(seed)
    for lane in random.lanes.indices {
      random.lanes[lane].settings.assumptions.model = .through(ticks: 1_000_000)
      random.lanes[lane].settings.assumptions.bookCrossing = false
      random.lanes[lane].settings.assumptions.crossing = .clamp
      random.lanes[lane].settings.assumptions.variableLatency.response = nil
      random.lanes[lane].settings.assumptions.responseLatency = 10_000_000_000_000
      random.lanes[lane].quoter?["takes"] = "0"
    }
    let cut = random.events[random.events.count / 2].arrivalTime
    let altered = Self.altered(random.events, seed: seed) { $0.arrivalTime > cut }
    let (_, before) = try replay(random.events, random.lanes, settings: random.settings)
    let (_, after) = try replay(altered, random.lanes, settings: random.settings)
    #expect(before.fills.isEmpty && after.fills.isEmpty)
    #expect(Self.decisions(before, through: cut) == Self.decisions(after, through: cut))
  }

  static func altered(
    _ events: [MarketEvent], seed: UInt64, where isAltered: (MarketEvent) -> Bool
  ) -> [MarketEvent] {
    var random = SplitMix64(seed: seed ^ 0xABCD)
    return events.map { event in
      guard isAltered(event) else { return event }
      var event = event
      event.price += random.integer(-3...3)
      event.askPrice = max(event.price + 1, event.askPrice + random.integer(-3...3))
      event.quantity = random.integer(1...9)
      return event
    }
  }

  static func decisions(_ sink: RecordingSink, through time: Int64) -> [String] {
    sink.orders
      .filter { $0.time <= time && $0.event != .rejected && $0.event != .ended }
      .map { "\($0.lane) \($0.laneless)" }
  }

  /// The parts add up to the change of equity, and the limit holds, at every fill and sample.
  @Test(arguments: seeds)
  func booksBalanceAndLimitsHold(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let (result, sink) = try replay(random.events, random.lanes, settings: random.settings)
    for (lane, outcome) in result.lanes.enumerated() {
      let samples = sink.samples.filter { $0.lane == lane }
      for sample in samples {
        let parts =
          sample.spreadPnL + sample.inventoryPnL + sample.rebalancingCost + sample.fees
          + sample.funding
        #expect(sample.equity - outcome.startEquity == parts)
      }
      #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
      let limit = random.lanes[lane].settings.limit
      var inventory = random.lanes[lane].settings.startInventory
      var cash = samples.first?.cash ?? 0
      for fill in sink.fills where fill.lane == lane {
        inventory += fill.side.sign * fill.quantity
        cash -=
          Int128(fill.side.sign * fill.quantity * fill.price) * MoneyUnit.perTickLot + fill.fee
        #expect(fill.inventoryAfter == inventory)
        if let limit { #expect(inventory.magnitude <= limit) }
        #expect(fill.quantity > 0)
      }
      if let last = samples.last {
        #expect(last.cash == cash)
        #expect(last.inventory == inventory)
      }
    }
  }

  @Test func casesExerciseWhatTheyClaim() throws {
    var partial = 0
    var takers = 0
    var crossings = 0
    var refusedByLimit = 0
    var amends = 0
    for seed in Self.seeds {
      let random = Self.randomCase(seed)
      let (result, sink) = try replay(random.events, random.lanes, settings: random.settings)
      takers += sink.fills.count { $0.cause == .taker }
      crossings += sink.fills.count { $0.cause == .bookCross }
      partial += sink.fills.count { $0.cause == .printAt }
      for lane in result.lanes {
        refusedByLimit += Int(lane.rejections["limit", default: 0])
        amends += Int(lane.amendsSent)
      }
    }
    print(
      "fills: \(partial) by prints at the price, \(crossings) crossing, \(takers) taking;",
      "\(refusedByLimit) orders refused by a limit, \(amends) amends")
    #expect(
      partial > 300 && takers > 300 && crossings > 300 && refusedByLimit > 300 && amends > 300)
  }

  /// The same in the engine's own eyes: indexes and books are whole at the end.
  @Test(arguments: seeds)
  func spotNeverSellsWhatItLacks(seed: UInt64) throws {
    var random = Self.randomCase(seed)
    for lane in random.lanes.indices { random.lanes[lane].settings.startInventory = 4 }
    let spot = Instrument(
      symbol: "SPOT", tick: FixedDecimal(mantissa: 1, decimals: 0),
      lot: FixedDecimal(mantissa: 1, decimals: 0), kind: .spot)
    let (result, _) = try replay(
      random.events, random.lanes, instrument: spot, settings: random.settings)
    for lane in result.lanes { #expect(lane.inventoryRange.minimum >= 0) }
  }
}
