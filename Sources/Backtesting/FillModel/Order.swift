import MarketData

/// One own order: what its lane knows of it and what the venue knows of it.
///
/// Keys are prices mirrored so that a larger key is more aggressive on both sides: the price of a
/// bid, minus the price of an ask.
struct Order: BitwiseCopyable {
  enum State: UInt8, BitwiseCopyable { case inFlight, resting, ended }

  // What decisions look at, within one line of the processor's cache.
  var key: Int64
  /// What the strategy last asked for at this price, before limits cut it (lots).
  var asked: Int64
  /// Where it is to move, where `isMoving`, and what is asked for there, before and after limits
  /// cut it (lots).
  var nextKey: Int64 = 0
  var nextAsked: Int64 = 0
  var nextQuantity: Int64 = 0
  var lane: Int32
  /// Its neighbours in the lane's list of orders asked for, or of those being cancelled; −1 = none.
  var nextKnown: Int32 = -1
  var previousKnown: Int32 = -1
  /// Messages and reports still travelling; the slot is used again only when there are none.
  var travelling: Int32 = 0
  var side: Side
  var cancelSent = false
  /// Whether its end has been reported.
  var isKnownEnded = false
  var state = State.inFlight
  /// Whether its cancel and the order in its place are on their way, as one that takes its slot.
  var isMoving = false
  var isPostOnly = true
  /// Whether it may only bring the inventory nearer to zero.
  var isReduceOnly = false
  var hasQueue = false

  // What the venue looks at: the next line.
  /// The total in force (lots).
  var total: Int64
  var filled: Int64 = 0
  /// The total last sent (lots).
  var sent: Int64
  /// The largest total that may still be in force (lots): until an amend is confirmed, the older.
  var exposed: Int64
  /// Filled according to the reports received (lots).
  var knownFilled: Int64 = 0
  var aheadAtEntry: Double = 0
  /// The group of orders it rests in, or −1 where it is far from the touch, and its neighbours
  /// there.
  var cohort: Int32 = -1
  var next: Int32 = -1
  var previous: Int32 = -1
  /// The order in its place where that got a slot of its own after all.
  var replacement: Int32 = -1

  // What is seldom looked at.
  /// When it began to rest (ns).
  var since: Int64 = 0
  /// The count of orders that had begun to rest when it did.
  var arrival: Int64 = 0
  /// Its number within the lane, from 1, and that of the order in its place.
  var number: Int64
  var nextNumber: Int64 = 0
  /// Marks the decision that wants the order kept.
  var wantedBy: Int64 = 0
  var isImmediate = false
  /// Whether an immediate order has a limit price.
  var hasLimit = true
  /// Whether its session ended while it was on its way: it is rejected on arrival.
  var isVoid = false
  /// Whether it closes a position for want of margin.
  var isLiquidation = false
  /// Fills the third line.
  private let padding = (0 as Int64, 0 as Int64)

  init(
    lane: Int32, side: Side, key: Int64, number: Int64, asked: Int64, sent: Int64, exposed: Int64,
    total: Int64
  ) {
    self.lane = lane
    self.side = side
    self.key = key
    self.number = number
    self.asked = asked
    self.sent = sent
    self.exposed = exposed
    self.total = total
  }

  var remaining: Int64 { total - filled }
  /// What may still fill according to the lane (lots).
  var exposure: Int64 { exposed - knownFilled }
  var price: Int64 { side == .buy ? key : -key }
}
