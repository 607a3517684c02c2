import MarketData

/// Pairs of quotes that travelled as one message, at the venue.
extension Engine {
  /// Carries out the cancels and then the new orders of a plain pair.
  @inline(__always)
  mutating func requote(_ message: OrderMessage) {
    let lane = message.order
    let compiled = assumptions.base + Int(lanes[lane].assumptions)
    var back = ReturnQueues.Return(time: now + compiled.pointee.responseLatency, lane: lane)
    let isInOrder = returns.accepts(back, on: compiled.pointee.responseRing)
    let bid = cancel(message.cancels.buy, .buy, message.news.buy, &back, quietly: isInOrder)
    let ask = cancel(message.cancels.sell, .sell, message.news.sell, &back, quietly: isInOrder)
    if back.quantity.buy > 0 || back.quantity.sell > 0 {
      giveBack(back, on: compiled.pointee.responseRing)
    }
    if bid >= 0 { deliverNew(bid, .buy) }
    if ask >= 0 { deliverNew(ask, .sell) }
  }

  /// Carries out the cancel of a plain pair on one side.
  ///
  /// - Returns: the order that arrives in its place, −1 = none.
  @inline(__always)
  private mutating func cancel(
    _ index: Int32, _ side: Side, _ new: Int32, _ back: inout ReturnQueues.Return,
    quietly isQuiet: Bool
  ) -> Int32 {
    guard index >= 0 else { return new }
    var new = new
    if new == index {
      let order = orders.pointer(to: index)
      if order.pointee.isMoving, order.pointee.state == .resting, order.pointee.travelling == 1,
        isQuiet
      {
        back.quantity[side] = order.pointee.exposure
        move(index, side)
        if settle(index, side) { return -1 }
        return index
      }
      new = order.pointee.isMoving ? separate(index) : order.pointee.replacement
    }
    back.quantity[side] = cancel(index, side, lane: back.lane, quietly: isQuiet)
    return new
  }

  /// Ends an order and makes the one in its place of it, which is about to arrive.
  @inline(__always)
  private mutating func move(_ index: Int32, _ side: Side) {
    let order = orders.pointer(to: index)
    if wantsOrders { recordOutcome(index, .ended, reason: "cancelled") }
    if side == .buy {
      bids.remove(index, orders: orders)
    } else {
      asks.remove(index, orders: orders)
    }
    let quantity = order.pointee.nextQuantity
    order.pointee.isMoving = false
    order.pointee.state = .inFlight
    order.pointee.key = order.pointee.nextKey
    order.pointee.asked = order.pointee.nextAsked
    order.pointee.total = quantity
    order.pointee.sent = quantity
    order.pointee.exposed = quantity
    order.pointee.filled = 0
    order.pointee.knownFilled = 0
    order.pointee.aheadAtEntry = 0
    order.pointee.hasQueue = false
    order.pointee.number = order.pointee.nextNumber
  }

  /// Lets an order that moved rest where nothing is to be asked but what the touch shows.
  ///
  /// - Returns: whether it does; otherwise it arrives like any other.
  @inline(__always)
  private mutating func settle(_ index: Int32, _ side: Side) -> Bool {
    let order = orders.pointer(to: index)
    let lane = lanes.base + Int(order.pointee.lane)
    let key = order.pointee.key
    if key >= book.oppositeKey(of: side) || hasDepth || order.pointee.nextKnown >= 0 {
      return false
    }
    if side == .buy ? lane.pointee.firstCancelled.buy >= 0 : lane.pointee.firstCancelled.sell >= 0 {
      return false
    }
    let rule = lane.pointee.rule
    if rules[rule].kind == .queue {
      let best = side == .buy ? book.bid : book.ask
      var ahead = best.size
      if key != best.key {
        let compiled = assumptions.base + Int(lane.pointee.assumptions)
        if compiled.pointee.hidden == .fixed { ahead = compiled.pointee.hiddenLots }
        if key > best.key { ahead = 0 }
      }
      order.pointee.aheadAtEntry = Double(ahead)
      order.pointee.hasQueue = true
    }
    order.pointee.travelling = 0
    rest(index, side, rule: rule)
    return true
  }

  /// Tells a lane of the room it gets back.
  @inline(__always)
  private mutating func giveBack(_ back: ReturnQueues.Return, on ring: Int) {
    let lane = lanes.base + Int(back.lane)
    lane.pointee.takeReturn(through: now)
    if lane.pointee.returnTime == .max {
      lane.pointee.returnTime = back.time
      lane.pointee.returned = back.quantity
    } else {
      returns.send(back, on: ring)
    }
  }

  @inline(__always)
  private mutating func deliverNew(_ index: Int32, _ side: Side) {
    let order = orders.pointer(to: index)
    order.pointee.travelling -= 1
    if let reason = refusal(of: index) { return reject(index, reason) }
    arrive(index, side)
  }

  /// Ends an order whose cancel arrives, if it still rests.
  mutating func cancel(_ index: Int32) {
    let (lane, side) = (orders[index].lane, orders[index].side)
    let compiled = assumptions.base + Int(lanes[lane].assumptions)
    var back = ReturnQueues.Return(time: now + compiled.pointee.responseLatency, lane: lane)
    let isInOrder =
      !compiled.pointee.responseVaries && returns.accepts(back, on: compiled.pointee.responseRing)
    back.quantity[side] = cancel(index, side, lane: lane, quietly: isInOrder)
    if back.quantity[side] > 0 { returns.send(back, on: compiled.pointee.responseRing) }
  }

  /// Ends an order whose cancel arrives, if it still rests.
  ///
  /// The report of that tells its lane only that the order can no longer fill. Where nothing else
  /// about the order is on its way, that is all there is to tell, and the slot is free.
  ///
  /// - Parameters:
  ///   - index: the order.
  ///   - side: its side.
  ///   - lane: its lane.
  ///   - isQuiet: whether the caller can tell the lane.
  /// - Returns: the lots that the caller is to tell the lane of; 0 = a report does.
  @inline(__always)
  private mutating func cancel(
    _ index: Int32, _ side: Side, lane: Int32, quietly isQuiet: Bool
  ) -> Int64 {
    let order = orders.pointer(to: index)
    order.pointee.travelling -= 1
    guard order.pointee.state == .resting else {
      releaseIfDone(index)
      return 0
    }
    if side == .buy {
      bids.remove(index, orders: orders)
    } else {
      asks.remove(index, orders: orders)
    }
    order.pointee.state = .ended
    if wantsOrders { recordOutcome(index, .ended, reason: "cancelled") }
    guard isQuiet, order.pointee.travelling == 0 else {
      report(index, Report(order: index, kind: .ended))
      return 0
    }
    order.pointee.isKnownEnded = true
    let (previous, next) = (order.pointee.previousKnown, order.pointee.nextKnown)
    if next >= 0 { orders[next].previousKnown = previous }
    if previous >= 0 {
      orders[previous].nextKnown = next
    } else {
      lanes[lane].firstCancelled[side] = next
    }
    orders.release(index)
    return order.pointee.exposure
  }

  /// Gives lanes the room back that orders took whose end they know at `time`.
  @inline(__always)
  mutating func takeReturns(through time: Int64) {
    while let next = returns.removeNext(through: time) {
      let lane = lanes.base + Int(next.lane)
      lane.pointee.exposure.buy -= next.quantity.buy
      lane.pointee.exposure.sell -= next.quantity.sell
    }
  }
}
