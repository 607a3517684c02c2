import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Margin and liquidation: by hand, and against the equity after every event on random markets.
struct MarginTests {
  static let second: Int64 = 1_000_000_000
  static let start: Int64 = 1_700_000_000 * second

  static func rules(_ leverage: Int64 = 10, stops: Bool = true) -> MarginRules {
    MarginRules(
      leverage: FixedDecimal(mantissa: leverage, decimals: 0),
      maintenance: FixedDecimal(mantissa: 5, decimals: 2),
      liquidationFee: FixedDecimal(mantissa: 1, decimals: 2), stops: stops)
  }

  static func quote(_ bid: Int64, _ time: Int64) -> MarketEvent {
    .quote(bid: (bid, 5), ask: (bid + 2, 50), exchangeTime: time, arrivalTime: time)
  }

  static func action(_ number: Int64, _ tenths: Int64, _ side: Side, _ quantity: Int64)
    -> ScriptAction
  {
    ScriptAction(
      time: start + tenths * 100_000_000, kind: .immediate, order: number, side: side,
      quantity: quantity)
  }

  static func run(_ script: [ScriptAction], _ events: [MarketEvent], _ margin: MarginRules) throws
    -> (result: LaneResult, sink: RecordingSink)
  {
    var settings = LaneSettings(
      name: "margined", startCash: FixedDecimal(mantissa: 100, decimals: 0))
    settings.margin = margin
    settings.assumptions.takerFee = FixedDecimal(mantissa: 1, decimals: 3)
    let (result, sink) = try replay(events, [TestLane(script: script, settings)])
    return (result.lanes[0], sink)
  }

  @Test("an order is refused where equity would be less than its initial margin")
  func initialMargin() throws {
    // 10 lots at the mid of 101 need 101 of 100; 9 need 90.9.
    let script = [
      Self.action(1, 1, .buy, 10), Self.action(2, 2, .buy, 9), Self.action(3, 3, .buy, 1),
      Self.action(4, 4, .sell, 4), Self.action(5, 5, .sell, 15),
    ]
    let events = (0...9).map { Self.quote(100, Self.start + $0 * Self.second / 10) }
    let (result, sink) = try Self.run(script, events, Self.rules())
    // The last would leave it 10 short, further from 0 than 5 long.
    #expect(sink.fills.map(\.quantity) == [9, 4])
    #expect(result.rejections == ["margin": 3])
    let refused = sink.orders.filter { $0.event == .rejected }
    #expect(refused.map(\.order) == [1, 3, 5])
    #expect(refused.allSatisfy { $0.reason == "margin" })
  }

  @Test(
    "below maintenance margin the venue closes the position, for a fee", arguments: [true, false])
  func liquidation(stops: Bool) throws {
    let script = [
      Self.action(1, 1, .buy, 9), Self.action(2, 35, .buy, 1),
    ]
    // Equity after the fill 100 − 0.918 − 9; at a mid of 96 it is 45.082 against 43.2, at 95 36.082
    // against 42.75.
    let events = [
      Self.quote(100, Self.start), Self.quote(95, Self.start + Self.second),
      Self.quote(94, Self.start + 2 * Self.second), Self.quote(94, Self.start + 4 * Self.second),
    ]
    let (result, sink) = try Self.run(script, events, Self.rules(stops: stops))
    let closing = try #require(sink.fills.dropFirst().first)
    #expect(closing.time == Self.start + 2 * Self.second)
    #expect(closing.cause == .liquidation)
    #expect((closing.price, closing.quantity, closing.side) == (94, 9, .sell))
    // 846 × (0.1 % + 1 %)
    #expect(closing.fee == 930_600_000)
    #expect(closing.inventoryAfter == 0)
    #expect(result.liquidations == 1)
    #expect(result.profit.rebalancing == -(stops ? 18 : 19) * MoneyUnit.perTickLot)
    #expect(result.finalEquity - result.startEquity == result.profit.total)
    #expect(result.rejections == (stops ? ["liquidation": 1] : [:]))
    #expect(sink.fills.count == (stops ? 2 : 3))
  }

  struct Case: CustomTestStringConvertible {
    var seed: UInt64
    var inventory: Int64
    var place: Int
    var testDescription: String { "seed \(seed), \(inventory) of \(place)" }
  }

  static let cases: [Case] = (1...30).flatMap { seed in
    [Int64(10), -10].map {
      Case(seed: seed, inventory: $0, place: Int(seed) % InverseTests.instruments.count)
    }
  }

  @Test(
    "it happens at the first event after which equity is short, and only then", arguments: cases)
  func firstMoment(one: Case) throws {
    let instrument = InverseTests.instruments[one.place]
    let random = FairnessTests.randomCase(one.seed)
    var worth = Int128(one.inventory) * InverseTests.value(instrument, doubled: 2_000)
    // A tenth of the first notional or so: a move of some percent ends it.
    worth = -worth + abs(worth) / 10
    let unit = MoneyUnit(instrument)
    let digits = Int128(10_000_000_000)
    let cash = FixedDecimal(
      mantissa: Int64(unit.doubleValue(worth) * Double(digits)), decimals: 10)
    var settings = LaneSettings(name: "held", startInventory: one.inventory, startCash: cash)
    settings.margin = Self.rules()
    let lane = TestLane(quoter: ["seed": "1", "levels": "0", "takes": "0"], settings)
    let (result, sink) = try replay(
      random.events, [lane], instrument: instrument, settings: random.settings)
    let outcome = result.lanes[0]
    guard let span = outcome.span else { return }
    let units = try #require(unit.units(of: cash))
    var mid = LaneStatisticsTests.doubledMid(random.events, at: span.start)
    var expected: Int64?
    func isShort() -> Bool {
      let worth = Int128(one.inventory) * InverseTests.value(instrument, doubled: mid)
      return 20 * (units + worth) < abs(worth)
    }
    for event in random.events where event.exchangeTime > span.start {
      var canClose = true
      if event.kind == .quote {
        if event.hasBid, event.hasAsk { mid = event.price + event.askPrice }
        canClose = one.inventory > 0 ? event.hasBid : event.hasAsk
      }
      if expected == nil, isShort(), canClose { expected = event.exchangeTime }
    }
    #expect(sink.fills.first?.time == expected)
    #expect(outcome.liquidations == (expected == nil ? 0 : 1))
    #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
  }

  @Test("no sample shows a lane short of margin, and books balance", arguments: 1...40)
  func randomLanes(seed: UInt64) throws {
    var random = FairnessTests.randomCase(seed)
    for lane in random.lanes.indices {
      random.lanes[lane].settings.startInventory = 0
      random.lanes[lane].settings.startCash = FixedDecimal(mantissa: 1_500, decimals: 0)
      random.lanes[lane].settings.margin = Self.rules(20, stops: seed % 2 == 0)
    }
    let events = FundingTests.randomMarket(seed, count: 300)
    let (result, sink) = try replay(events, random.lanes, settings: random.settings)
    for sample in sink.samples {
      let parts =
        sample.spreadPnL + sample.inventoryPnL + sample.rebalancingCost + sample.fees
        + sample.funding
      #expect(sample.equity - result.lanes[sample.lane].startEquity == parts)
      let notional = Int128(abs(sample.inventory) * sample.doubledMid) * MoneyUnit.perHalfTickLot
      let last = events.last { $0.kind == .quote && $0.exchangeTime <= sample.time }
      if sample.inventory != 0, last?.hasBid == true, last?.hasAsk == true {
        #expect(20 * sample.equity >= notional, "\(sample)")
      }
    }
    for (lane, outcome) in result.lanes.enumerated() {
      let closings = sink.fills.filter { $0.lane == lane && $0.cause == .liquidation }
      #expect((outcome.liquidations ?? 0) == Int64(closings.count))
      if seed % 2 == 0, let closing = closings.first {
        #expect(!sink.fills.contains { $0.lane == lane && $0.time > closing.time })
      }
    }
    let (twice, _) = try replay(events, random.lanes + random.lanes, settings: random.settings)
    for lane in random.lanes.indices {
      #expect(twice.lanes[lane].profit == result.lanes[lane].profit)
      #expect(twice.lanes[lane + random.lanes.count].profit == result.lanes[lane].profit)
    }
  }
}
