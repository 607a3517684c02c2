import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// The time before the measured run: strategies are asked, nothing is sent and nothing is measured.
struct WarmUpTests {
  static let second: Int64 = 1_000_000_000

  /// A strategy that counts how often it was asked and bids as many ticks below the bid.
  struct Counter: Strategy {
    static let name = "counter"
    static let summary = "Counts decisions, for tests."
    static let parameters: [Parameter] = []
    var asked = 0
    init(_ values: ParameterValues) throws {}
    mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      asked += 1
      var quotes = Quotes()
      quotes.bid(at: view.bid - Double(asked), quantity: 1)
      return quotes
    }
  }

  static func run(
    _ events: [MarketEvent], _ settings: ReplaySettings
  ) throws -> (result: BacktestResult, sink: RecordingSink) {
    let backtest = Backtest(instrument: unitInstrument, replay: settings)
    let none = try ParameterValues(texts: [:], declared: [], instrument: unitInstrument)
    try backtest.add(Counter.self, none, as: LaneSettings(name: "counter"))
    try backtest.add(
      Script([
        ScriptAction(
          time: Self.start + second, kind: .place, order: 1, side: .buy, price: 900, quantity: 1)
      ]), as: LaneSettings(name: "script"))
    let sink = RecordingSink()
    return (try backtest.run(InMemoryEventStream(events), into: sink), sink)
  }

  static let start: Int64 = 1_700_000_000_000_000_000

  static let events: [MarketEvent] = (0...40).map { index in
    .quote(
      bid: (1_000 + Int64(index), 5), ask: (1_002 + Int64(index), 5),
      exchangeTime: start + Int64(index) * second / 4,
      arrivalTime: start + Int64(index) * second / 4)
  }

  @Test func nothingIsSentBefore() throws {
    var settings = ReplaySettings()
    settings.warmUp = 3 * Self.second
    let (result, sink) = try Self.run(Self.events, settings)
    let from = Self.start + 3 * Self.second
    #expect(result.lanes[0].span?.start == from)
    #expect(sink.samples.first?.time == from)
    #expect(sink.orders.filter { $0.lane == 0 }.allSatisfy { $0.time >= from })
    // Thirty decisions went before the one that counts first: the bid is 31 ticks below.
    let first = try #require(sink.orders.first { $0.event == .new })
    #expect(first.price == 981)
    #expect(result.lanes[0].decisions == 71)
    #expect(result.lanes[1].rejections == ["warm-up": 1])
    #expect(result.lanes[0].startEquity == 0)
  }

  @Test func aGivenStartComesFirst() throws {
    var settings = ReplaySettings()
    settings.warmUp = 3 * Self.second
    settings.measuredFrom = Self.start + 5 * Self.second + 1
    let (result, sink) = try Self.run(Self.events, settings)
    #expect(result.lanes[0].span?.start == Self.start + 5 * Self.second + Self.second / 10)
    // Asked from two seconds on: thirty times before this.
    let first = try #require(sink.orders.first { $0.event == .new })
    #expect(first.price == 989)
  }

  /// For strategies without memory a warm-up is as if the data had begun later.
  @Test(arguments: Array(1...20) as [UInt64])
  func warmUpIsAsIfTheRunBeganLater(seed: UInt64) throws {
    let random = FairnessTests.randomCase(seed)
    let first = try #require(random.events.first).exchangeTime
    var settings = random.settings
    settings.measuredFrom = first + 1
    let (_, plain) = try replay(random.events, random.lanes, settings: random.settings)
    let (_, later) = try replay(random.events, random.lanes, settings: settings)
    #expect(plain.fills.map(\.laneless) == later.fills.map(\.laneless))
    settings.measuredFrom = first + 2 * Self.second
    settings.warmUp = Self.second
    let (result, sink) = try replay(random.events, random.lanes, settings: settings)
    #expect(sink.fills.allSatisfy { $0.time >= first + 2 * Self.second })
    for lane in result.lanes {
      #expect(lane.finalEquity - lane.startEquity == lane.profit.total)
      #expect((lane.span?.start ?? .max) >= first + 2 * Self.second)
    }
  }
}
