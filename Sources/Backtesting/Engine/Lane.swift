import MarketData

/// The live state of one lane: what it knows, what it asked for, and its books at the venue.
struct Lane: BitwiseCopyable {
  // What every decision looks at, within three lines of the processor's cache.
  /// The latest decision, or after a session's end the last instant without one.
  var lastDecision = Int64.min
  /// The instant at which a report of its own fill lets it decide.
  var dueAt = Int64.min
  /// The touch at which it was last asked and wanted what it had already; −1 = asking again may
  /// change something.
  var settledTouch: Int64 = -1
  // What the lane knows from reports.
  var knownInventory: Int64
  /// `knownCash` in quote units, converted when it changes rather than at every decision.
  var knownCashValue: Double = 0
  /// Lots that its buy and sell orders may still fill, as far as it knows.
  var exposure = SidePair<Int64>(0)
  /// The same for immediate orders alone, signed.
  var pendingImmediate: Int64 = 0
  /// First resting order asked for per side, −1 = none.
  var firstOrder = SidePair<Int32>(-1)
  /// First order per side whose cancel was sent and whose end is not known, −1 = none.
  var firstCancelled = SidePair<Int32>(-1)

  // How it acts.
  let limit: Int64
  let isSpot: Bool
  let assumptions: Int32
  let rule: Int32
  var lastNumber: Int64 = 0
  /// Messages never overtake each other: the arrival of the latest.
  var lastArrival = Int64.min
  /// The same for reports, where their latency varies.
  var lastReport = Int64.min
  var target: Double = 0
  /// When it knows that an order of it was cancelled (ns, `Int64.max` = it does already), and the
  /// room that gives back; kept until somebody looks.
  var returnTime = Int64.max
  var returned = SidePair<Int64>(0)
  /// What plain pairs of quotes add to `LaneCounts`.
  var plain = PlainCounts()
  var knownCash: Int128
  var hasStarted = false
  var start: Int64 = 0

  // Its books at the venue.
  var ledger: Ledger
  var drawdown: DrawdownTracker
  /// Whether its drawdown stretch starts anew after the present event.
  var filledNow = false
  /// The print that `given` is counted for.
  var printMoment: Int64 = -1
  /// Lots the print gave the lane's better and older orders.
  var given: Int64 = 0
  /// Since when the inventory or the target is what it is (ns).
  var heldSince: Int64 = 0
  var wentIntoDebt = false
  var lowestInventory: Int64
  var highestInventory: Int64
  var targetDeviation: Double = 0
  var timeOutsideBand: Int64 = 0
  /// Inventory at the last point of the 1 s grid.
  var gridInventory: Int64 = 0
  /// The next point of the 1 s grid of the inventory's half-life (ns).
  var nextSecond: Int64 = 0

  init(
    settings: LaneSettings, startCash: Int128, isSpot: Bool, assumptions: Int32, rule: Int32
  ) {
    knownInventory = settings.startInventory
    knownCash = startCash
    limit = settings.limit ?? Int64.max / 4
    self.isSpot = isSpot
    self.assumptions = assumptions
    self.rule = rule
    lowestInventory = settings.startInventory
    highestInventory = settings.startInventory
    ledger = Ledger(inventory: settings.startInventory, cash: startCash, mid: 0)
    drawdown = DrawdownTracker(equity: 0, start: 0)
  }

  /// Takes in what it knows of cancels at `time`.
  @inline(__always)
  mutating func takeReturn(through time: Int64) {
    guard returnTime <= time else { return }
    returnTime = .max
    exposure.buy -= returned.buy
    exposure.sell -= returned.sell
  }

  /// How many more lots an order of `side` may have without the limit being exceeded whatever
  /// fills.
  @inline(__always)
  func room(_ side: Side) -> Int64 {
    switch side {
    case .buy: return limit - knownInventory - exposure.buy
    case .sell:
      let room = limit + knownInventory - exposure.sell
      return isSpot ? min(room, knownInventory - exposure.sell) : room
    }
  }
}

/// One value per side.
struct SidePair<Value: BitwiseCopyable>: BitwiseCopyable {
  var buy: Value
  var sell: Value

  init(_ value: Value) { (buy, sell) = (value, value) }

  @inline(__always)
  subscript(side: Side) -> Value {
    get { side == .buy ? buy : sell }
    set { if side == .buy { buy = newValue } else { sell = newValue } }
  }
}

/// What a lane's plain pairs of quotes count, kept with the state that decisions touch.
struct PlainCounts: BitwiseCopyable {
  var decisions: Int64 = 0
  var ordersSent: Int64 = 0
  var cancelsSent: Int64 = 0
  var quantitySent: Int128 = 0
  /// Orders that the hard limit left nothing of.
  var refusedByLimit: Int64 = 0
}

/// What a lane counts, kept apart from the state its decisions touch.
struct LaneCounts {
  var inventoryTimes = TimeHistogram()
  var turnover: Int128 = 0
  var fillsByCause = [Int64](repeating: 0, count: FillCause.allCases.count)
  var quantityByCause = [Int128](repeating: 0, count: FillCause.allCases.count)
  var makerQuantity: Int128 = 0
  var ordersSent: Int64 = 0
  var restingQuantitySent: Int128 = 0
  var cancelsSent: Int64 = 0
  var amendsSent: Int64 = 0
  var decisions: Int64 = 0
  /// Fills beyond what was displayed, and their lots.
  var impactFills: Int64 = 0
  var impactQuantity: Int128 = 0
  var rejections: [Rejection: Int64] = [:]
  var secondGrid = PairSums()
  var midnights: [(time: Int64, profit: ProfitParts)] = []
  var sessions: [SessionResult] = []
  var markouts: [MarkoutSum]
}

/// Why an order was not sent or not accepted.
enum Rejection: String {
  /// A post-only order met the opposite best at the venue.
  case postOnly = "post-only"
  /// The hard limit, or what a spot account lacks, left no room.
  case limit
  /// With it filled, fees included, a spot account's cash would be below 0.
  case cash
  /// With it filled, equity would be less than the initial margin of the position.
  case margin
  /// An order that met the liquidation of its lane, or a scripted one after it.
  case liquidation
  /// A reduce-only order had nothing to reduce, when it was to be sent or before it was filled.
  case reduceOnly = "reduce-only"
  /// The quote was through the known touch and `crossing` is `reject`.
  case crossing
  /// More levels than a side can have.
  case tooManyLevels = "too-many-levels"
  /// A price or quantity that is not a number on any grid.
  case notFinite = "not-finite"
  /// A scripted order before the measured run.
  case warmUp = "warm-up"
  /// An order that met the end of a session, or a scripted one before its end was reported.
  case session
  /// Nothing was displayed that the inventory could have been closed against.
  case sessionNotClosed = "session-not-closed"
  /// A scripted order before the touch was two-sided.
  case noMarket = "no-market"
  /// A scripted amend or cancel of an order that is not live.
  case unknownOrder = "unknown-order"
  /// A scripted order of no quantity.
  case noQuantity = "no-quantity"
  /// A scripted action after the last event.
  case afterEnd = "after-end"
}
