import Backtesting
import MarketData
import TestSupport

/// A small market with three lanes under random assumptions, determined by its seed.
struct PromiseCase {
  var seed: UInt64
  var events: [MarketEvent]
  var instrument: Instrument
  var settings = ReplaySettings()
  var lanes: [Lane] = []

  struct Lane {
    var seed: String
    var settings: LaneSettings
  }

  init(_ seed: UInt64) {
    self.seed = seed
    var random = SplitMix64(seed: seed &* 0x9E37_79B9)
    if seed % 4 == 3 {
      events = RandomDepth.events(
        seed: seed &* 37, count: 60, source: random.oneIn(2) ? .changes : .bestLevels)
    } else {
      events = RandomMarket.events(seed: seed &* 31, count: 60, spacing: 25_000_000)
    }
    instrument = Instrument(
      symbol: "TEST", tick: FixedDecimal(mantissa: 1, decimals: 0),
      lot: FixedDecimal(mantissa: 1, decimals: 0), kind: seed % 5 == 4 ? .spot : .linear)
    settings.decisionInterval = 80_000_000
    settings.sampleInterval = 200_000_000
    settings.decidesOnTouch = random.oneIn(3)
    settings.decidesOnFill = random.oneIn(3)
    for index in 0..<3 {
      var lane = LaneSettings(
        name: "lane \(index)", assumptions: randomAssumptions(&random),
        limit: random.oneIn(6) ? nil : random.integer(4...9))
      // Whole orders, and orders filled by what goes through them, are never filled in part.
      if index == 0 { lane.assumptions.fill = .printed }
      if index == 0, case .through = lane.assumptions.model { lane.assumptions.model = .touch }
      lane.startCash = FixedDecimal(mantissa: 10_000, decimals: 0)
      lane.startInventory = instrument.kind == .spot ? random.integer(0...6) : 0
      lanes.append(Lane(seed: "\(random.integer(1...99_999))", settings: lane))
    }
  }

  /// Replays `lanes` over `events`, by default the case's own.
  func replay(
    _ lanes: [Lane], over events: [MarketEvent]? = nil
  ) throws -> (result: BacktestResult, sink: RecordingSink) {
    let backtest = Backtest(instrument: instrument, replay: settings)
    for lane in lanes {
      let values = try ParameterValues(
        texts: ["seed": lane.seed], declared: LadderQuoter.parameters, instrument: instrument)
      try backtest.add(LadderQuoter.self, values, as: lane.settings)
    }
    let sink = RecordingSink()
    let result = try backtest.run(InMemoryEventStream(events ?? self.events), into: sink)
    return (result, sink)
  }

  /// The lanes with fills switched off, and with nothing coming back from the venue.
  var lanesWithoutFills: [Lane] {
    lanes.map { lane in
      var lane = lane
      lane.settings.assumptions.model = .through(ticks: 1_000_000)
      lane.settings.assumptions.bookCrossing = false
      lane.settings.assumptions.crossing = .clamp
      lane.settings.assumptions.responseLatency = 10_000_000_000_000
      // No room for an immediate order: it would take what is displayed.
      lane.settings.limit = 0
      return lane
    }
  }
}

/// What one lane did, for comparing it with what it did elsewhere; a plain record, because ten
/// thousand cases are too many to compare as text.
struct LaneRows {
  var fills: [FillRecord]
  var samples: [SampleRecord]
  var orders: [OrderRecord]

  /// What the lane in `sink` did up to `time`; up to there a look ahead would show in it.
  init(_ sink: RecordingSink, lane: Int, through time: Int64 = .max) {
    fills = sink.fills.filter { $0.lane == lane && $0.time <= time }
    samples = sink.samples.filter { $0.lane == lane && $0.time <= time }
    orders = sink.orders.filter { $0.lane == lane && $0.time <= time }
  }

  func equals(_ other: LaneRows) -> Bool {
    fills.count == other.fills.count && samples.count == other.samples.count
      && ordersEqual(other) && zip(fills, other.fills).allSatisfy(Self.areEqual)
      && zip(samples, other.samples).allSatisfy(Self.areEqual)
  }

  func ordersEqual(_ other: LaneRows) -> Bool {
    orders.count == other.orders.count
      && zip(orders, other.orders).allSatisfy { a, b in
        a.time == b.time && a.order == b.order && a.event == b.event && a.side == b.side
          && a.price == b.price && a.quantity == b.quantity && a.reason == b.reason
      }
  }

  private static func areEqual(_ a: FillRecord, _ b: FillRecord) -> Bool {
    a.time == b.time && a.side == b.side && a.price == b.price && a.quantity == b.quantity
      && a.cause == b.cause && a.fee == b.fee && a.doubledMid == b.doubledMid
      && a.inventoryAfter == b.inventoryAfter && a.queueAheadAtEntry == b.queueAheadAtEntry
  }

  private static func areEqual(_ a: SampleRecord, _ b: SampleRecord) -> Bool {
    a.time == b.time && a.doubledMid == b.doubledMid && a.inventory == b.inventory
      && a.target == b.target && a.cash == b.cash && a.equity == b.equity
      && a.spreadPnL == b.spreadPnL && a.inventoryPnL == b.inventoryPnL
      && a.rebalancingCost == b.rebalancingCost && a.fees == b.fees && a.funding == b.funding
  }
}
