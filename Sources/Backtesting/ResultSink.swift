public import MarketData

/// Why an own order filled.
public enum FillCause: UInt8, Sendable, CaseIterable {
  /// A print at the order's price.
  case printAt
  /// A print strictly through the order's price.
  case printThrough
  /// The opposite best at or through the order's price.
  case bookCross
  /// The order took displayed quantity itself.
  case taker
  /// An arrival of the intensity model reached the order.
  case arrival
  /// The venue closed the position for want of margin.
  case liquidation

  /// Whether the order was resting rather than taking.
  public var isMaker: Bool { self != .taker && self != .liquidation }

  /// The word in `fills.csv`.
  public var name: String {
    switch self {
    case .printAt: "print-at"
    case .printThrough: "print-through"
    case .bookCross: "book-cross"
    case .taker: "taker"
    case .arrival: "arrival"
    case .liquidation: "liquidation"
    }
  }
}

/// One fill as `fills.csv` writes it. Money is exact: see `MoneyUnit`.
public struct FillRecord: Sendable {
  /// The lane, from 0 in the order of the experiment.
  public var lane: Int
  /// Exchange time (ns).
  public var time: Int64
  /// The side of the own order.
  public var side: Side
  /// Fill price (ticks).
  public var price: Int64
  /// Filled quantity (lots).
  public var quantity: Int64
  /// Why it filled; `taker` is a taker fill, every other cause a maker fill.
  public var cause: FillCause
  /// The fee (1e-8 tick·lot), positive = paid.
  public var fee: Int128
  /// Twice the mid the fill's edge is measured against (half ticks).
  public var doubledMid: Int64
  /// Inventory after the fill (lots).
  public var inventoryAfter: Int64
  /// Quantity ahead when the order joined its level (lots); `nil` for taker fills and for models
  /// without a queue.
  public var queueAheadAtEntry: Double?
}

/// The state of a lane at a sample instant, after all events at or before it. Money in 1e-8
/// tick·lot.
public struct SampleRecord: Sendable {
  /// The lane, from 0 in the order of the experiment.
  public var lane: Int
  /// The sample instant (ns).
  public var time: Int64
  /// Twice the mid (half ticks).
  public var doubledMid: Int64
  /// Inventory (lots).
  public var inventory: Int64
  /// The target inventory last pursued (lots).
  public var target: Double
  /// Cash, fees and funding included.
  public var cash: Int128
  /// Cash plus inventory at mid.
  public var equity: Int128
  /// Edge of maker fills since the start.
  public var spreadPnL: Int128
  /// Revaluation of inventory since the start.
  public var inventoryPnL: Int128
  /// Edge of taker fills since the start (negative = paid).
  public var rebalancingCost: Int128
  /// Contribution of fees since the start (negative = paid).
  public var fees: Int128
  /// Contribution of funding since the start (negative = paid).
  public var funding: Int128
}

/// One order message or its outcome as `orders.csv` writes it.
public struct OrderRecord: Sendable {
  /// What happened to the order.
  public enum Event: String, Sendable {
    /// A resting order was sent, with its quantity after cuts.
    case new
    /// An order that crosses at once was sent.
    case immediate
    /// A smaller total quantity was sent.
    case amend
    /// A cancel was sent.
    case cancel
    /// The venue refused the order.
    case rejected
    /// The venue ended the order before it was filled, by its cancel, its amend or its expiry.
    case ended
    /// The engine did not send the order.
    case refused
  }
  /// The lane, from 0 in the order of the experiment.
  public var lane: Int
  /// When: the decision for messages sent, the venue's time for `rejected` and `ended` (ns).
  public var time: Int64
  /// The order's number within its lane, from 1.
  public var order: Int64
  /// What happened.
  public var event: Event
  /// The side of the order.
  public var side: Side
  /// The price (ticks); `nil` where an immediate order has no limit.
  public var price: Int64?
  /// The quantity (lots): sent, amended to, or left when it ended.
  public var quantity: Int64
  /// Why, for `rejected`, `ended` and `refused`; empty otherwise.
  public var reason: String
}

/// Where a replay writes what it records. Calls come in time order and, at one instant, in the
/// order of the lanes.
public protocol ResultSink: AnyObject {
  /// Takes a fill.
  func record(_ fill: FillRecord) throws
  /// Takes the state of a lane at a sample instant.
  func record(_ sample: SampleRecord) throws
  /// Whether `record(_: OrderRecord)` is to be called.
  var wantsOrders: Bool { get }
  /// Takes an order message or its outcome.
  func record(_ order: OrderRecord) throws
}
