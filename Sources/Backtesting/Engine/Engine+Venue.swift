import MarketData

/// Class 2 of the order of things: order messages reaching the venue.
extension Engine {
  /// Delivers every order message that arrives at `time`.
  mutating func deliverMessages(at time: Int64) {
    now = time
    while messages.nextTime == time {
      let message = messages.removeNext()
      let index = message.order
      switch message.kind {
      case .requote:
        requote(message)
        continue
      case .cancel:
        cancel(index)
        continue
      case .new, .amend, .immediate: break
      }
      orders[index].travelling -= 1
      switch message.kind {
      case .new, .immediate:
        if let reason = refusal(of: index) {
          reject(index, reason)
        } else if message.kind == .new {
          arrive(index, orders[index].side)
        } else {
          take(index)
          if orders[index].state != .ended {
            if isSpent(index) { endSpent(index) } else { end(index, reason: "expired") }
          }
        }
      case .amend: amend(index, total: message.total)
      case .cancel, .requote: break
      }
      releaseIfDone(index)
      // Each message is an event: the equity between two of one nanosecond counts.
      if !filledLanes.isEmpty { finishFills() }
      checkMargins()
    }
  }

  /// Why the venue refuses the arriving order `index`; `nil` = it does not.
  @inline(__always)
  mutating func refusal(of index: Int32) -> Rejection? {
    if orders[index].isVoid { return isStopped(orders[index].lane) ? .liquidation : .session }
    if exceedsMargin(index) { return .margin }
    return exceedsCash(index) ? .cash : nil
  }

  /// An order of `side` reaches the venue.
  @inline(__always)
  mutating func arrive(_ index: Int32, _ side: Side) {
    let order = orders.pointer(to: index)
    let key = order.pointee.key
    if key >= book.oppositeKey(of: side) {
      if order.pointee.isPostOnly { return reject(index, .postOnly) }
      take(index)
      if order.pointee.state == .ended { return }
    }
    if isSpent(index) { return endSpent(index) }
    let rule = lanes[order.pointee.lane].rule
    if rules[rule].kind == .queue {
      let ahead = max(
        quantityAhead(at: key, side: side, order: index), ownQuantityAhead(index, side))
      order.pointee.aheadAtEntry = ahead
      order.pointee.hasQueue = true
    }
    rest(index, side, rule: rule)
  }

  /// Lets an order rest behind all others at its price.
  @inline(__always)
  mutating func rest(_ index: Int32, _ side: Side, rule: Int32) {
    let order = orders.pointer(to: index)
    order.pointee.state = .resting
    order.pointee.since = now
    ordersRested += 1
    order.pointee.arrival = ordersRested
    let front = order.pointee.aheadAtEntry
    if side == .buy {
      bids.insert(index, front: front, rule: rule, orders: orders)
    } else {
      asks.insert(index, front: front, rule: rule, orders: orders)
    }
  }

  /// Refuses an order on its arrival.
  mutating func reject(_ index: Int32, _ reason: Rejection) {
    orders[index].state = .ended
    count(reason, lane: orders[index].lane)
    recordOutcome(index, .rejected, reason: reason.rawValue)
    report(index, Report(order: index, kind: .ended))
  }

  // What only reads the venue is `mutating` too where an order's arrival calls it: else the
  // compiler copies the whole engine for the call.

  /// What the market has ahead of a new order: the displayed size, nothing inside the spread, and
  /// the hidden-queue assumption behind the touch.
  @inline(__always)
  private mutating func quantityAhead(at key: Int64, side: Side, order: Int32) -> Double {
    if hasDepth, let size = displayed(side, at: key) { return Double(size) }
    let best = book[side]
    if key > best.key { return 0 }
    if key == best.key { return Double(best.size) }
    let compiled = lanes[orders[order].lane].assumptions
    switch assumptions[compiled].hidden {
    case .touch: return Double(best.size)
    case .fixed: return Double(assumptions[compiled].hiddenLots)
    }
  }

  /// Kept apart so that quotes do not carry its weight.
  @inline(never)
  private mutating func displayed(_ side: Side, at key: Int64) -> Int64? {
    depth.displayed(side, at: key)
  }

  /// What is ahead of the lane's own older orders at the same price: nobody overtakes himself.
  @inline(__always)
  private mutating func ownQuantityAhead(_ index: Int32, _ side: Side) -> Double {
    let lane = orders[index].lane
    let (asked, cancelled) = (lanes[lane].firstOrder[side], lanes[lane].firstCancelled[side])
    if cancelled < 0, asked == index, orders[index].nextKnown < 0 { return 0 }
    return max(
      ownQuantityAhead(index, from: asked), ownQuantityAhead(index, from: cancelled))
  }

  /// The same for the orders of one list of the lane.
  private mutating func ownQuantityAhead(_ index: Int32, from first: Int32) -> Double {
    let (side, key) = (orders[index].side, orders[index].key)
    var ahead = 0.0
    var other = first
    while other >= 0 {
      if other != index, orders[other].state == .resting, orders[other].key == key {
        let cohort = orders[other].cohort
        let front =
          cohort < 0
          ? orders[other].aheadAtEntry
          : side == .buy
            ? bids.cohorts[cohort].position.front : asks.cohorts[cohort].position.front
        ahead = max(ahead, front)
      }
      other = orders[other].nextKnown
    }
    return ahead
  }

  /// The displayed level of `side` that `rank` others are better than, or `nil`.
  mutating func level(_ rank: Int, of side: Side) -> TopOfBook.Best? {
    guard hasDepth else {
      let best = book[side]
      return rank > 0 || best.isEmpty || best.size == 0 ? nil : best
    }
    let levels = side == .buy ? depth.bids.levels : depth.asks.levels
    guard rank < levels.count else { return nil }
    let level = levels[levels.count - 1 - rank]
    return TopOfBook.Best(key: level.key, size: level.size)
  }

  private mutating func amend(_ index: Int32, total: Int64) {
    guard orders[index].state == .resting else { return }
    if orders[index].filled >= total {
      orders[index].total = max(total, orders[index].filled)
      end(index, reason: "amended")
      return
    }
    orders[index].total = total
    report(index, Report(quantity: total, order: index, kind: .amended))
  }

  /// Ends an order that is not filled completely.
  mutating func end(_ index: Int32, reason: String) {
    if orders[index].state == .resting {
      if orders[index].side == .buy {
        bids.remove(index, orders: orders)
      } else {
        asks.remove(index, orders: orders)
      }
    }
    orders[index].state = .ended
    recordOutcome(index, .ended, reason: reason)
    report(index, Report(order: index, kind: .ended))
  }

  mutating func count(_ rejection: Rejection, lane: Int32) {
    counts[Int(lane)].rejections[rejection, default: 0] += 1
  }

  /// Gives the slot of an order free that nothing refers to any more.
  mutating func releaseIfDone(_ index: Int32) {
    if orders[index].travelling == 0, orders[index].isKnownEnded { orders.release(index) }
  }
}

/// Class 3: reports reaching the strategies.
extension Engine {
  /// Delivers the next report of `time`, if any is left.
  ///
  /// - Returns: the lane, and its fill where the report tells of one; `nil` when none is left.
  mutating func deliverReport(at time: Int64) -> (lane: Int32, fill: OwnFill?)? {
    guard reports.nextTime == time else { return nil }
    now = time
    let message = reports.removeNext()
    if message.kind == .charged {
      learn(message)
      return (message.order, nil)
    }
    let index = message.order
    if orders[index].isMoving, message.endsOrder || message.kind == .ended { separate(index) }
    let lane = orders[index].lane
    let side = orders[index].side
    orders[index].travelling -= 1
    lanes[lane].settledTouch = -1
    var fill: OwnFill?
    switch message.kind {
    case .filled:
      let signed = side.sign * message.quantity
      orders[index].knownFilled += message.quantity
      reduceExposure(index, by: message.quantity)
      lanes[lane].knownInventory += signed
      lanes[lane].knownCash -=
        valuation.value(price: message.price) * Int128(signed) + message.fee
      lanes[lane].knownCashValue = money.doubleValue(lanes[lane].knownCash)
      if message.endsOrder {
        reduceExposure(index, by: orders[index].exposure)
        orders[index].isKnownEnded = true
        if !orders[index].isImmediate { unlink(index) }
      }
      fill = OwnFill(
        time: time, side: side, price: message.price, quantity: message.quantity,
        isMaker: message.isMaker)
    case .transferred:
      let signed = side.sign * message.quantity
      orders[index].knownFilled += message.quantity
      reduceExposure(index, by: message.quantity)
      lanes[lane].knownInventory += signed
      lanes[lane].knownCash -=
        valuation.value(doubled: message.price) * Int128(signed)
      lanes[lane].knownCashValue = money.doubleValue(lanes[lane].knownCash)
    case .amended:
      if message.quantity < orders[index].exposed {
        reduceExposure(index, by: orders[index].exposed - message.quantity)
        orders[index].exposed = message.quantity
      }
    case .ended:
      reduceExposure(index, by: orders[index].exposure)
      orders[index].isKnownEnded = true
      if !orders[index].isImmediate { unlink(index) }
    case .charged: break
    }
    releaseIfDone(index)
    return (lane, fill)
  }

  private mutating func reduceExposure(_ index: Int32, by quantity: Int64) {
    let lane = orders[index].lane
    lanes[lane].exposure[orders[index].side] -= quantity
    if orders[index].isImmediate {
      lanes[lane].pendingImmediate -= orders[index].side.sign * quantity
    }
  }

}

/// The lists of orders that a lane knows to be live: those it asks for, and those it has cancelled
/// but not seen end. They are apart because decisions look at the first alone.
extension Engine {
  /// Puts an order at the head of the list of those asked for.
  mutating func link(_ index: Int32) {
    let (lane, side) = (orders[index].lane, orders[index].side)
    link(index, before: lanes[lane].firstOrder[side])
    lanes[lane].firstOrder[side] = index
  }

  /// Moves an order to the list of those whose cancel is on its way.
  mutating func moveToCancelled(_ index: Int32) {
    unlink(index)
    orders[index].cancelSent = true
    let (lane, side) = (orders[index].lane, orders[index].side)
    link(index, before: lanes[lane].firstCancelled[side])
    lanes[lane].firstCancelled[side] = index
  }

  private mutating func link(_ index: Int32, before next: Int32) {
    orders[index].nextKnown = next
    orders[index].previousKnown = -1
    if next >= 0 { orders[next].previousKnown = index }
  }

  /// Takes an order out of the list it is in.
  @inline(__always)
  mutating func unlink(_ index: Int32) {
    let (previous, next) = (orders[index].previousKnown, orders[index].nextKnown)
    if next >= 0 { orders[next].previousKnown = previous }
    if previous >= 0 {
      orders[previous].nextKnown = next
    } else if orders[index].cancelSent {
      lanes[orders[index].lane].firstCancelled[orders[index].side] = next
    } else {
      lanes[orders[index].lane].firstOrder[orders[index].side] = next
    }
  }
}

/// Class 4: market data arriving.
extension Engine {
  /// Puts an event that was just processed on its way to the strategies.
  @inline(__always)
  mutating func send(
    _ event: MarketEvent, tradesAreObserved: Bool, nextLook: Int64 = .min
  ) {
    if event.kind.rawValue > MarketEvent.Kind.quote.rawValue { return sendOther(event) }
    if tradesAreObserved || !event.kind.isTrade { arrivals.append(event, nextLook: nextLook) }
  }

  /// Puts what is neither a print nor a quote on its way.
  @inline(never)
  private mutating func sendOther(_ event: MarketEvent) {
    guard event.kind == .book else { return }
    if depthIsObserved { arrivals.append(event) }
    if event.flags.contains(.endsMessage), let touch = touchEvent(after: event) {
      arrivals.append(touch)
    }
  }

  /// Takes in what arrives up to `time`, where nobody waits for it.
  mutating func takeArrivals(through time: Int64) {
    _ = deliverArrivals(through: time) { _ in }
  }

  /// Delivers what arrives up to `time`.
  ///
  /// - Returns: whether the known touch moved.
  mutating func deliverArrivals(
    through time: Int64, onTrade: (MarketTrade) -> Void
  ) -> Bool {
    var moved = false
    while let event = arrivals.next(through: time) {
      switch event.kind {
      case .quote: if local.arrive(event) { moved = true }
      case .book: local.arrivePart(event, dropsCrossed: !replay.keepsCrossedLevels)
      case .funding: break
      case .buyTrade, .sellTrade, .unknownTrade:
        let aggressor: Side? =
          event.kind == .unknownTrade ? nil : event.kind == .buyTrade ? .buy : .sell
        onTrade(
          MarketTrade(
            time: event.arrivalTime, aggressor: aggressor, price: event.price,
            quantity: event.quantity))
      }
    }
    return moved
  }
}
