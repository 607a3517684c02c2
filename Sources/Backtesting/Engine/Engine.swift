import MarketData

/// The state of a replay: one venue with all lanes' orders, the market as it is known locally, and
/// everything that is on its way.
///
/// `Backtest` drives it in the order of things: by (time, class), the classes being prints, book
/// changes, order messages, reports, arrivals and decisions. Each extension holds one of them.
struct Engine: ~Copyable {
  // The venue.
  var book = TopOfBook()
  /// Twice the mid after all events of earlier nanoseconds: what maker fills are measured against.
  var doubledMidBefore: Int64 = 0
  var bids = RestingOrders()
  var asks = RestingOrders()
  var orders = SlotTable<Order>()
  var rules = Table<FillRule>()
  /// Exchange time of the latest event (ns).
  var now = Int64.min
  /// Counts market events: orders that arrive between two of them join at the same moment.
  var moment: Int64 = 0

  // The lanes.
  var lanes = Table<Lane>()
  var counts: [LaneCounts] = []
  var settings: [LaneSettings] = []
  var assumptions: [CompiledAssumptions] = []

  // On its way.
  var messages = MessageQueue()
  var reports = MessageQueue()
  var arrivals = ArrivalQueues()
  var local: LocalMarket

  // Measuring.
  var midPath = MidPath()
  /// Lanes filled by the present event, whose drawdown stretch starts anew after it.
  var filledLanes = Table<Int32>()
  var markouts: [PendingMarkouts]
  var clocks: [SampleClock] = []
  var nextClock = Int64.max

  // Recording.
  var pendingFills: [FillRecord] = []
  var pendingOrders: [OrderRecord] = []
  var pendingSamples: [SampleRecord] = []
  var wantsOrders = false
  var failure: BacktestError?
  var totals = BacktestResult()

  let replay: ReplaySettings
  let money: MoneyUnit
  let instrument: Instrument
  /// Quote units per tick·lot.
  let tickLotValue: Double

  // Scratch space of one decision.
  var wanted = Table<WantedOrder>()
  var amends = Table<PendingAmend>()
  var decisionStamp: Int64 = 0

  init(instrument: Instrument, replay: ReplaySettings) {
    self.instrument = instrument
    self.replay = replay
    money = MoneyUnit(instrument)
    tickLotValue = money.doubleValue(MoneyUnit.perTickLot)
    local = LocalMarket(
      tickSize: instrument.tick.doubleValue, lotSize: instrument.lot.doubleValue,
      sessionEnd: replay.sessionEnd)
    markouts = [1_000_000_000, 10_000_000_000].map(PendingMarkouts.init)
  }

  /// Adds a lane and returns its number.
  mutating func add(_ lane: LaneSettings) throws(BacktestError) -> Int32 {
    guard let startCash = money.units(of: lane.startCash) else {
      throw BacktestError.overflow(lane: lane.name, time: nil)
    }
    let compiled = compile(lane.assumptions)
    lanes.append(
      Lane(
        settings: lane, startCash: startCash, isSpot: instrument.kind == .spot,
        assumptions: compiled, rule: assumptions[Int(compiled)].rule))
    counts.append(LaneCounts(markouts: markouts.map { MarkoutSum(horizon: $0.horizon) }))
    settings.append(lane)
    return Int32(lanes.count - 1)
  }

  private mutating func compile(_ given: FillAssumptions) -> Int32 {
    if let known = assumptions.firstIndex(where: { $0.given == given }) { return Int32(known) }
    let rule = FillRule(given, lotSize: instrument.lot.doubleValue)
    var ruleIndex = 0
    while ruleIndex < rules.count, rules[ruleIndex] != rule { ruleIndex += 1 }
    if ruleIndex == rules.count { rules.append(rule) }
    assumptions.append(
      CompiledAssumptions(
        given: given, rule: Int32(ruleIndex),
        orderRing: messages.ring(forLatency: given.orderLatency),
        cancelRing: messages.ring(forLatency: given.cancelLatency),
        responseRing: reports.ring(forLatency: given.responseLatency),
        makerFee: FeeRate(given.makerFee), takerFee: FeeRate(given.takerFee)))
    return Int32(assumptions.count - 1)
  }

  /// When something other than a market event happens next.
  var nextActionTime: Int64 {
    min(messages.nextTime, reports.nextTime, nextClock)
  }
}

/// A lane's assumptions, prepared for the loop.
struct CompiledAssumptions {
  let given: FillAssumptions
  let rule: Int32
  let orderRing: Int
  let cancelRing: Int
  let responseRing: Int
  let makerFee: FeeRate
  let takerFee: FeeRate
}

/// A replay could not go on.
public enum BacktestError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sum of money or inventory of a lane left the range of 64-bit integers.
  case overflow(lane: String, time: Int64?)
  /// A market event came before its predecessor.
  case disorder(time: Int64, previous: Int64)

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .overflow(let lane, let time):
      let when = time.map { " at \($0) ns" } ?? ""
      return "the books of '\(lane)' left the range of 64-bit integers\(when);"
        + " use a coarser tick or lot, or smaller orders"
    case .disorder(let time, let previous):
      return "event at \(time) ns comes after one at \(previous) ns; events must be in time order"
    }
  }
}
