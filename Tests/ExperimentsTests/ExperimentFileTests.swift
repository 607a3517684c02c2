import Backtesting
import Experiments
import MarketData
import Strategies
import Testing

@Suite struct ExperimentFileTests {
  static let full = """
    name: btcusdt-perp-rebalancing
    instrument: { symbol: BTCUSDT, tick: 0.1, lot: 0.001, kind: linear, quote: USDT }
    data:
      - { format: tardis/book_ticker, files: ticks/book_ticker_*.csv.gz, recorder: tokyo }
      - { format: tardis/trades, files: [a.csv, b.csv], recorder: tokyo }
      - format: generic
        files: c.csv
        kind: quotes
        time: ms
        columns: { time: ts, bid: b, bid-size: bs, ask: a, ask-size: as }
        separator: ";"
    book: tardis/book_ticker
    rejects: { policy: reject, budget: 0.5% }
    fills:
      model: { queue: { cancels: power, n: 3 } }
      fill: whole
      hidden-queue: 1.5
      crossing: reject
      book-crossing: off
      crossed: keep
      latency:
        feed: from-data
        clock-shift: { tokyo: 1273.520ms, recorder: none }
        order: 10ms
        cancel: 5ms
        response: 1500us
      fees: { maker: -0.5 bps, taker: 0.04% }
      sensitivity: [touch, through, { name: slow, latency: { order: 1s } }]
    decide: { every: 250ms, on: [touch, fill] }
    start: { inventory: 10 lots, cash: 100000 }
    strategies:
      - { name: no-rebalancing, use: symmetric, half-spread: 2 ticks, size: 0.01 }
      - name: skew
        use: linear-skew
        half-spread: 2 ticks
        size: 0.01
        skew: 0.02 ticks per lot
        limit: 0.5
        start: { inventory: -0.003 }
        fills: { model: risk-averse, fees: { taker: 0 } }
      - name: as
        use: avellaneda-stoikov
        gamma: 0.1
        horizon: 5m
        volatility: ewma 60s
        intensity: { A: 0.9/s, k: 0.3/tick }
        size: 0.01
      - { name: orders, use: scripted, file: orders.csv }
    metrics: { horizon: [60s, 5m], sample: 500ms, cvar: [0.9, 0.99], baseline: no-rebalancing,
               seed: 7, band: 0.1 }
    output: { orders: true }
    session: { end: "2024-08-09T00:00:00.5Z" }
    grid: { strategy: skew }
    """

  @Test("everything a file says is read")
  func everything() throws {
    let experiment = try Samples.parse(Self.full)
    #expect(experiment.name == "btcusdt-perp-rebalancing")
    #expect(experiment.instrument.quote == "USDT")
    #expect(experiment.data.map(\.recorder) == ["tokyo", "tokyo", "recorder"])
    #expect(experiment.data[1].files == ["a.csv", "b.csv"])
    #expect(experiment.rejects.budget == .share(FixedDecimal(mantissa: 5, decimals: 3)))
    #expect(experiment.clock.shift(of: "tokyo") == .given(1_273_520_000))
    #expect(experiment.clock.shift(of: "recorder") == .none)
    let fills = experiment.fills
    #expect(fills.model == .queue(.power(3)))
    #expect(fills.fill == .whole)
    #expect(experiment.replay.keepsCrossedLevels)
    #expect(fills.hiddenQueue == .fixed(1500))
    #expect(fills.crossing == .reject)
    #expect(!fills.bookCrossing)
    #expect(fills.orderLatency == 10_000_000)
    #expect(fills.cancelLatency == 5_000_000)
    #expect(fills.responseLatency == 1_500_000)
    #expect(fills.makerFee == FixedDecimal(mantissa: -5, decimals: 5))
    #expect(fills.takerFee == FixedDecimal(mantissa: 4, decimals: 4))
    #expect(experiment.sensitivity.map(\.name) == ["touch", "through", "slow"])
    #expect(
      experiment.sensitivity.map(\.assumptions.orderLatency) == [
        10_000_000, 10_000_000, 1_000_000_000,
      ])
    #expect(experiment.sensitivity[1].assumptions.model == .through(ticks: 1))
    #expect(experiment.replay.decisionInterval == 250_000_000)
    #expect(experiment.replay.decidesOnTouch && experiment.replay.decidesOnFill)
    #expect(experiment.replay.sampleInterval == 500_000_000)
    #expect(experiment.replay.sessionEnd == 1_723_161_600_500_000_000)
    #expect(experiment.metrics.horizons == [60_000_000_000, 300_000_000_000])
    #expect(experiment.instruments[0].band == 100)
    #expect(experiment.metrics.seed == 7)
    #expect(experiment.output == OutputSettings(orders: true))
    #expect(experiment.notes.count == 1)
  }

  @Test("a strategy overrides assumptions, start and limit for itself alone")
  func overrides() throws {
    let experiment = try Samples.parse(Self.full)
    let lanes = experiment.strategies.map(\.lane)
    #expect(lanes.map(\.name) == ["no-rebalancing", "skew", "as", "orders"])
    #expect(lanes.map(\.limit) == [nil, 500, nil, nil])
    #expect(lanes.map(\.startInventory) == [10, -3, 10, 10])
    #expect(lanes.allSatisfy { $0.startCash == FixedDecimal(mantissa: 100_000, decimals: 0) })
    var expected = experiment.fills
    expected.model = .queue(.riskAverse)
    expected.takerFee = FixedDecimal(mantissa: 0, decimals: 0)
    #expect(lanes[1].assumptions == expected)
    #expect(lanes[0].assumptions == experiment.fills)
    guard case .scripted("orders.csv") = experiment.strategies[3].use else {
      Issue.record("the last strategy is scripted")
      return
    }
  }

  @Test("defaults are the documented ones")
  func defaults() throws {
    let experiment = try Samples.parse(Samples.head + Samples.symmetric)
    #expect(experiment.fills == FillAssumptions())
    #expect(experiment.replay == ReplaySettings())
    #expect(experiment.rejects == RejectRule())
    #expect(experiment.clock == ClockRule())
    #expect(experiment.metrics == MetricSettings())
    #expect(experiment.output == OutputSettings())
    #expect(experiment.instrument.kind == .linear)
  }

  @Test("samples come once a second, or once a horizon where that is shorter")
  func sampleDefault() throws {
    let short = try Samples.parse(
      Samples.head + "metrics: { horizon: 200ms }\n" + Samples.symmetric)
    #expect(short.replay.sampleInterval == 200_000_000)
    let long = try Samples.parse(Samples.head + "metrics: { horizon: 2m }\n" + Samples.symmetric)
    #expect(long.replay.sampleInterval == 1_000_000_000)
  }

  @Test(
    "the resolved experiment reads back as itself",
    arguments: [full, Samples.head + Samples.symmetric])
  func roundTrip(yaml: String) throws {
    let first = try Samples.parse(yaml).json.text
    let second = try Samples.parse(first).json.text
    #expect(first == second)
    #expect(!first.contains("null"))
  }

  @Test("JSON is read like YAML, since it is YAML")
  func json() throws {
    let json = """
      {"name": "j", "instrument": {"symbol": "A", "tick": 1, "lot": 1},
       "data": [{"format": "tardis/quotes", "files": "t.csv"}],
       "strategies": [{"name": "h", "use": "hold"}]}
      """
    #expect(try Samples.parse(json).strategies.map(\.useName) == ["hold"])
  }

  @Test("--set changes a parameter, adds one and sets the limit")
  func set() throws {
    let overrides = try ["control.size=0.02", "control.anchor=touch", "control.limit=7 lots"].map {
      try #require(ExperimentFile.Override($0))
    }
    let entry = try #require(
      try Samples.parse(Samples.head + Samples.symmetric, overrides: overrides).strategies.first)
    #expect(entry.parameters.first { $0.name == "size" }?.text == "0.02")
    #expect(entry.parameters.first { $0.name == "anchor" }?.text == "touch")
    #expect(entry.lane.limit == 7)
  }

  static let models: [(String, FillModel)] = [
    ("touch", .touch), ("through", .through(ticks: 1)), ("through(3)", .through(ticks: 3)),
    ("{ through: 2 }", .through(ticks: 2)), ("{ through: { ticks: 2 } }", .through(ticks: 2)),
    ("risk-averse", .queue(.riskAverse)), ("power", .queue(.power(3))),
    ("power(1.5)", .queue(.power(1.5))), ("log", .queue(.log)), ("log2", .queue(.log2)),
    ("power2(2)", .queue(.power2(2))), ("power3(2)", .queue(.power3(2))),
    ("{ queue: { cancels: risk-averse } }", .queue(.riskAverse)),
    ("{ queue: { cancels: power2, n: 4 } }", .queue(.power2(4))),
    ("probabilistic(0.3)", .probabilistic(0.3)), ("{ probabilistic: 1 }", .probabilistic(1)),
    ("{ probabilistic: { p: 1e-3 } }", .probabilistic(0.001)),
    ("\"intensity(0.9/s, 0.3/tick)\"", .intensity(amplitude: 0.9, decay: 0.3)),
    ("\"intensity(140, 1.5)\"", .intensity(amplitude: 140, decay: 0.15)),
    ("{ intensity: { A: 0.9/s, k: 3 } }", .intensity(amplitude: 0.9, decay: 0.3)),
  ]

  @Test("every way to write a fill model", arguments: models)
  func model(text: String, model: FillModel) throws {
    let yaml = Samples.head + "fills: { model: \(text) }\n" + Samples.symmetric
    let experiment = try Samples.parse(yaml)
    #expect(experiment.fills.model == model)
    #expect(try Samples.parse(experiment.json.text).fills.model == model)
  }

  static let impacts: [(String, Impact)] = [
    ("none", .none), ("{ linear: 0.5 ticks per lot }", .linear(perLot: 0.5)),
    ("{ linear: 50 }", .linear(perLot: 0.5)),
    ("{ square-root: 1e-7 ticks per sqrt lot }", .squareRoot(perRootLot: 1e-7)),
    ("{ square-root: 0.1 }", .squareRoot(perRootLot: 0.1 * (0.001.squareRoot() / 0.1))),
  ]

  @Test("every way to write an impact", arguments: impacts)
  func impact(text: String, impact: Impact) throws {
    let yaml = Samples.head + "fills: { impact: \(text), seed: 9 }\n" + Samples.symmetric
    let experiment = try Samples.parse(yaml)
    #expect(experiment.fills.impact == impact && experiment.fills.seed == 9)
    let again = try Samples.parse(experiment.json.text)
    #expect(again.fills == experiment.fills)
    #expect(again.strategies.first?.lane.assumptions == experiment.fills)
  }

  static let durations: [(String, Int64)] = [
    ("1273.520ms", 1_273_520_000), ("0", 0), ("0s", 0), ("10ms", 10_000_000),
    ("5m", 300_000_000_000),
    ("2h", 7_200_000_000_000), ("1d", 86_400_000_000_000), ("1e-3s", 1_000_000), ("7ns", 7),
    ("0.000000001s", 1), ("1.5us", 1500), ("2 s", 2_000_000_000),
  ]

  @Test("spans of time are exact", arguments: durations)
  func duration(text: String, nanoseconds: Int64) throws {
    let yaml = Samples.head + "fills: { latency: { order: \(text) } }\n" + Samples.symmetric
    let experiment = try Samples.parse(yaml)
    #expect(experiment.fills.orderLatency == nanoseconds)
    #expect(try Samples.parse(experiment.json.text).fills.orderLatency == nanoseconds)
  }

  @Test("a negative clock shift is legal")
  func negativeShift() throws {
    let yaml = Samples.head + "fills: { latency: { clock-shift: -2ms } }\n" + Samples.symmetric
    #expect(try Samples.parse(yaml).clock.shift == .given(-2_000_000))
  }

  static let instants: [(String, Int64)] = [
    ("1970-01-01T00:00:00Z", 0), ("2024-02-29T12:34:56.000000789Z", 1_709_210_096_000_000_789),
    ("1969-12-31T23:59:59Z", -1_000_000_000), ("1723161600000000000", 1_723_161_600_000_000_000),
  ]

  @Test("instants are exact", arguments: instants)
  func instant(text: String, nanoseconds: Int64) throws {
    let yaml = Samples.head + "session: { end: \(text) }\n" + Samples.symmetric
    #expect(try Samples.parse(yaml).replay.sessionEnd == nanoseconds)
  }
}
