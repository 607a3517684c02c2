public import Backtesting
public import MarketData

/// A grid of 1 by 1 for tests: ticks and lots read as prices and quantities.
public let unitInstrument = Instrument(
  symbol: "TEST", tick: FixedDecimal(mantissa: 1, decimals: 0),
  lot: FixedDecimal(mantissa: 1, decimals: 0))

/// A lane to be replayed in a test.
public struct TestLane {
  /// The settings of the lane.
  public var settings: LaneSettings
  /// The random quoter's parameters, or
  public var quoter: [String: String]?
  /// a script.
  public var script: Script?

  /// A lane that quotes at random.
  public init(quoter: [String: String], _ settings: LaneSettings) {
    self.settings = settings
    self.quoter = quoter
  }

  /// A scripted lane.
  public init(script: [ScriptAction], _ settings: LaneSettings) {
    self.settings = settings
    self.script = Script(script)
  }
}

/// Replays `events` for `lanes` on the unit grid.
public func replay(
  _ events: [MarketEvent], _ lanes: [TestLane], instrument: Instrument = unitInstrument,
  settings: ReplaySettings = ReplaySettings()
) throws -> (result: BacktestResult, sink: RecordingSink) {
  let backtest = Backtest(instrument: instrument, replay: settings)
  for lane in lanes {
    if let script = lane.script {
      try backtest.add(script, as: lane.settings)
    } else {
      let values = try ParameterValues(
        texts: lane.quoter ?? [:], declared: RandomQuoter.parameters, instrument: instrument)
      try backtest.add(RandomQuoter.self, values, as: lane.settings)
    }
  }
  let sink = RecordingSink()
  let result = try backtest.run(InMemoryEventStream(events), into: sink)
  return (result, sink)
}

/// Random assumptions of every kind.
public func randomAssumptions(_ random: inout SplitMix64) -> FillAssumptions {
  var assumptions = FillAssumptions()
  let models: [FillModel] = [
    .touch, .through(ticks: 1), .through(ticks: 2), .queue(.riskAverse), .queue(.power(1)),
    .queue(.power(3)), .queue(.log), .queue(.log2), .queue(.power2(2)), .queue(.power3(3)),
    .probabilistic(0.6), .intensity(amplitude: 5, decay: 0.3),
  ]
  assumptions.model = models[Int(random.integer(0...Int64(models.count - 1)))]
  assumptions.seed = random.integer(0...3)
  assumptions.fill = random.oneIn(3) ? .whole : .printed
  assumptions.hiddenQueue = [.touch, .none, .fixed(5)][Int(random.integer(0...2))]
  assumptions.bookCrossing = !random.oneIn(4)
  assumptions.crossing = [.clamp, .reject, .take][Int(random.integer(0...2))]
  assumptions.impact =
    [.none, .linear(perLot: 0.3), .squareRoot(perRootLot: 1.2)][Int(random.integer(0...2))]
  let latencies: [Int64] = [0, 1, 10_000_000, 70_000_000, 250_000_000]
  assumptions.orderLatency = latencies[Int(random.integer(0...4))]
  assumptions.cancelLatency = latencies[Int(random.integer(0...4))]
  assumptions.responseLatency = latencies[Int(random.integer(0...4))]
  if random.oneIn(3) { assumptions.variableLatency.order = randomLatency(&random) }
  if random.oneIn(3) { assumptions.variableLatency.cancel = randomLatency(&random) }
  if random.oneIn(3) { assumptions.variableLatency.response = randomLatency(&random) }
  assumptions.makerFee = FixedDecimal(mantissa: -5, decimals: 5)
  assumptions.takerFee = FixedDecimal(mantissa: 4321, decimals: 9)
  return assumptions
}

/// A latency that varies, of any kind.
func randomLatency(_ random: inout SplitMix64) -> VariableLatency {
  let start: Int64 = 1_700_000_000_000_000_000
  switch random.integer(0...3) {
  case 0: return .drawn(.uniform(lower: 0, upper: random.integer(0...200_000_000)))
  case 1: return .drawn(.exponential(median: random.integer(1...50_000_000)))
  case 2: return .drawn(.lognormal(median: random.integer(1...50_000_000), spread: 0.8))
  default:
    let rows = (0..<20).map { index in
      MeasuredLatencies.Row(
        time: start + Int64(index) * 400_000_000, entry: random.integer(0...150_000_000),
        response: random.integer(0...150_000_000))
    }
    return .measured(MeasuredLatencies(file: "random.csv", rows: rows))
  }
}
