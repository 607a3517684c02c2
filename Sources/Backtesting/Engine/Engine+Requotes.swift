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
    if movesBid, movesAsk, !wantsOrders {
      moveBoth(bid, ask, (bidQuantity, askQuantity), state)
      (message.cancels.buy, message.cancels.sell) = (bid.cancel, ask.cancel)
      message.news = message.cancels
      return post(message, of: lane, on: compiled.pointee.orderRing)
    }
    message.cancels.buy = bid.cancel
    message.cancels.sell = ask.cancel
    if wantsOrders { recordCancels(bid, ask, at: time) }
    if bid.cancel >= 0, !movesBid { cancelOnly(bid.cancel, .buy, lane: lane) }
    if ask.cancel >= 0, !movesAsk { cancelOnly(ask.cancel, .sell, lane: lane) }
    if movesBid {
      message.news.buy = move(bid, .buy, quantity: bidQuantity, state, at: time)
    } else if bid.quantity > 0 {
      message.news.buy = place(bid, .buy, quantity: bidQuantity, lane: lane, at: time)
    }
    if movesAsk {
      message.news.sell = move(ask, .sell, quantity: askQuantity, state, at: time)
    } else if ask.quantity > 0 {
      message.news.sell = place(ask, .sell, quantity: askQuantity, lane: lane, at: time)
    }
    guard bid.cancel >= 0 || ask.cancel >= 0 || message.news.buy >= 0 || message.news.sell >= 0
    else { return }
    post(message, of: lane, on: compiled.pointee.orderRing)
  }

  /// Whether the order to be cancelled keeps its slot for the one of `quantity` lots in its place:
  /// where nothing is on its way that would tell them apart, and nobody looks at orders on their
  /// way.
  @inline(__always)
  private mutating func moves(_ change: Change, quantity: Int64) -> Bool {
    guard movesInPlace, change.cancel >= 0, quantity > 0 else { return false }
    let order = orders.pointer(to: change.cancel)
    return order.pointee.state == .resting && order.pointee.travelling == 0
  }

  /// Lets the only orders of both sides move.
  @inline(__always)
  private mutating func moveBoth(
    _ bid: Change, _ ask: Change, _ quantity: (bid: Int64, ask: Int64),
    _ state: UnsafeMutablePointer<Lane>
  ) {
    setOff(orders.pointer(to: bid.cancel), bid, quantity.bid)
    setOff(orders.pointer(to: ask.cancel), ask, quantity.ask)
    state.pointee.lastNumber += 2
    state.pointee.exposure.buy += quantity.bid
    state.pointee.exposure.sell += quantity.ask
    state.pointee.plain.cancelsSent += 2
    state.pointee.plain.ordersSent += 2
    state.pointee.plain.quantitySent += Int128(quantity.bid + quantity.ask)
  }

  @inline(__always)
  private mutating func setOff(
    _ order: UnsafeMutablePointer<Order>, _ change: Change, _ quantity: Int64
  ) {
    order.pointee.nextKey = change.key
    order.pointee.nextAsked = change.quantity
    order.pointee.nextQuantity = quantity
    order.pointee.travelling = 1
    order.pointee.isMoving = true
  }

  /// Lets the only order asked for on its side move, and returns its slot.
  @inline(__always)
  private mutating func move(
    _ change: Change, _ side: Side, quantity: Int64, _ state: UnsafeMutablePointer<Lane>,
    at time: Int64
  ) -> Int32 {
    setOff(orders.pointer(to: change.cancel), change, quantity)
    state.pointee.plain.cancelsSent += 1
    count(quantity, side, state)
    if wantsOrders { recordMove(change.cancel, number: state.pointee.lastNumber, at: time) }
    return change.cancel
  }

  /// Counts a new order.
  @inline(__always)
  private mutating func count(_ quantity: Int64, _ side: Side, _ state: UnsafeMutablePointer<Lane>)
  {
    state.pointee.lastNumber += 1
    state.pointee.exposure[side] += quantity
    state.pointee.plain.ordersSent += 1
    state.pointee.plain.quantitySent += Int128(quantity)
  }

  @inline(never)
  private mutating func recordCancels(_ bid: Change, _ ask: Change, at time: Int64) {
    for index in [bid.cancel, ask.cancel] where index >= 0 {
      record(
        index, .cancel, quantity: orders[index].sent - orders[index].knownFilled, at: time)
    }
  }

  /// Cancels the only order asked for on its side.
  @inline(__always)
  private mutating func cancelOnly(_ index: Int32, _ side: Side, lane: Int32) {
    moveOnly(index, side, lane: lane)
    orders[index].travelling += 1
    lanes[lane].plain.cancelsSent += 1
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
  /// - Returns: its slot, −1 where nothing is left of it.
  private mutating func place(
    _ change: Change, _ side: Side, quantity: Int64, lane: Int32, at time: Int64
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
    count(quantity, side, state)
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
