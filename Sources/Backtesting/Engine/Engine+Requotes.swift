import MarketData

/// The plain pair: at most one level a side and nothing else, which is what most strategies want at
/// most decisions. What differs from the last pair travels as one message; the outcome is that of
/// `submitLevels`, which does whatever is not plain.
extension Engine {
  /// What a pair of quotes changes on one side.
  private struct Change {
    /// The order to cancel, −1 = none.
    var cancel: Int32 = -1
    /// The quantity of the new order, 0 = none.
    var quantity: Int64 = 0
    var key: Int64 = 0

    var isNone: Bool { cancel < 0 && quantity == 0 }
  }

  /// Sends what differs between a plain pair of quotes and what was asked for.
  ///
  /// - Returns: whether it did; nothing has happened where the pair is not plain.
  @inline(__always)
  mutating func submitPlain(
    _ quotes: UnsafePointer<Quotes>, lane: Int32, at time: Int64
  ) -> Bool {
    let state = lanes.base + Int(lane)
    guard quotes.pointee.bids <= 1, quotes.pointee.asks <= 1, quotes.pointee.refused == 0,
      quotes.pointee.reduceOnlyLevels == 0, quotes.pointee.immediate == nil,
      assumptions[state.pointee.assumptions].requotesAtOnce
    else { return false }
    guard
      let bid = change(
        quotes.pointee.bids == 0 ? nil : Self.first(of: quotes, \.bidLevels), .buy,
        asked: state.pointee.firstOrder.buy),
      let ask = change(
        quotes.pointee.asks == 0 ? nil : Self.first(of: quotes, \.askLevels), .sell,
        asked: state.pointee.firstOrder.sell)
    else { return false }
    if bid.isNone, ask.isNone {
      state.pointee.settledTouch = local.touchVersion
    } else {
      state.pointee.settledTouch = -1
      send(bid, ask, lane: lane, at: time)
    }
    return true
  }

  /// The first level of a side, read in place: the subscript would copy all levels.
  @inline(__always)
  private static func first(
    of quotes: UnsafePointer<Quotes>, _ side: KeyPath<Quotes, InlineArray<10, QuoteLevel>>
  ) -> QuoteLevel? {
    quotes.pointer(to: side).map { UnsafeRawPointer($0).load(as: QuoteLevel.self) }
  }

  /// What wanting `level` changes where `asked` heads the list of orders asked for; `nil` where
  /// that is not plain: several orders, a smaller one, or a number that is none.
  @inline(__always)
  private mutating func change(_ level: QuoteLevel?, _ side: Side, asked: Int32) -> Change? {
    var change = Change()
    if let level {
      guard let price = Grid.price(level.price, side), let quantity = Grid.quantity(level.quantity)
      else { return nil }
      if quantity > 0 {
        let opposite = local.book.oppositeKey(of: side)
        let key = side == .buy ? price : -price
        change.key = key >= opposite ? opposite - 1 : key
        change.quantity = quantity
      }
    }
    guard asked >= 0 else { return change }
    let order = orders.pointer(to: asked)
    if order.pointee.nextKnown >= 0 || order.pointee.isReduceOnly || order.pointee.isMoving {
      return nil
    }
    if change.quantity > 0, order.pointee.key == change.key {
      if change.quantity < order.pointee.asked { return nil }
      if change.quantity == order.pointee.asked { return Change() }
    }
    change.cancel = asked
    return change
  }

  /// Sends cancels and new orders of both sides.
  @inline(__always)
  private mutating func send(_ bid: Change, _ ask: Change, lane: Int32, at time: Int64) {
    let state = lanes.base + Int(lane)
    let compiled = assumptions.base + Int(state.pointee.assumptions)
    var message = OrderMessage(
      time: time + compiled.pointee.orderLatency, order: lane, kind: .requote)
    let bidQuantity = min(bid.quantity, state.pointee.room(.buy))
    let askQuantity = min(ask.quantity, state.pointee.room(.sell))
    let movesBid = moves(bid, quantity: bidQuantity)
    let movesAsk = moves(ask, quantity: askQuantity)
    message.cancels.buy = bid.cancel
    message.cancels.sell = ask.cancel
    if bid.cancel >= 0 { cancelOnly(bid.cancel, .buy, lane: lane, at: time, moves: movesBid) }
    if ask.cancel >= 0 { cancelOnly(ask.cancel, .sell, lane: lane, at: time, moves: movesAsk) }
    if bid.quantity > 0 {
      message.news.buy = place(
        bid, .buy, quantity: bidQuantity, lane: lane, at: time, moves: movesBid)
    }
    if ask.quantity > 0 {
      message.news.sell = place(
        ask, .sell, quantity: askQuantity, lane: lane, at: time, moves: movesAsk)
    }
    guard bid.cancel >= 0 || ask.cancel >= 0 || message.news.buy >= 0 || message.news.sell >= 0
    else { return }
    post(message, of: lane, on: compiled.pointee.orderRing)
  }

  /// Whether the order to be cancelled keeps its slot for the one of `quantity` lots in its place:
  /// where nothing is on its way that would tell them apart, and nobody looks at orders on their
  /// way.
  @inline(__always)
  private func moves(_ change: Change, quantity: Int64) -> Bool {
    guard movesInPlace, change.cancel >= 0, quantity > 0 else { return false }
    let order = orders.pointer(to: change.cancel)
    return order.pointee.state == .resting && order.pointee.travelling == 0
  }

  /// Moves the only order asked for on its side to the list of those being cancelled, unless its
  /// slot is to be used again.
  @inline(__always)
  private mutating func cancelOnly(
    _ index: Int32, _ side: Side, lane: Int32, at time: Int64, moves: Bool
  ) {
    let state = lanes.base + Int(lane)
    let order = orders.pointer(to: index)
    if !moves { moveOnly(index, side, lane: lane) }
    order.pointee.travelling += 1
    state.pointee.plain.cancelsSent += 1
    if wantsOrders {
      let left = order.pointee.sent - order.pointee.knownFilled
      record(index, .cancel, quantity: left, at: time)
    }
  }

  /// Moves the only order asked for on its side to the list of those being cancelled.
  @inline(__always)
  private mutating func moveOnly(_ index: Int32, _ side: Side, lane: Int32) {
    let state = lanes.base + Int(lane)
    let order = orders.pointer(to: index)
    let next = state.pointee.firstCancelled[side]
    order.pointee.nextKnown = next
    if next >= 0 { orders[next].previousKnown = index }
    state.pointee.firstCancelled[side] = index
    state.pointee.firstOrder[side] = -1
    order.pointee.cancelSent = true
  }

  /// Makes the only order of its side.
  ///
  /// - Parameters:
  ///   - change: what the strategy wants.
  ///   - side: the side.
  ///   - quantity: what the limit leaves of it.
  ///   - lane: the lane.
  ///   - time: the instant of the decision (ns).
  ///   - moves: whether it takes the slot of the order in whose place it comes.
  /// - Returns: its slot, −1 where nothing is left of it.
  @inline(__always)
  private mutating func place(
    _ change: Change, _ side: Side, quantity: Int64, lane: Int32, at time: Int64, moves: Bool
  ) -> Int32 {
    let state = lanes.base + Int(lane)
    guard quantity > 0 else {
      if wantsOrders {
        refuse(
          .limit, lane: lane, at: time, side: side, key: change.key, quantity: change.quantity)
      } else {
        state.pointee.plain.refusedByLimit += 1
      }
      return -1
    }
    state.pointee.lastNumber += 1
    state.pointee.exposure[side] += quantity
    state.pointee.plain.ordersSent += 1
    state.pointee.plain.quantitySent += Int128(quantity)
    if moves {
      let order = orders.pointer(to: change.cancel)
      order.pointee.isMoving = true
      order.pointee.nextKey = change.key
      order.pointee.nextAsked = change.quantity
      order.pointee.nextQuantity = quantity
      order.pointee.nextNumber = state.pointee.lastNumber
      if wantsOrders { recordMove(order.pointee, at: time) }
      return change.cancel
    }
    let index = orders.insert(
      Order(
        lane: lane, side: side, key: change.key, number: state.pointee.lastNumber,
        asked: change.quantity, sent: quantity, exposed: quantity, total: quantity))
    orders[index].travelling = 1
    state.pointee.firstOrder[side] = index
    if wantsOrders { record(index, .new, quantity: quantity, at: time) }
    return index
  }

  /// Gives the order that is to take the slot of `index` a slot of its own: something happened, or
  /// is asked for, that tells them apart.
  ///
  /// - Returns: its slot.
  @inline(never)
  @discardableResult
  mutating func separate(_ index: Int32) -> Int32 {
    let old = orders[index]
    let new = orders.insert(
      Order(
        lane: old.lane, side: old.side, key: old.nextKey, number: old.nextNumber,
        asked: old.nextAsked, sent: old.nextQuantity, exposed: old.nextQuantity,
        total: old.nextQuantity))
    orders[new].travelling = 1
    orders[index].isMoving = false
    orders[index].replacement = new
    moveOnly(index, old.side, lane: old.lane)
    lanes[old.lane].firstOrder[old.side] = new
    return new
  }

  /// The same for all orders of `lane`.
  mutating func separateOrders(of lane: Int32) {
    for side in Side.allCases {
      let index = lanes[lane].firstOrder[side]
      if index >= 0, orders[index].isMoving { separate(index) }
    }
  }
}

/// The same at the venue.
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

/// Room under the hard limit on its way back to lanes.
///
/// Nothing happens when it arrives but that the next decision may use it, so it is taken in when
/// something else happens.
struct ReturnQueues: ~Copyable {
  struct Return: BitwiseCopyable {
    /// When the lane knows (ns).
    var time: Int64
    /// What can no longer fill (lots).
    var quantity = SidePair<Int64>(0)
    var lane: Int32
  }

  /// One queue per response latency: with one latency things arrive in the order they are sent.
  private var rings = RingQueues<Return>()

  mutating func makeRoom(forRing ring: Int) { while rings.count <= ring { rings.add() } }

  /// Whether `item` comes after everything sent on `ring` before.
  @inline(__always)
  func accepts(_ item: Return, on ring: Int) -> Bool {
    let count = rings[ring].count
    return count == 0 || rings[ring][count - 1].time <= item.time
  }

  /// Sends what `ring` accepts.
  @inline(__always)
  mutating func send(_ item: Return, on ring: Int) { rings[ring].append(item) }

  @inline(__always)
  mutating func removeNext(through time: Int64) -> Return? {
    for ring in 0..<rings.count where !rings[ring].isEmpty && rings[ring][0].time <= time {
      return rings[ring].removeFirst()
    }
    return nil
  }
}
