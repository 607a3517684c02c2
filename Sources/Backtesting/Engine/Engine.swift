import MarketData

/// The state of a replay: one venue with all lanes' orders, the market as it is known locally, and
/// everything that is on its way.
///
/// `Backtest` drives it in the order of things: by (time, class), the classes being prints, book
/// changes, order messages, reports, arrivals and decisions. Each extension holds one of them.
struct Engine: ~Copyable {
  // The venue.
  var book = TopOfBook()
  /// All levels, where the source tells more than the touch.
  var depth = LevelBook()
  /// Whether the source does.
  var hasDepth = false
  /// Whether parts of a message have come and its last has not.
  var isInMessage = false
  /// What the source showed down to before the message.
  var floorsBefore = SidePair<Int64>(.min)
  /// The touch that was last put on its way to the strategies, of messages about the book.
  var sentBid = TopOfBook.Best()
  var sentAsk = TopOfBook.Best()
  /// Whether some strategy looks at more than the touch.
  var depthIsObserved = false
  /// What the tick rule remembers of prints whose side is to be inferred.
  var tickRule = TickRule()
  /// Twice the mid after all events of earlier nanoseconds: what maker fills are measured against.
  var doubledMidBefore: Int64 = 0
  var bids = RestingOrders()
  var asks = RestingOrders()
  /// How many orders have begun to rest.
  var ordersRested: Int64 = 0
  var orders = SlotTable<Order>()
  var rules = Table<FillRule>()
  /// Whether some rule draws for each print.
  var drawsPrints = false
  /// Whether some rule has arrivals of its own.
  var hasArrivals = false
  var printDraws = PrintDraws()
  /// The market's latest instant, where there are arrivals (ns).
  var arrivalsSince = Int64.min
  /// Exchange time of the latest event (ns).
  var now = Int64.min
  /// Counts market events: orders that arrive between two of them join at the same moment.
  var moment: Int64 = 0

  // The lanes.
  var lanes = Table<Lane>()
  var counts: [LaneCounts] = []
  var settings: [LaneSettings] = []
  var assumptions = Table<CompiledAssumptions>()
  var givenAssumptions: [FillAssumptions] = []
  /// The fee rules of each of them.
  var feeRules: [CompiledFees?] = []
  var volumes = TradedVolumes()
  /// The lanes on margin, and each lane's place among them.
  var margins: [MarginState] = []
  var marginPlaces: [Int?] = []
  /// Twice the mids within which none of them can be short of margin.
  var safeMids: (low: Int64, high: Int64) = (.max, .min)
  /// Whether something was booked since that range was found.
  var marginIsStale = true

  // On its way.
  var messages = MessageQueue<OrderMessage>()
  var reports = MessageQueue<Report>()
  var returns = ReturnQueues()
  var arrivals = ArrivalQueues()
  /// The funding rate that is paid next.
  var fundingDue = FundingDue()
  /// When funding was last paid (ns).
  var lastFunding = Int64.min
  /// When interest is due next (ns).
  var nextInterest = Int64.max
  /// Whether some lane may not buy beyond its cash.
  var watchesCash = false
  /// When something is booked next that no order caused (ns).
  var nextPosting = Int64.max
  var local: LocalMarket

  // Measuring.
  var midPath = MidPath()
  /// Lanes filled by the present event, whose drawdown stretch starts anew after it.
  var filledLanes = Table<Int32>()
  /// Whether some lane is a leg of a strategy on several instruments.
  var hasLegs = false
  /// The equity of lanes after each event that filled them, where `hasLegs`.
  var legMarks: [LegMark] = []
  var markouts = PendingMarkouts()
  var clocks: [SampleClock] = []
  var nextClock = Int64.max

  // Recording.
  /// Whether any of these waits to be handed over.
  var hasRecords = false
  var pendingFills: [FillRecord] = []
  var pendingOrders: [OrderRecord] = []
  var pendingSamples: [SampleRecord] = []
  var wantsOrders = false
  /// Whether orders that move keep their slots: where nobody looks at orders on their way.
  var movesInPlace = false
  var failure: BacktestError?
  var totals = BacktestResult()

  let replay: ReplaySettings
  let money: MoneyUnit
  let valuation: Valuation
  let instrument: Instrument
  /// Quote units per tick·lot; of an inverse contract the ticks × settlement units that a lot is.
  let tickLotValue: Double

  // Scratch space of one decision.
  var wanted = Table<WantedOrder>()
  var amends = Table<PendingAmend>()
  var decisionStamp: Int64 = 0
  /// Scratch space of linking orders that were far from the touch.
  var far = Table<Int32>()

  init(instrument: Instrument, replay: ReplaySettings) {
    self.instrument = instrument
    self.replay = replay
    money = MoneyUnit(instrument)
    valuation = Valuation(instrument)
    tickLotValue =
      instrument.kind == .inverse
      ? -money.doubleValue(valuation.value(price: 1)) : money.doubleValue(MoneyUnit.perTickLot)
    local = LocalMarket(
      tickSize: instrument.tick.doubleValue,
      lotSize: instrument.lot.doubleValue * instrument.multiplier.doubleValue,
      sessionEnd: replay.sessionEnd)
  }

  /// Adds a lane and returns its number.
  mutating func add(_ lane: LaneSettings) throws(BacktestError) -> Int32 {
    guard valuation.isUsable, let startCash = money.units(of: lane.startCash),
      Ledger.isInRange(startCash)
    else {
      throw BacktestError.overflow(lane: lane.name, time: nil)
    }
    let rules = lane.assumptions.feeRules
    let fees = rules.isEmpty ? nil : CompiledFees(rules, money)
    guard rules.isEmpty || fees != nil else {
      throw BacktestError.overflow(lane: lane.name, time: nil)
    }
    if let file = lane.assumptions.variableLatency.fileWithoutRows {
      throw BacktestError.noLatencies(lane: lane.name, file: file)
    }
    let compiled = compile(lane.assumptions)
    if feeRules.count <= Int(compiled) { feeRules.append(fees) }
    volumes.addLane()
    if !lane.balance.allowsDebt { watchesCash = true }
    marginPlaces.append(lane.margin == nil ? nil : margins.count)
    if let rules = lane.margin {
      margins.append(MarginState(lane: Int32(lanes.count), rules: rules))
    }
    lanes.append(
      Lane(
        settings: lane, startCash: startCash,
        isSpot: instrument.kind == .spot && !lane.balance.allowsShort,
        assumptions: compiled, rule: assumptions[compiled].rule))
    lanes[lanes.count - 1].knownCashValue = money.doubleValue(startCash)
    counts.append(LaneCounts(markouts: PendingMarkouts.horizons.map(MarkoutSum.init)))
    settings.append(lane)
    return Int32(lanes.count - 1)
  }

  private mutating func compile(_ given: FillAssumptions) -> Int32 {
    if let known = givenAssumptions.firstIndex(of: given) { return Int32(known) }
    givenAssumptions.append(given)
    let rule = FillRule(given, lotSize: instrument.lot.doubleValue)
    var ruleIndex = 0
    while ruleIndex < rules.count, rules[ruleIndex] != rule { ruleIndex += 1 }
    if ruleIndex == rules.count { rules.append(rule) }
    if rule.kind == .probabilistic { drawsPrints = true }
    if rule.kind == .arrivals { hasArrivals = true }
    if rule.reachesFar { linkAllOrders() }
    assumptions.append(
      CompiledAssumptions(
        given, rule: Int32(ruleIndex),
        orderRing: messages.ring(forLatency: given.orderLatency),
        cancelRing: messages.ring(forLatency: given.cancelLatency),
        responseRing: reports.ring(forLatency: given.responseLatency)))
    returns.makeRoom(forRing: assumptions[assumptions.count - 1].responseRing)
    return Int32(assumptions.count - 1)
  }

  /// Gets ready for the first event.
  mutating func begin(wantsOrders: Bool) {
    self.wantsOrders = wantsOrders
    movesInPlace = margins.isEmpty && !watchesCash && replay.sessions == nil
  }

  /// Traps where an index, a count or the books are not whole; for tests.
  func checkInvariants() {
    bids.checkInvariants(orders: orders)
    asks.checkInvariants(orders: orders)
    var farOrders = SidePair<Int>(0)
    for slot in 0..<Int32(orders.capacityInUse)
    where orders[slot].state == .resting && orders[slot].cohort < 0 {
      let side = orders[slot].side
      farOrders[side] += 1
      precondition(orders[slot].key < (side == .buy ? bids.floor : asks.floor), "near = linked")
      precondition(orders[slot].key <= (side == .buy ? bids.farBest : asks.farBest))
    }
    precondition(farOrders.buy == bids.farCount && farOrders.sell == asks.farCount)
    for index in 0..<lanes.count where lanes[index].hasStarted {
      lanes[index].ledger.checkInvariants(mid: valuation.value(doubled: book.doubledMid))
      for side in Side.allCases {
        var exposure: Int64 =
          side == .buy
          ? max(lanes[index].pendingImmediate, 0) : max(-lanes[index].pendingImmediate, 0)
        for first in [lanes[index].firstOrder[side], lanes[index].firstCancelled[side]] {
          var (order, previous) = (first, Int32(-1))
          while order >= 0 {
            precondition(orders[order].lane == index && !orders[order].isKnownEnded)
            precondition(orders[order].previousKnown == previous)
            precondition(orders[order].cancelSent == (first != lanes[index].firstOrder[side]))
            exposure += orders[order].exposure
            (previous, order) = (order, orders[order].nextKnown)
          }
        }
        precondition(exposure <= lanes[index].exposure[side], "every live order is counted")
      }
    }
  }

  /// When something other than a market event happens next.
  var nextActionTime: Int64 {
    min(messages.nextTime, reports.nextTime, nextClock, nextPosting)
  }
}

/// A lane's assumptions, prepared for the loop.
struct CompiledAssumptions: BitwiseCopyable {
  enum Hidden: UInt8, BitwiseCopyable { case touch, fixed }
  enum Crossing: UInt8, BitwiseCopyable { case clamp, reject, take }

  let rule: Int32
  let orderRing: Int
  let cancelRing: Int
  let responseRing: Int
  let orderLatency: Int64
  let cancelLatency: Int64
  let responseLatency: Int64
  /// Whether messages to the venue, and reports, travel with latencies that vary.
  let orderVaries: Bool
  let responseVaries: Bool
  let crossing: Crossing
  /// Whether cancels and new orders arrive together and quotes that cross are clamped: then the
  /// difference between two plain pairs of quotes travels as one message.
  let requotesAtOnce: Bool
  let impact: Impact
  let hidden: Hidden
  /// For a fixed hidden queue: the lots ahead.
  let hiddenLots: Int64
  let makerFee: FeeRate
  let takerFee: FeeRate
  /// Whether fees are more than these rates.
  let hasFeeRules: Bool

  init(
    _ given: FillAssumptions, rule: Int32, orderRing: Int, cancelRing: Int, responseRing: Int
  ) {
    self.rule = rule
    self.orderRing = orderRing
    self.cancelRing = cancelRing
    self.responseRing = responseRing
    let variable = given.variableLatency
    orderVaries = variable.order != nil || variable.cancel != nil
    responseVaries = variable.response != nil
    // What varies is added to the time of sending when the message is posted.
    orderLatency = variable.order == nil ? given.orderLatency : 0
    cancelLatency = variable.cancel == nil ? given.cancelLatency : 0
    responseLatency = given.responseLatency
    impact = given.impact
    crossing =
      switch given.crossing {
      case .clamp: .clamp
      case .reject: .reject
      case .take: .take
      }
    requotesAtOnce =
      crossing == .clamp && orderRing == cancelRing && !orderVaries && !responseVaries
    switch given.hiddenQueue {
    case .touch: (hidden, hiddenLots) = (.touch, 0)
    case .none: (hidden, hiddenLots) = (.fixed, 0)
    case .fixed(let lots): (hidden, hiddenLots) = (.fixed, lots)
    }
    makerFee = FeeRate(given.makerFee)
    takerFee = FeeRate(given.takerFee)
    hasFeeRules = !given.feeRules.isEmpty
  }
}

/// A replay could not go on.
public enum BacktestError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sum of money or inventory of a lane left the range of the books' integers.
  case overflow(lane: String, time: Int64?)
  /// The measurements that a lane's latencies are to come from were not read, or are none.
  case noLatencies(lane: String, file: String)
  /// A market event came before its predecessor.
  case disorder(time: Int64, previous: Int64)
  /// An inverse contract has a price of 0 or less, at which it is worth nothing that can be booked.
  case inversePrice(instrument: String, time: Int64)
  /// A market event is of an instrument that the replay does not have.
  case unknownInstrument(Int, time: Int64)

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .overflow(let lane, let time):
      let when = time.map { " at \($0) ns" } ?? ""
      return "the books of '\(lane)' left the range of their integers\(when);"
        + " use a coarser tick or lot, or smaller orders"
    case .inversePrice(let instrument, let time):
      return "the inverse contract '\(instrument)' has a price of 0 or less at \(time) ns, where"
        + " 1 / price has no value; take those rows out of the data, or use kind: linear"
    case .noLatencies(let lane, let file):
      return "'\(lane)' has no measurements of latency from \(file); add rows to it"
    case .disorder(let time, let previous):
      return "event at \(time) ns comes after one at \(previous) ns; events must be in time order"
    case .unknownInstrument(let place, let time):
      return "event at \(time) ns is of instrument \(place), which the replay does not have"
    }
  }
}
