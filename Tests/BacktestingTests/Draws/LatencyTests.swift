import Glibc
import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Latencies that are interpolated, drawn or scaled.
struct LatencyTests {
  typealias Row = MeasuredLatencies.Row

  static let rows = MeasuredLatencies(
    file: "m.csv",
    rows: [
      Row(time: 1000, entry: 100, response: 50), Row(time: 2000, entry: 200, response: 10),
      Row(time: 2100, entry: 50, response: 90), Row(time: 2100, entry: 80, response: 70),
      Row(time: 5100, entry: 81, response: 70),
    ])

  /// By hand; beyond the ends the nearest row holds, and the fraction of a ns is cut off what is
  /// added to the earlier row's value.
  @Test(
    arguments: [
      (0, 100), (1000, 100), (1500, 150), (1999, 199), (2000, 200), (2050, 125), (2099, 52),
      // Of rows at one time the last holds.
      (2100, 80), (5099, 80), (5100, 81), (9999, 81),
    ] as [(Int64, Int64)])
  func entriesAreInterpolatedOverRequests(time: Int64, expected: Int64) {
    #expect(Self.rows.entry(at: time) == expected)
  }

  /// Requests reached the venue at 1100, 2200, 2150 (overtaking: counts as 2200), 2200 (at 2180)
  /// and 5181.
  @Test(
    arguments: [
      (0, 50), (1100, 50), (1650, 30), (2199, 11), (2200, 70), (4000, 70), (6000, 70),
    ] as [(Int64, Int64)])
  func responsesAreInterpolatedOverArrivals(time: Int64, expected: Int64) {
    #expect(Self.rows.response(at: time) == expected)
  }

  static let distributions: [(LatencyDistribution, @Sendable (Double) -> Double)] = [
    (.uniform(lower: 1_000_000, upper: 5_000_000), { 1e6 + $0 * 4e6 }),
    (.exponential(median: 10_000_000), { -log(1 - $0) / M_LN2 * 1e7 }),
    (
      .lognormal(median: 20_000_000, spread: 0.5),
      {
        2e7
          * exp(
            0.5 * [0.05: -1.644854, 0.25: -0.674490, 0.5: 0, 0.75: 0.674490][$0, default: 1.644854])
      }
    ),
  ]

  /// The share of draws below each quantile is its level, within four standard errors.
  @Test(arguments: distributions.indices) func drawnLatenciesHaveTheirQuantiles(index: Int) {
    let (distribution, quantile) = Self.distributions[index]
    let count = 20_000
    let latency = VariableLatency.drawn(distribution)
    let draws = (0..<count).map {
      latency.nanoseconds(.orderLatency, at: Int64($0) * 100_000_000, seed: 11)
    }
    for level in [0.05, 0.25, 0.5, 0.75, 0.95] {
      let below = Double(draws.count { Double($0) < quantile(level) }) / Double(count)
      #expect(abs(below - level) < 4 * (level * (1 - level) / Double(count)).squareRoot())
    }
    #expect(draws.allSatisfy { $0 >= 0 })
  }

  @Test func drawsDependOnSeedTimeAndKindAlone() {
    let latency = VariableLatency.drawn(.exponential(median: 1_000_000))
    let all = [
      latency.nanoseconds(.orderLatency, at: 5, seed: 1),
      latency.nanoseconds(.cancelLatency, at: 5, seed: 1),
      latency.nanoseconds(.responseLatency, at: 5, seed: 1),
      latency.nanoseconds(.orderLatency, at: 6, seed: 1),
      latency.nanoseconds(.orderLatency, at: 5, seed: 2),
    ]
    #expect(Set(all).count == all.count)
    #expect(latency.nanoseconds(.orderLatency, at: 5, seed: 1) == all[0])
  }

  /// A lognormal with a spread beyond reason stays within a year.
  @Test func latenciesAreBounded() {
    let wild = VariableLatency.drawn(.lognormal(median: LatencyDistribution.longest, spread: 10))
    for time in 0..<500 as Range<Int64> {
      let latency = wild.nanoseconds(.orderLatency, at: time, seed: 0)
      #expect(latency >= 0 && latency <= LatencyDistribution.longest)
    }
  }

  static let start: Int64 = 1_700_000_000_000_000_000

  /// Orders reach the venue, and reports the lane, when their draws say, never before an earlier
  /// one: the times at which orders end are those computed by hand.
  @Test(arguments: Array(1...20) as [Int64]) func messagesArriveInTurn(seed: Int64) throws {
    var settings = LaneSettings(name: "a")
    let order = VariableLatency.drawn(.exponential(median: 50_000_000))
    let cancel = VariableLatency.drawn(.uniform(lower: 0, upper: 200_000_000))
    settings.assumptions.variableLatency.order = order
    settings.assumptions.variableLatency.cancel = cancel
    settings.assumptions.seed = seed
    var actions: [ScriptAction] = []
    var (expected, latest): ([Int64], Int64) = ([], .min)
    for slot in 0..<40 as Range<Int64> {
      let time = Self.start + slot * 100_000_000
      if slot > 0 {
        actions.append(ScriptAction(time: time, kind: .cancel, order: slot, side: .buy))
        latest = max(
          latest, time + cancel.nanoseconds(.cancelLatency, at: time, seed: seed))
        expected.append(latest)
      }
      actions.append(
        ScriptAction(
          time: time, kind: .place, order: slot + 1, side: .buy, price: 900, quantity: 1))
      latest = max(latest, time + order.nanoseconds(.orderLatency, at: time, seed: seed))
    }
    let events = [0, 100_000_000_000].map {
      MarketEvent.quote(
        bid: (1000, 5), ask: (1002, 5), exchangeTime: Self.start + $0, arrivalTime: Self.start + $0)
    }
    let (_, sink) = try replay(events, [TestLane(script: actions, settings)])
    let ended = sink.orders.filter { $0.event == .ended }
    #expect(ended.map(\.time) == expected)
    #expect(ended.map(\.order) == Array(1...39))
    #expect(zip(expected, expected.dropFirst()).contains { $0 == $1 }, "some wait for others")
  }

  /// An order under measured latencies rests from the interpolated instant on.
  @Test(arguments: [(149, true), (151, false)] as [(Int64, Bool)])
  func aMeasuredLatencyDelaysAnOrder(print: Int64, isEarly: Bool) throws {
    var settings = LaneSettings(name: "a")
    settings.assumptions.model = .touch
    settings.assumptions.variableLatency.order = .measured(
      MeasuredLatencies(
        file: "m.csv",
        rows: [
          Row(time: Self.start - 50, entry: 100, response: 0),
          Row(time: Self.start + 50, entry: 200, response: 0),
        ]))
    let place = ScriptAction(
      time: Self.start, kind: .place, order: 1, side: .buy, price: 1000, quantity: 1)
    let events = [
      MarketEvent.quote(
        bid: (1000, 5), ask: (1002, 5), exchangeTime: Self.start, arrivalTime: Self.start),
      .trade(
        .sellTrade, price: 1000, quantity: 9, exchangeTime: Self.start + print,
        arrivalTime: Self.start + print, source: 1),
    ]
    let (_, sink) = try replay(events, [TestLane(script: [place], settings)])
    #expect(sink.fills.isEmpty == isEarly)
  }

  @Test func aFileThatWasNotReadIsRefused() {
    var settings = LaneSettings(name: "a")
    settings.assumptions.variableLatency.response = .measured(
      MeasuredLatencies(file: "m.csv", rows: []))
    #expect(throws: BacktestError.noLatencies(lane: "a", file: "m.csv")) {
      try Backtest(instrument: unitInstrument, replay: ReplaySettings())
        .add(Script([]), as: settings)
    }
  }

  /// Feed latencies are multiplied exactly, source by source, and arrivals keep their order.
  @Test func feedLatenciesAreScaled() throws {
    func event(_ time: Int64, _ latency: Int64, source: UInt16) -> MarketEvent {
      .trade(
        .buyTrade, price: 1, quantity: 1, exchangeTime: time, arrivalTime: time + latency,
        source: source)
    }
    let scales = [FixedDecimal(mantissa: 15, decimals: 1), nil]
    let stream = ScaledFeed(
      InMemoryEventStream([
        event(100, 10, source: 0), event(101, 10, source: 1), event(102, 3, source: 0),
        event(103, 11, source: 0), event(200, 1, source: 0),
      ]), scales: scales)
    var batch: [MarketEvent] = []
    var arrivals: [Int64] = []
    while try stream.nextBatch(into: &batch) { arrivals += batch.map(\.arrivalTime) }
    // 102 + 4.5 would come before 115; 103 + 16.5 and 200 + 1.5 round up.
    #expect(arrivals == [115, 111, 115, 120, 202])
  }
}
