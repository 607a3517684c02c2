import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Promises 1 to 3 for strategies with legs: two random markets, random latencies, fill models,
/// limits and starts of each leg.
struct LegsFairnessTests {
  static let seeds: [UInt64] = Array(1...60)
  static let instruments = [
    unitInstrument,
    Instrument(
      symbol: "OTHER", tick: FixedDecimal(mantissa: 5, decimals: 1),
      lot: FixedDecimal(mantissa: 25, decimals: 2),
      multiplier: FixedDecimal(mantissa: 3, decimals: 0)
    ),
  ]

  /// A strategy with two legs, the first on the instrument at `place`.
  struct Pair {
    var texts: [String: String]
    var place: Int
    var first: LaneSettings
    var second: LaneSettings
  }

  struct Case {
    var events: [MarketEvent]
    var pairs: [Pair]
    var singles: [(lane: TestLane, place: Int)]
    var settings: ReplaySettings
  }

  static func randomCase(_ seed: UInt64) -> Case {
    var random = SplitMix64(seed: seed &* 977)
    let bases = [FairnessTests.randomCase(seed), FairnessTests.randomCase(seed &+ 5_000)]
    let events = RandomMarket.inOrder(
      SeveralInstrumentsTests.placed(bases[0].events, at: 0)
        + SeveralInstrumentsTests.placed(bases[1].events, at: 1))
    let pairs = (0..<4).map { index in
      var (first, second) = (bases[0].lanes[index].settings, bases[1].lanes[index].settings)
      first.name = "pair \(index)"
      second.name = first.name
      return Pair(
        texts: [
          "seed": "\(random.integer(1...99_999))", "levels": "\(random.integer(1...3))",
        ], place: random.oneIn(3) ? 1 : 0, first: first, second: second)
    }
    return Case(
      events: events, pairs: pairs,
      singles: [(bases[0].lanes[0], 0), (bases[1].lanes[1], 1)], settings: bases[0].settings)
  }

  /// Replays `pairs`, of which each has two lanes, and then `singles`.
  static func replay(
    _ random: Case, pairs: [Pair], singles: [(lane: TestLane, place: Int)] = []
  ) throws -> (result: BacktestResult, sink: RecordingSink) {
    let backtest = Backtest(instruments: instruments, replay: random.settings)
    for pair in pairs {
      let other = 1 - pair.place
      var texts = pair.texts
      texts["other"] = "\(other)"
      let values = try ParameterValues(
        texts: texts, declared: RandomLegs.parameters, instrument: instruments[pair.place],
        among: ["0", "1"])
      try backtest.add(
        RandomLegs.self, values, as: pair.first, on: pair.place,
        legs: [LegSettings(pair.second, on: other)])
    }
    for single in singles {
      let values = try ParameterValues(
        texts: single.lane.quoter ?? [:], declared: RandomQuoter.parameters,
        instrument: instruments[single.place])
      try backtest.add(RandomQuoter.self, values, as: single.lane.settings, on: single.place)
    }
    let sink = RecordingSink()
    let result = try backtest.run(InMemoryEventStream(random.events), into: sink)
    backtest.checkInvariants()
    return (result, sink)
  }

  /// Everything recorded of the pair at `place` among the pairs of a replay.
  static func rows(
    _ replay: (result: BacktestResult, sink: RecordingSink), pair place: Int
  ) -> [String] {
    FairnessTests.rows(replay.sink, lane: 2 * place)
      + FairnessTests.rows(replay.sink, lane: 2 * place + 1)
      + ["\(replay.result.legged[place].maximumDrawdown)"]
  }

  @Test(arguments: seeds)
  func copiesGetIdenticalRows(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let copies = [Pair](repeating: random.pairs[0], count: 16)
    let replay = try Self.replay(random, pairs: copies)
    let first = Self.rows(replay, pair: 0)
    for place in 1..<16 { #expect(Self.rows(replay, pair: place) == first) }
  }

  @Test(arguments: seeds)
  func othersChangeNothing(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let together = try Self.replay(random, pairs: random.pairs, singles: random.singles)
    let reversed = try Self.replay(random, pairs: random.pairs.reversed())
    for place in random.pairs.indices {
      let alone = try Self.replay(random, pairs: [random.pairs[place]])
      let expected = Self.rows(alone, pair: 0)
      #expect(Self.rows(together, pair: place) == expected, "removing the others")
      #expect(
        Self.rows(reversed, pair: random.pairs.count - 1 - place) == expected, "reordering")
    }
    let singles = try Self.replay(random, pairs: [], singles: random.singles)
    for place in random.singles.indices {
      #expect(
        FairnessTests.rows(together.sink, lane: 2 * random.pairs.count + place)
          == FairnessTests.rows(singles.sink, lane: place), "strategies of one instrument")
    }
  }

  /// A first leg beside one that nothing is wanted of is the strategy of one instrument.
  @Test(arguments: seeds)
  func idleLegChangesNothing(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    var pair = random.pairs[0]
    pair.texts["second"] = "0"
    let legged = try Self.replay(random, pairs: [pair])
    let lane = TestLane(
      quoter: pair.texts.filter { $0.key != "second" }, pair.first)
    let single = try Self.replay(random, pairs: [], singles: [(lane, pair.place)])
    // A leg that decides on fills of its own alone has the same instants; touches of the other
    // instrument are reasons to decide that one instrument does not have.
    if !random.settings.decidesOnTouch {
      #expect(
        FairnessTests.rows(legged.sink, lane: 0) == FairnessTests.rows(single.sink, lane: 0))
      #expect(legged.result.lanes[0].maximumDrawdown == single.result.lanes[0].maximumDrawdown)
    }
    #expect(legged.result.lanes[1].profit.total == legged.result.lanes[1].profit.inventory)
    #expect(legged.result.lanes[1].ordersSent == 0)
  }

  @Test(arguments: seeds)
  func noDecisionSeesTheFuture(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let cut = random.events[random.events.count / 2].exchangeTime
    var altered = random
    altered.events = FairnessTests.altered(random.events, seed: seed) { $0.exchangeTime > cut }
    let before = try Self.replay(random, pairs: random.pairs)
    let after = try Self.replay(altered, pairs: random.pairs)
    #expect(
      FairnessTests.decisions(before.sink, through: cut)
        == FairnessTests.decisions(after.sink, through: cut))
    #expect(
      before.sink.orders.count != FairnessTests.decisions(before.sink, through: cut).count,
      "something follows")
  }

  @Test(arguments: seeds)
  func noDecisionSeesWhatHasNotArrived(seed: UInt64) throws {
    var random = Self.randomCase(seed)
    for place in random.pairs.indices {
      random.pairs[place].first.assumptions = Self.withoutFills
      random.pairs[place].second.assumptions = Self.withoutFills
      random.pairs[place].texts["takes"] = "0"
    }
    let cut = random.events[random.events.count / 2].arrivalTime
    var altered = random
    altered.events = FairnessTests.altered(random.events, seed: seed) { $0.arrivalTime > cut }
    let before = try Self.replay(random, pairs: random.pairs)
    let after = try Self.replay(altered, pairs: random.pairs)
    #expect(before.sink.fills.isEmpty && after.sink.fills.isEmpty)
    #expect(
      FairnessTests.decisions(before.sink, through: cut)
        == FairnessTests.decisions(after.sink, through: cut))
  }

  private static var withoutFills: FillAssumptions {
    var assumptions = FillAssumptions()
    assumptions.model = .through(ticks: 1_000_000)
    assumptions.bookCrossing = false
    assumptions.responseLatency = 10_000_000_000_000
    return assumptions
  }

  /// Of each leg and of all legs together the parts add up to the change of equity exactly, and
  /// limits hold, whatever happens on the other leg.
  @Test(arguments: seeds)
  func booksBalanceAndLimitsHold(seed: UInt64) throws {
    let random = Self.randomCase(seed)
    let (result, sink) = try Self.replay(random, pairs: random.pairs)
    for (place, pair) in random.pairs.enumerated() {
      let lanes = [2 * place, 2 * place + 1]
      #expect(result.legged[place].lanes == lanes)
      for (leg, settings) in [pair.first, pair.second].enumerated() {
        let outcome = result.lanes[lanes[leg]]
        #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
        for sample in sink.samples where sample.lane == lanes[leg] {
          let parts =
            sample.spreadPnL + sample.inventoryPnL + sample.rebalancingCost + sample.fees
            + sample.funding
          #expect(sample.equity - outcome.startEquity == parts)
        }
        var inventory = settings.startInventory
        for fill in sink.fills where fill.lane == lanes[leg] {
          inventory += fill.side.sign * fill.quantity
          #expect(fill.inventoryAfter == inventory)
          if let limit = settings.limit { #expect(inventory.magnitude <= limit) }
        }
        #expect(outcome.finalInventory == inventory)
      }
      let total = try #require(result.legged[place].total(of: lanes.map { result.lanes[$0] }))
      #expect(total.finalEquity - total.startEquity == total.profit.total)
      #expect(
        total.makerFills + total.takerFills == Int64(sink.fills.count { lanes.contains($0.lane) }))
      #expect(total.maximumDrawdown >= Self.sampledDrawdown(sink, lanes, result.legged[place]))
    }
  }

  /// The largest fall of the legs' equity between samples, which is at most that over events.
  private static func sampledDrawdown(
    _ sink: RecordingSink, _ lanes: [Int], _ legged: LeggedResult
  ) -> Int128 {
    var sums: [Int64: Int128] = [:]
    for (lane, place) in zip(lanes, legged.instruments) {
      for sample in sink.samples where sample.lane == lane {
        sums[sample.time, default: 0] += legged.money.units(of: sample.equity, at: place) ?? 0
      }
    }
    var (peak, fall): (Int128?, Int128) = (nil, 0)
    for (_, equity) in sums.sorted(by: { $0.key < $1.key }) {
      let highest = max(peak ?? equity, equity)
      (peak, fall) = (highest, max(fall, highest - equity))
    }
    return fall
  }

  @Test func casesExerciseWhatTheyClaim() throws {
    var (makers, takers, limited, seconds, later) = (0, 0, 0, 0, 0)
    for seed in Self.seeds {
      let random = Self.randomCase(seed)
      let (result, sink) = try Self.replay(random, pairs: random.pairs)
      makers += sink.fills.count { $0.cause != .taker }
      takers += sink.fills.count { $0.cause == .taker }
      seconds += sink.fills.count { $0.lane % 2 == 1 }
      limited += result.lanes.reduce(0) { $0 + Int($1.rejections["limit", default: 0]) }
      later += random.pairs.count {
        $0.first.assumptions.responseLatency != $0.second.assumptions.responseLatency
      }
    }
    print(
      "legs: \(makers) fills of makers, \(takers) of takers, \(seconds) of second legs;",
      "\(limited) orders refused by a limit, \(later) pairs with reports of different latencies")
    #expect(makers > 1_000 && takers > 300 && seconds > 500 && limited > 300 && later > 60)
  }

  @Test func legsThatCannotBeAreRefused() throws {
    let settings = LaneSettings(name: "a")
    let values = try ParameterValues(
      texts: ["other": "1", "seed": "1"], declared: RandomLegs.parameters,
      instrument: unitInstrument, among: ["0", "1"])
    let backtest = Backtest(instruments: Self.instruments, replay: ReplaySettings())
    #expect(throws: LegError.count(strategy: "a", declared: 2, given: 1)) {
      try backtest.add(RandomLegs.self, values, as: settings, on: 0, legs: [])
    }
    for place in [0, 2, -1] {
      #expect(throws: LegError.instrument(strategy: "a", place: place)) {
        try backtest.add(
          RandomLegs.self, values, as: settings, on: 0, legs: [LegSettings(settings, on: place)])
      }
    }
  }
}
