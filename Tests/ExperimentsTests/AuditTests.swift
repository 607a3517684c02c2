import Backtesting
import Foundation
import MarketData
import Strategies
import Synchronization
import TestSupport
import Testing

@testable import Experiments

/// Events in memory as the data of an experiment.
private final class MemoryFeed: MarketFeed {
  let stream: any EventStream
  let shareDone = 0.0
  let rowsRead: Int64 = 0

  init(_ events: [MarketEvent]) { stream = InMemoryEventStream(events) }

  func report() -> MarketReport { MarketReport() }
}

/// Knows what the market will be a second from now: the test shows it what is about to be replayed.
private struct Prophet: Strategy {
  static let name = "prophet"
  static let summary = "Looks ahead, for tests."
  static let parameters: [Parameter] = []
  static let future = Mutex<[MarketEvent]>([])

  init(_ values: ParameterValues) {}

  mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    let later = Self.future.withLock { events in
      events.first { $0.kind == .quote && $0.exchangeTime > view.time + 1_000_000_000 }
    }
    var quotes = Quotes()
    quotes.bid(at: view.bid - Double((later?.price ?? 0) % 5), quantity: 1)
    return quotes
  }
}

/// Quotes only if none of its copies has quoted at this instant.
private struct Rival: Strategy {
  static let name = "rival"
  static let summary = "Shares state with its copies, for tests."
  static let parameters: [Parameter] = []
  static let latest = Mutex<Int64>(.min)

  init(_ values: ParameterValues) {}

  mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    let isFirst = Self.latest.withLock { latest in
      defer { latest = view.time }
      return latest != view.time
    }
    var quotes = Quotes()
    if isFirst { quotes.bid(at: view.bid, quantity: 1) }
    return quotes
  }
}

/// Remembers the prices of earlier replays, and uses those after now.
private struct Veteran: Strategy {
  static let name = "veteran"
  static let summary = "Remembers earlier replays, for tests."
  static let parameters: [Parameter] = []
  static let seen = Mutex<[Int64: Double]>([:])

  init(_ values: ParameterValues) {}

  mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    let later = Self.seen.withLock { seen in
      seen[view.time] = view.bid
      return seen[view.time + 1_000_000_000]
    }
    var quotes = Quotes()
    quotes.bid(at: later.map { min($0, view.bid) } ?? view.bid, quantity: 1)
    return quotes
  }
}

/// The audit: it passes honest strategies and catches those that cheat, by name and time.
@Suite(.serialized) struct AuditTests {
  static let models = [
    "touch", "through(1)", "risk-averse", "power(3)", "log", "power2(2)", "power3(3)",
  ]

  private func experiment(_ strategies: [String], model: String = "power(3)") throws -> Experiment {
    try ExperimentFile.parse(
      """
      name: audit
      instrument: { symbol: TEST, tick: 1, lot: 1 }
      data:
        - { format: tardis/quotes, files: none.csv }
        - { format: tardis/trades, files: none.csv }
      fills:
        model: \(model)
        latency: { order: 10ms, cancel: 70ms, response: 20ms }
        fees: { maker: -0.00005, taker: 0.0004 }
        sensitivity: [touch]
      decide: { every: 100ms, on: [touch, fill] }
      start: { inventory: 1, cash: 1000 }
      strategies:
      \(strategies.map { "  - " + $0 }.joined(separator: "\n"))
      """, file: "e.yaml",
      catalogue: StrategyCatalogue.builtIn + [
        RandomQuoter.self, Prophet.self, Rival.self, Veteran.self,
      ])
  }

  private func audit(
    _ experiment: Experiment, _ events: [MarketEvent], copies: Int = 16,
    inspect: (([MarketEvent]) -> Void)? = nil
  ) throws -> AuditReport {
    var settings = Audit.Settings()
    settings.copies = copies
    settings.seed = 5
    var audit = Audit(experiment, settings: settings) { _, _ in MemoryFeed(events) }
    audit.inspect = inspect
    return try audit.run()
  }

  static func honest(_ seed: Int) -> [String] {
    (0..<3).map {
      "{ name: quoter-\($0), use: random-quoter, seed: \(seed * 10 + $0), levels: 3, limit: 9 }"
    } + [
      "{ name: skew, use: linear-skew, half-spread: 1 ticks, size: 2, limit: 6, "
        + "skew: 0.5 ticks per lot }"
    ]
  }

  @Test("honest strategies pass under every model", arguments: 0..<models.count)
  func honest(seed: Int) throws {
    let events = RandomMarket.events(seed: UInt64(seed + 1), count: 400)
    let report = try audit(
      try experiment(Self.honest(seed), model: Self.models[seed]), events)
    #expect(report.passes, "\(report.text)")
    #expect(
      report.tests.map(\.name) == [
        "repeat", "copies", "permutations", "removals", "exchange-time", "arrival",
      ])
    #expect(report.tests.allSatisfy { $0.compared > 10 && $0.decisions > 10 }, "\(report.text)")
    #expect(report.tests.map(\.replays) == [1, 1, 3, 4, 5, 5])
    #expect(report.tests[1].compared == 16 * report.tests[0].compared)
    #expect(report.tests[4].instants.count == 5 && report.tests[4].changed > 100)
    #expect(report.tests[4].dropped > 5 && report.tests[5].duplicated > 5)
    #expect(report.events == Int64(events.count))
    #expect(report.json["passes"] == .bool(true))
  }

  @Test("a strategy that looks ahead is named with its first decision that differs")
  func lookAhead() throws {
    let events = RandomMarket.events(seed: 3, count: 600)
    let report = try audit(
      try experiment(Self.honest(1) + ["{ name: cheat, use: prophet }"]), events
    ) { events in Prophet.future.withLock { $0 = events } }
    let failed = report.tests.filter { !$0.isGood }
    #expect(failed.map(\.name) == ["exchange-time", "arrival"], "\(report.text)")
    for test in failed {
      guard case .differs(let difference) = test.outcome else { continue }
      #expect(difference.strategy == "cheat")
      let instant = try #require(test.instants.last)
      // It looks a second ahead: that is where its decisions part, no later than t.
      let time = try #require(difference.time)
      #expect(time <= instant && time >= instant - 3_000_000_000, "\(report.text)")
      #expect(difference.original != difference.other)
      #expect(difference.replay.contains("altered"))
    }
    #expect(report.text.contains("The audit fails.") && report.text.contains("cheat"))
  }

  @Test("a strategy that shares state with its copies is named, with the copy")
  func sharedState() throws {
    let events = RandomMarket.events(seed: 4, count: 300)
    let report = try audit(
      try experiment(Self.honest(2) + ["{ name: rival, use: rival }"]), events)
    let failed = report.tests.filter { !$0.isGood }
    #expect(failed.map(\.name) == ["copies"], "\(report.text)")
    guard case .differs(let difference)? = failed.first?.outcome else { return }
    #expect(difference.strategy == "rival")
    #expect(difference.replay == "copy 2 of 16")
    #expect(difference.original?.hasPrefix("new order 1: buy 1 at ") == true)
    #expect(difference.time != nil)
  }

  @Test("what a strategy remembers of an earlier replay shows in the second one")
  func memory() throws {
    Veteran.seen.withLock { $0 = [:] }
    let report = try audit(
      try experiment(["{ name: veteran, use: veteran }"]),
      RandomMarket.events(seed: 6, count: 300))
    guard case .differs(let difference) = report.tests[0].outcome else {
      Issue.record("not caught: \(report.text)")
      return
    }
    #expect(difference.strategy == "veteran" && report.tests[0].name == "repeat")
    #expect(!report.passes)
    guard case .notApplicable = report.tests[2].outcome else {
      Issue.record("one strategy has one order")
      return
    }
  }

  @Test("where nothing is sent, nothing is said to pass")
  func nothing() throws {
    let report = try audit(
      try experiment(["{ name: a, use: hold }", "{ name: b, use: hold }"]),
      RandomMarket.events(seed: 7, count: 100))
    #expect(!report.passes)
    #expect(report.tests.allSatisfy { !$0.isGood })
  }

  @Test("no data is an error; the end of the data can be given as a span or an instant")
  func ends() throws {
    #expect(throws: ExperimentError.self) { try audit(try experiment(Self.honest(1)), []) }
    var settings = Audit.Settings()
    try settings.end(at: "10m")
    #expect(settings.span == 600_000_000_000 && settings.until == nil)
    settings = Audit.Settings()
    try settings.end(at: "2024-08-08T12:00:00Z")
    #expect(settings.span == nil && settings.until == 1_723_118_400_000_000_000)
    #expect(throws: ExperimentError.self) { try settings.end(at: "soon") }
  }
}

/// The alterations: nothing up to the instant, and much after it.
@Suite struct AlteredStreamTests {
  private func altered(
    _ events: [MarketEvent], _ alteration: Alteration?, until: Int64 = .max
  ) throws -> (events: [MarketEvent], counts: AlterationCounts) {
    let stream = AlteredStream(
      InMemoryEventStream(events), alteration, until: until, inspect: nil)
    var (result, batch): ([MarketEvent], [MarketEvent]) = ([], [])
    while try stream.nextBatch(into: &batch) { result += batch }
    return (result, stream.counts)
  }

  @Test("only what is late is altered, in order, and the same for the same seed", arguments: 1..<30)
  func late(seed: UInt64) throws {
    let events =
      seed % 2 == 0
      ? RandomMarket.events(seed: seed, count: 300)
      : RandomDepth.events(seed: seed, count: 300)
    let instant = events[120].exchangeTime
    for clock in [Alteration.Clock.exchange, .arrival] {
      let time = { (event: MarketEvent) in
        clock == .exchange ? event.exchangeTime : event.arrivalTime
      }
      let alteration = Alteration(instant: instant, clock: clock, seed: seed, tail: .max)
      let (made, counts) = try altered(events, alteration)
      let early = events.filter { time($0) <= instant }
      #expect(made.filter { time($0) <= instant } == early)
      #expect(zip(made, made.dropFirst()).allSatisfy { $0.exchangeTime <= $1.exchangeTime })
      #expect(
        Int64(made.count) == Int64(events.count) - counts.dropped + counts.duplicated)
      #expect(counts.changed > 50 && counts.dropped > 0 && counts.duplicated > 0)
      #expect(try altered(events, alteration).events == made)
      // Messages about a book stay whole.
      var open = false
      for event in made where event.kind == .book {
        #expect(event.flags.contains(.startsMessage) != open)
        open = !event.flags.contains(.endsMessage)
      }
    }
  }

  @Test("without an alteration nothing changes but the end")
  func end() throws {
    let events = RandomMarket.events(seed: 9, count: 200)
    #expect(try altered(events, nil).events == events)
    let until = events[77].exchangeTime
    #expect(
      try altered(events, nil, until: until).events == events.filter { $0.exchangeTime < until })
  }
}
