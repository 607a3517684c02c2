import MarketData

/// A level that a strategy wants, on the grid.
struct WantedOrder: BitwiseCopyable {
  var side: Side
  var key: Int64
  var quantity: Int64
  var isPostOnly: Bool
  var isReduceOnly = false
  /// Whether an order that is already asked for serves it.
  var isServed = false
}

/// An order to be made smaller once all cancels of the decision are sent.
struct PendingAmend: BitwiseCopyable {
  var order: Int32
  var total: Int64
}

/// Class 5: decisions, turned into the difference from what was asked for.
extension Engine {
  /// Compares what the strategy of `lane` wants with what it has asked for and sends the
  /// difference: cancels, amends, new orders, the immediate order.
  mutating func submit(_ quotes: UnsafePointer<Quotes>, lane: Int32, at time: Int64) {
    let state = lanes.base + Int(lane)
    state.pointee.plain.decisions += 1
    let target = quotes.pointee.target
    if target != state.pointee.target, target.isFinite {
      settleHolding(lane, at: time)
      state.pointee.target = target
    }
    state.pointee.takeReturn(through: time)
    if !submitPlain(quotes, lane: lane, at: time) { submitLevels(quotes, lane: lane, at: time) }
  }

  /// The same for any number of levels and anything else that quotes may say.
  @inline(never)
  private mutating func submitLevels(
    _ answer: UnsafePointer<Quotes>, lane: Int32, at time: Int64
  ) {
    let quotes = answer.pointee
    lanes[lane].settledTouch = -1
    separateOrders(of: lane)
    decisionStamp += 1
    wanted.removeAll()
    amends.removeAll()
    for _ in 0..<quotes.overflow { refuse(.tooManyLevels, lane: lane, at: time) }
    for place in 0..<quotes.bidCount {
      want(
        quotes.bidLevel(place), .buy, lane: lane, at: time,
        isReduceOnly: quotes.isReduceOnly(.buy, place))
    }
    for place in 0..<quotes.askCount {
      want(
        quotes.askLevel(place), .sell, lane: lane, at: time,
        isReduceOnly: quotes.isReduceOnly(.sell, place))
    }
    for place in 0..<wanted.count { serve(place, lane: lane) }
    cancelUnwanted(.buy, lane: lane, at: time)
    cancelUnwanted(.sell, lane: lane, at: time)
    for place in 0..<amends.count {
      sendAmend(amends[place].order, total: amends[place].total, at: time)
    }
    for place in 0..<wanted.count where !wanted[place].isServed {
      let order = wanted[place]
      sendNew(
        side: order.side, key: order.key, quantity: order.quantity, isPostOnly: order.isPostOnly,
        lane: lane, at: time, isReduceOnly: order.isReduceOnly)
    }
    if let immediate = quotes.immediate { send(immediate, lane: lane, at: time) }
  }

  /// Puts a wanted level on the grid and follows the crossing policy.
  private mutating func want(
    _ level: QuoteLevel, _ side: Side, lane: Int32, at time: Int64, isReduceOnly: Bool
  ) {
    guard let price = Grid.price(level.price, side), let quantity = Grid.quantity(level.quantity)
    else { return refuse(.notFinite, lane: lane, at: time, side: side) }
    guard quantity > 0 else { return }
    var key = side == .buy ? price : -price
    guard
      let isPostOnly = applyCrossing(
        key: &key, side: side, quantity: quantity, lane: lane, at: time)
    else { return }
    // Levels that meet at one price, by rounding or clamping, are one order of their sum; it is
    // reduce-only where one of them is.
    for place in 0..<wanted.count where wanted[place].side == side && wanted[place].key == key {
      wanted[place].quantity += quantity
      if isReduceOnly { wanted[place].isReduceOnly = true }
      return
    }
    wanted.append(
      WantedOrder(
        side: side, key: key, quantity: quantity, isPostOnly: isPostOnly, isReduceOnly: isReduceOnly
      ))
  }

  /// Finds the order that was asked for at the price of the wanted order at `place`, if any: it
  /// serves as it is, or made smaller.
  private mutating func serve(_ place: Int, lane: Int32) {
    let (key, quantity) = (wanted[place].key, wanted[place].quantity)
    var index = lanes[lane].firstOrder[wanted[place].side]
    while index >= 0 {
      if orders[index].key == key {
        guard quantity <= orders[index].asked,
          orders[index].isReduceOnly == wanted[place].isReduceOnly
        else { return }
        orders[index].wantedBy = decisionStamp
        wanted[place].isServed = true
        if quantity < orders[index].asked {
          amends.append(PendingAmend(order: index, total: quantity))
        }
        return
      }
      index = orders[index].nextKnown
    }
  }

  /// Applies the crossing policy to a quote at `key`.
  ///
  /// - Returns: whether the order is to be post-only, or `nil` where it is not to be sent.
  mutating func applyCrossing(
    key: inout Int64, side: Side, quantity: Int64, lane: Int32, at time: Int64
  ) -> Bool? {
    let opposite = local.book.oppositeKey(of: side)
    guard key >= opposite else { return true }
    switch assumptions[lanes[lane].assumptions].crossing {
    case .clamp:
      key = opposite - 1
      return true
    case .take: return false
    case .reject:
      refuse(.crossing, lane: lane, at: time, side: side, key: key, quantity: quantity)
      return nil
    }
  }

  private mutating func cancelUnwanted(_ side: Side, lane: Int32, at time: Int64) {
    var index = lanes[lane].firstOrder[side]
    while index >= 0 {
      let next = orders[index].nextKnown
      if orders[index].wantedBy != decisionStamp { sendCancel(index, at: time) }
      index = next
    }
  }

  mutating func sendCancel(_ index: Int32, at time: Int64) {
    let lane = orders[index].lane
    moveToCancelled(index)
    counts[Int(lane)].cancelsSent += 1
    record(index, .cancel, quantity: orders[index].sent - orders[index].knownFilled, at: time)
    let compiled = lanes[lane].assumptions
    post(
      OrderMessage(
        time: time + assumptions[compiled].cancelLatency, order: index, kind: .cancel),
      on: assumptions[compiled].cancelRing)
  }

  /// Makes an order smaller; a total that its limit had already cut it to is not sent again.
  mutating func sendAmend(_ index: Int32, total: Int64, at time: Int64) {
    orders[index].asked = total
    guard total < orders[index].sent else { return }
    orders[index].sent = total
    let lane = orders[index].lane
    counts[Int(lane)].amendsSent += 1
    record(index, .amend, quantity: total, at: time)
    let compiled = lanes[lane].assumptions
    post(
      OrderMessage(
        time: time + assumptions[compiled].orderLatency, total: total, order: index, kind: .amend),
      on: assumptions[compiled].orderRing)
  }

  /// Sends a resting order, cut to the room the limit leaves.
  ///
  /// - Returns: its slot, or `nil` where nothing was left of it.
  @discardableResult
  mutating func sendNew(
    side: Side, key: Int64, quantity: Int64, isPostOnly: Bool, lane: Int32, at time: Int64,
    number: Int64? = nil, isReduceOnly: Bool = false
  ) -> Int32? {
    var cut = min(quantity, lanes[lane].room(side))
    if isReduceOnly { cut = min(cut, lanes[lane].reducible(side)) }
    guard cut > 0 else {
      refuse(
        isReduceOnly && lanes[lane].reducible(side) <= 0 ? .reduceOnly : .limit, lane: lane,
        at: time, side: side, key: key, quantity: quantity,
        order: number ?? 0)
      return nil
    }
    let index = makeOrder(
      side: side, key: key, asked: quantity, quantity: cut, lane: lane, number: number)
    orders[index].isPostOnly = isPostOnly
    orders[index].isReduceOnly = isReduceOnly
    orders[index].wantedBy = decisionStamp
    link(index)
    counts[Int(lane)].ordersSent += 1
    counts[Int(lane)].restingQuantitySent += Int128(cut)
    record(index, .new, quantity: cut, at: time)
    let compiled = lanes[lane].assumptions
    post(
      OrderMessage(
        time: time + assumptions[compiled].orderLatency, order: index, kind: .new),
      on: assumptions[compiled].orderRing)
    return index
  }

  /// Puts a wanted immediate order on the grid and sends it.
  mutating func send(_ order: ImmediateOrder, lane: Int32, at time: Int64) {
    var limit: Int64?
    if let wanted = order.limit {
      limit = Grid.price(wanted, order.side)
      if limit == nil { return refuse(.notFinite, lane: lane, at: time, side: order.side) }
    }
    guard let quantity = Grid.quantity(order.quantity) else {
      return refuse(.notFinite, lane: lane, at: time, side: order.side)
    }
    guard quantity > 0 else { return }
    sendImmediate(
      order.side, quantity: quantity, limit: limit, lane: lane, at: time,
      isReduceOnly: order.isReduceOnly)
  }

  /// Sends an order that takes at once, cut to the room the limit leaves.
  mutating func sendImmediate(
    _ side: Side, quantity: Int64, limit: Int64?, lane: Int32, at time: Int64,
    number: Int64? = nil, isReduceOnly: Bool = false
  ) {
    let key = limit.map { side == .buy ? $0 : -$0 } ?? -RestingOrders.noKey
    var cut = min(quantity, lanes[lane].room(side))
    if isReduceOnly { cut = min(cut, lanes[lane].reducible(side)) }
    guard cut > 0 else {
      return refuse(
        isReduceOnly && lanes[lane].reducible(side) <= 0 ? .reduceOnly : .limit, lane: lane,
        at: time, side: side, key: limit == nil ? nil : key,
        quantity: quantity, order: number ?? 0)
    }
    let index = makeOrder(
      side: side, key: key, asked: quantity, quantity: cut, lane: lane, number: number)
    orders[index].isImmediate = true
    orders[index].isReduceOnly = isReduceOnly
    orders[index].hasLimit = limit != nil
    lanes[lane].pendingImmediate += side.sign * cut
    counts[Int(lane)].ordersSent += 1
    record(index, .immediate, quantity: cut, at: time)
    let compiled = lanes[lane].assumptions
    post(
      OrderMessage(
        time: time + assumptions[compiled].orderLatency, order: index, kind: .immediate),
      on: assumptions[compiled].orderRing)
  }

  mutating func makeOrder(
    side: Side, key: Int64, asked: Int64, quantity: Int64, lane: Int32, number: Int64?
  ) -> Int32 {
    lanes[lane].lastNumber += 1
    lanes[lane].exposure[side] += quantity
    return orders.insert(
      Order(
        lane: lane, side: side, key: key, number: number ?? lanes[lane].lastNumber, asked: asked,
        sent: quantity, exposed: quantity, total: quantity))
  }

  /// Puts a message on its way to the venue, never to overtake an earlier one of its lane.
  private mutating func post(_ message: OrderMessage, on ring: Int) {
    let lane = orders[message.order].lane
    orders[message.order].travelling += 1
    if assumptions[lanes[lane].assumptions].orderVaries {
      return postVarying(message, lane: lane)
    }
    post(message, of: lane, on: ring)
  }

  @inline(__always)
  mutating func post(_ message: OrderMessage, of lane: Int32, on ring: Int) {
    var message = message
    if message.time < lanes[lane].lastArrival {
      message.time = lanes[lane].lastArrival
      messages.sendHeldBack(message)
    } else {
      lanes[lane].lastArrival = message.time
      messages.send(message, on: ring)
    }
  }

  mutating func refuse(
    _ rejection: Rejection, lane: Int32, at time: Int64, side: Side = .buy, key: Int64? = nil,
    quantity: Int64 = 0, order: Int64 = 0
  ) {
    count(rejection, lane: lane)
    guard wantsOrders else { return }
    hasRecords = true
    pendingOrders.append(
      OrderRecord(
        lane: Int(lane), time: time, order: order, event: .refused, side: side,
        price: key.map { side == .buy ? $0 : -$0 }, quantity: quantity,
        reason: rejection.rawValue))
  }
}

/// The grid of prices and quantities, where `Double`s come from strategies.
enum Grid {
  /// How far beyond a grid point floating-point noise may put a number that means it.
  static let noise = 1e-6

  /// The price on the grid, bids down and asks up; `nil` where it is no price at all.
  @inline(__always)
  static func price(_ ticks: Double, _ side: Side) -> Int64? {
    guard ticks.magnitude < 0x1p60 else { return nil }
    return side == .buy ? floor(ticks) : -floor(-ticks)
  }

  /// The quantity on the grid, rounded down; `nil` where it is no quantity at all, or one that sums
  /// of live orders could not hold.
  @inline(__always)
  static func quantity(_ lots: Double) -> Int64? {
    guard lots.magnitude < 1e12 else { return nil }
    return floor(lots)
  }

  // Truncation and comparison: `rounded(.down)` is a call into libm on baseline x86-64.
  @inline(__always)
  private static func floor(_ value: Double) -> Int64 {
    let shifted = value + noise
    let truncated = Int64(shifted)
    return Double(truncated) > shifted ? truncated - 1 : truncated
  }
}
