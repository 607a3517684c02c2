import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Several instruments in one replay: each lane's rows are those of a replay of its own instrument.
struct SeveralInstrumentsTests {
  static let seeds: [UInt64] = Array(1...40)

  /// `events` as those of the instrument at `place`, with sources of their own.
  static func placed(_ events: [MarketEvent], at place: UInt8) -> [MarketEvent] {
    events.map { event in
      var event = event
      event.instrument = place
      event.source += 2 * UInt16(place)
      return event
    }
  }

  /// A market with both sides shown from `time` on and nothing else, so that markets begin and end
  /// together.
  static func bound(
    _ events: [MarketEvent], from start: Int64, to end: Int64
  ) -> [MarketEvent] {
    let first = MarketEvent.quote(
      bid: (1_000, 5), ask: (1_002, 5), exchangeTime: start, arrivalTime: start)
    let last = MarketEvent.quote(
      bid: (1_000, 5), ask: (1_002, 5), exchangeTime: end,
      arrivalTime: max(end, events.map(\.arrivalTime).max() ?? end))
    return [first] + events.filter { $0.exchangeTime > start && $0.exchangeTime < end } + [last]
  }

  @Test(arguments: seeds)
  func lanesDoNotDependOnOtherInstruments(seed: UInt64) throws {
    let cases = [FairnessTests.randomCase(seed), FairnessTests.randomCase(seed &+ 1_000)]
    let settings = cases[0].settings
    let start: Int64 = 1_700_000_000_000_000_000
    let end = max(cases[0].events.last?.exchangeTime ?? 0, cases[1].events.last?.exchangeTime ?? 0)
    let markets = cases.enumerated().map { place, one in
      Self.placed(
        Self.bound(one.events, from: start, to: end + 1), at: UInt8(place))
    }
    let backtest = Backtest(instruments: [unitInstrument, unitInstrument], replay: settings)
    // Lanes of both instruments take turns, so that their numbers differ from those alone.
    for lane in cases[0].lanes.indices {
      for place in 0..<2 { try add(cases[place].lanes[lane], to: backtest, on: place) }
    }
    let sink = RecordingSink()
    let merged = RandomMarket.inOrder(markets[0] + markets[1])
    let together = try backtest.run(InMemoryEventStream(merged), into: sink)
    backtest.checkInvariants()
    #expect(sink.fills.map { [$0.time, Int64($0.lane)] }.isAscending)
    #expect(sink.samples.map { [$0.time, Int64($0.lane)] }.isAscending)
    for place in 0..<2 {
      let alone = Backtest(instrument: unitInstrument, replay: settings)
      for lane in cases[place].lanes { try add(lane, to: alone, on: 0) }
      let own = RecordingSink()
      let result = try alone.run(
        InMemoryEventStream(
          Self.placed(markets[place], at: 0).map { event in
            var event = event
            event.instrument = 0
            return event
          }), into: own)
      for lane in cases[place].lanes.indices {
        let number = 2 * lane + place
        #expect(FairnessTests.rows(sink, lane: number) == FairnessTests.rows(own, lane: lane))
        #expect(together.lanes[number].profit == result.lanes[lane].profit)
        #expect(
          together.lanes[number].maximumDrawdown == result.lanes[lane].maximumDrawdown)
        #expect(together.lanes[number].markouts == result.lanes[lane].markouts)
      }
    }
    #expect(together.lanes.reduce(0) { $0 + $1.makerFills } > 0)
  }

  private func add(_ lane: TestLane, to backtest: Backtest, on place: Int) throws {
    let values = try ParameterValues(
      texts: lane.quoter ?? [:], declared: RandomQuoter.parameters, instrument: unitInstrument)
    try backtest.add(RandomQuoter.self, values, as: lane.settings, on: place)
  }

  /// A strategy that quotes what it sees of the other instrument.
  struct Follower: Strategy {
    static let name = "follower"
    static let summary = "Bids one tick below the other instrument's mid, for tests."
    static let parameters: [Parameter] = []
    init(_ values: ParameterValues) throws {}
    mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      var quotes = Quotes()
      let other = view.instruments[1 - view.instruments.own]
      if let other, other.time == view.time { quotes.bid(at: other.mid - 1, quantity: 1) }
      return quotes
    }
  }

  /// What has not arrived of another instrument shows in no decision; what has arrived does.
  @Test func otherTouchIsSeenWhenItArrives() throws {
    let second: Int64 = 1_000_000_000
    let base = 1_700_000_000 * second
    func quote(_ bid: Int64, _ at: Int64, arrives: Int64, on place: UInt8) -> MarketEvent {
      var event = MarketEvent.quote(
        bid: (bid, 5), ask: (bid + 2, 5), exchangeTime: base + at, arrivalTime: base + arrives,
        source: UInt16(place))
      event.instrument = place
      return event
    }
    let events = [
      quote(2_000, 0, arrives: 0, on: 0), quote(1_000, second / 10, arrives: second, on: 1),
      quote(1_100, second * 2, arrives: second * 4, on: 1),
      quote(2_000, second * 5, arrives: second * 5, on: 0),
    ]
    let backtest = Backtest(
      instruments: [unitInstrument, unitInstrument], replay: ReplaySettings())
    let none = try ParameterValues(texts: [:], declared: [], instrument: unitInstrument)
    try backtest.add(Follower.self, none, as: LaneSettings(name: "follower"), on: 0)
    let sink = RecordingSink()
    let result = try backtest.run(InMemoryEventStream(events), into: sink)
    let bids = sink.orders.filter { $0.event == .new }
    // Both touches are known only from the first second on; the later quote shows at four.
    #expect(result.lanes[0].span?.start == base + second)
    #expect(bids.map(\.time) == [base + second, base + second * 4])
    #expect(bids.map(\.price) == [1_000, 1_100])
  }

  @Test func eventOfNoInstrumentIsRefused() throws {
    var event = MarketEvent.quote(
      bid: (1, 1), ask: (2, 1), exchangeTime: 5, arrivalTime: 5)
    event.instrument = 1
    let backtest = Backtest(instrument: unitInstrument, replay: ReplaySettings())
    #expect(throws: BacktestError.unknownInstrument(1, time: 5)) {
      _ = try backtest.run(InMemoryEventStream([event]), into: RecordingSink())
    }
  }
}

extension [[Int64]] {
  fileprivate var isAscending: Bool {
    zip(self, dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }
  }
}
