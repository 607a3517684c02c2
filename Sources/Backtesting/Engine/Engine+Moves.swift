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
    let order = orders.pointer(to: index)
    if new == index, order.pointee.isMoving, order.pointee.state == .resting,
      order.pointee.travelling == 1, isQuiet
    {
      let room = order.pointee.exposed - order.pointee.knownFilled
      if side == .buy { back.quantity.buy = room } else { back.quantity.sell = room }
      return move(order, index, side) ? -1 : index
    }
    return cancelApart(index, side, new, &back, quietly: isQuiet)
  }

  /// The same where the two orders have slots of their own, or are to get them.
  @inline(never)
  private mutating func cancelApart(
    _ index: Int32, _ side: Side, _ new: Int32, _ back: inout ReturnQueues.Return,
    quietly isQuiet: Bool
  ) -> Int32 {
    var new = new
    if new == index { new = orders[index].isMoving ? separate(index) : orders[index].replacement }
    back.quantity[side] = cancel(index, side, lane: back.lane, quietly: isQuiet)
    return new
  }

  /// Ends an order and makes the one in its place of it, which rests where nothing is to be asked
  /// but what the touch shows.
  ///
  /// - Returns: whether it rests; otherwise it is about to arrive like any other.
  @inline(__always)
  private mutating func move(
    _ order: UnsafeMutablePointer<Order>, _ index: Int32, _ side: Side
  ) -> Bool {
    if wantsOrders { recordOutcome(index, .ended, reason: "cancelled") }
    let wasFar = order.pointee.cohort < 0
    if !wasFar {
      if side == .buy {
        bids.unlink(index, orders: orders)
      } else {
        asks.unlink(index, orders: orders)
      }
    }
    let (key, quantity) = (order.pointee.nextKey, order.pointee.nextQuantity)
    order.pointee.key = key
    order.pointee.asked = order.pointee.nextAsked
    order.pointee.isMoving = false
    order.pointee.total = quantity
    order.pointee.sent = quantity
    order.pointee.exposed = quantity
    order.pointee.filled = 0
    order.pointee.knownFilled = 0
    order.pointee.number = order.pointee.nextNumber
    let lane = lanes.base + Int(order.pointee.lane)
    let cancelled =
      side == .buy ? lane.pointee.firstCancelled.buy : lane.pointee.firstCancelled.sell
    if key >= book.oppositeKey(of: side) || hasDepth || order.pointee.nextKnown >= 0
      || cancelled >= 0
    {
      if wasFar { if side == .buy { bids.farCount -= 1 } else { asks.farCount -= 1 } }
      order.pointee.state = .inFlight
      order.pointee.aheadAtEntry = 0
      order.pointee.hasQueue = false
      return false
    }
    let rule = lane.pointee.rule
    var ahead = 0.0
    let isQueue = rules[rule].kind == .queue
    if isQueue {
      ahead = quantityAhead(at: key, side == .buy ? book.bid : book.ask, lane)
    }
    order.pointee.aheadAtEntry = ahead
    order.pointee.hasQueue = isQueue
    order.pointee.travelling = 0
    order.pointee.since = now
    ordersRested += 1
    order.pointee.arrival = ordersRested
    if side == .buy {
      bids.rest(index, key, wasFar: wasFar, front: ahead, rule: rule, orders: orders)
    } else {
      asks.rest(index, key, wasFar: wasFar, front: ahead, rule: rule, orders: orders)
    }
    return true
  }

  /// What the touch has ahead of a new order at `key`.
  @inline(__always)
  private mutating func quantityAhead(
    at key: Int64, _ best: TopOfBook.Best, _ lane: UnsafeMutablePointer<Lane>
  ) -> Double {
    if key > best.key { return 0 }
    if key == best.key { return Double(best.size) }
    let compiled = assumptions.base + Int(lane.pointee.assumptions)
    return Double(compiled.pointee.hidden == .fixed ? compiled.pointee.hiddenLots : best.size)
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
