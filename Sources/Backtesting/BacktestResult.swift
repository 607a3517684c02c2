/// What a replay leaves behind beside its records.
public struct BacktestResult: Sendable {
  /// One result per lane, in the order they were added.
  public var lanes: [LaneResult] = []
  /// What strategies with legs leave behind over all of them, in the order of their first lanes.
  public var legged: [LeggedResult] = []
  /// Market events replayed.
  public var events: Int64 = 0
  /// Trades replayed.
  public var trades: Int64 = 0
  /// Trades without a side; they fill nothing.
  public var tradesWithoutSide: Int64 = 0
  /// Quotes replayed.
  public var quotes: Int64 = 0
  /// Quotes whose bid is above their ask; used as they are.
  public var quotesCrossed: Int64 = 0
  /// Messages about a book of several levels.
  public var bookMessages: Int64 = 0
  /// Levels dropped because levels of the other side, set later, reached them.
  public var levelsDroppedCrossed: Int64 = 0
  /// Messages after which the best bid was above the best ask.
  public var bookStatesCrossed: Int64 = 0
  /// Messages after which the best bid was the best ask.
  public var bookStatesLocked: Int64 = 0
  /// Messages after which a side was empty.
  public var bookStatesOneSided: Int64 = 0
  /// Trades whose side was inferred from the touch before them.
  public var sidesInferredByQuote: Int64 = 0
  /// Trades whose side was inferred from the trade before them at another price.
  public var sidesInferredByTick: Int64 = 0
  /// Trades whose side was to be inferred and could not be.
  public var sidesNotInferred: Int64 = 0
  /// Funding rates replayed.
  public var fundingRates: Int64 = 0
  /// Times at which funding was paid, by whoever held inventory then.
  public var fundingPayments: Int64 = 0
  /// Those without a mark price, for which the mid stood.
  public var fundingAtMid: Int64 = 0
  /// Payments that a later row announced for another time before they were due.
  public var fundingRescheduled: Int64 = 0
  /// The largest exchange time of any replayed row (ns); `nil` where there was none.
  public var end: Int64?

  /// An empty result.
  public init() {}
}

/// The parts of a lane's profit, each a contribution to equity (negative = paid), in 10^−8
/// tick·lot (see `MoneyUnit`).
public struct ProfitParts: Sendable, Equatable {
  /// Edge of maker fills: side × (mid − price) × quantity.
  public var spread: Int128 = 0
  /// Revaluation of inventory by moves of the mid.
  public var inventory: Int128 = 0
  /// Edge of taker fills.
  public var rebalancing: Int128 = 0
  /// Fees (a rebate is positive).
  public var fees: Int128 = 0
  /// Funding payments.
  public var funding: Int128 = 0

  /// No profit.
  public init() {}

  /// The sum of the parts, which equals the change of equity exactly.
  public var total: Int128 { spread + inventory + rebalancing + fees + funding }

  /// The difference of each part.
  public static func - (lhs: ProfitParts, rhs: ProfitParts) -> ProfitParts {
    var result = ProfitParts()
    result.spread = lhs.spread - rhs.spread
    result.inventory = lhs.inventory - rhs.inventory
    result.rebalancing = lhs.rebalancing - rhs.rebalancing
    result.fees = lhs.fees - rhs.fees
    result.funding = lhs.funding - rhs.funding
    return result
  }
}

/// The exact totals of one lane over its span. Money is in 10^−8 tick·lot, quantities in lots.
public struct LaneResult: Sendable {
  /// The lane's settings.
  public var settings: LaneSettings
  /// The first decision instant and the last event (ns); `nil` where the lane never decided.
  public var span: (start: Int64, end: Int64)?
  /// Equity at the start.
  public var startEquity: Int128 = 0
  /// Equity at the end, open inventory at the last mid.
  public var finalEquity: Int128 = 0
  /// The parts of the profit.
  public var profit = ProfitParts()
  /// The accumulated parts at each UTC midnight within the span, with the midnight (ns).
  public var midnights: [(time: Int64, profit: ProfitParts)] = []
  /// The sessions of the span, in order; empty where the run was not divided.
  public var sessions: [SessionResult] = []
  /// Σ of what the filled lots come to: |price| × quantity, of inverse contracts quantity / price.
  public var turnover: Int128 = 0
  /// Fills of resting orders.
  public var makerFills: Int64 = 0
  /// Fills of orders that took.
  public var takerFills: Int64 = 0
  /// Fills by cause, indexed by `FillCause.rawValue`.
  public var fillsByCause = [Int64](repeating: 0, count: FillCause.allCases.count)
  /// How often the venue closed its position for want of margin; `nil` where it is not on margin.
  public var liquidations: Int64?
  /// Filled quantity by cause (lots), indexed by `FillCause.rawValue`.
  public var quantityByCause = [Int128](repeating: 0, count: FillCause.allCases.count)
  /// Quantity filled by resting orders (lots).
  public var makerQuantity: Int128 = 0
  /// New orders sent, immediate ones too.
  public var ordersSent: Int64 = 0
  /// Quantity of resting orders sent, after cuts (lots).
  public var restingQuantitySent: Int128 = 0
  /// Cancels sent.
  public var cancelsSent: Int64 = 0
  /// Amends sent.
  public var amendsSent: Int64 = 0
  /// Fills of immediate orders beyond what was displayed, by the model of their impact.
  public var impactFills: Int64 = 0
  /// Their quantity (lots).
  public var impactQuantity: Int128 = 0
  /// Decisions taken.
  public var decisions: Int64 = 0
  /// Orders the venue rejected or the engine did not send, by reason.
  public var rejections: [String: Int64] = [:]
  /// Whether its cash was ever below 0 after a fill.
  public var wentIntoDebt = false
  /// Inventory at the end (lots).
  public var finalInventory: Int64 = 0
  /// What closing it at the last known touch would cost, taker fee included (≥ 0); `nil` where the
  /// side that would be taken is empty.
  public var closingCost: Int128?
  /// Smallest and largest inventory held (lots).
  public var inventoryRange: (minimum: Int64, maximum: Int64) = (0, 0)
  /// Time (ns) spent at each inventory (lots), ascending.
  public var inventoryTimes: [(inventory: Int64, time: Int64)] = []
  /// ∫ (q − q*)² dt (lots² · ns).
  public var targetDeviation: Double = 0
  /// Time with |q − q*| beyond the band (ns); `nil` where no band was given.
  public var timeOutsideBand: Int64?
  /// Sums over consecutive inventories on a 1 s grid from the start, for the AR(1) half-life.
  public var secondGrid = PairSums()
  /// Largest fall of equity from an earlier peak over all events (≥ 0).
  public var maximumDrawdown: Int128 = 0
  /// Markouts of maker fills at 1 s and 10 s.
  public var markouts: [MarkoutSum] = []

  init(settings: LaneSettings) { self.settings = settings }
}

/// One session of a lane as it ended.
public struct SessionResult: Sendable, Equatable {
  /// The boundary, or the end of the run (ns).
  public var end: Int64
  /// The parts of the profit from the start of the run to here, closing trades included.
  public var profit: ProfitParts
  /// Inventory when the boundary came (lots).
  public var inventoryBefore: Int64
  /// Inventory that the next session starts from (lots).
  public var inventoryAfter: Int64
  /// Twice the mid at the boundary (half ticks).
  public var doubledMid: Int64
}

/// Sums over pairs (x, y) of consecutive values, enough for a least-squares slope.
public struct PairSums: Sendable, Equatable {
  /// How many pairs.
  public var count: Int64 = 0
  /// Σ x.
  public var x: Int128 = 0
  /// Σ y.
  public var y: Int128 = 0
  /// Σ x².
  public var xx: Int128 = 0
  /// Σ x·y.
  public var xy: Int128 = 0

  /// No pairs.
  public init() {}

  mutating func add(_ first: Int64, _ second: Int64, times: Int64 = 1) {
    count += times
    x += Int128(first) * Int128(times)
    y += Int128(second) * Int128(times)
    xx += Int128(first) * Int128(first) * Int128(times)
    xy += Int128(first) * Int128(second) * Int128(times)
  }
}

/// Markouts of maker fills at one horizon; fills whose horizon passes the end are left out.
public struct MarkoutSum: Sendable, Equatable {
  /// The horizon (ns).
  public var horizon: Int64
  /// Fills counted.
  public var fills: Int64 = 0
  /// Σ quantity (lots).
  public var quantity: Int128 = 0
  /// Σ quantity × side × (mid at the horizon − price), in half tick·lots.
  public var doubledTickLots: Int128 = 0

  init(horizon: Int64) { self.horizon = horizon }
}
