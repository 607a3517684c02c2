import MarketData

/// The end of a session at the venue: after everything else of its instant, for all lanes alike.
///
/// Orders at the venue end there and then; those on their way are rejected when they arrive. What
/// it did to a lane is reported like anything else, and the lane is not asked before it knows.
extension Engine {
  /// Ends the session of every lane at `time`.
  mutating func endSession(_ policy: SessionRule.Policy, at time: Int64) {
    now = time
    if policy != .carry { voidOrdersInFlight() }
    for lane in 0..<Int32(lanes.count) where lanes[lane].hasStarted {
      let inventory = lanes[lane].ledger.inventory
      if policy != .carry {
        endRestingOrders(of: lane, .session)
        if policy == .flatten {
          flatten(lane, at: time)
        } else {
          restart(lane, at: time)
        }
        // Decisions are instants of whole nanoseconds: the next may fall on the report's.
        let known = reportArrival(at: time, lane: lane) - 1
        lanes[lane].lastDecision = max(lanes[lane].lastDecision, known)
      }
      var session = session(of: lane, endingAt: time)
      session.inventoryBefore = inventory
      counts[Int(lane)].sessions.append(session)
    }
    finishFills()
  }

  /// The session of `lane` that ends at `end`, as the books are now.
  mutating func session(of lane: Int32, endingAt end: Int64) -> SessionResult {
    let ledger = lanes[lane].ledger
    return SessionResult(
      end: end, profit: ledger.profit(mid: valuation.value(doubled: book.doubledMid)),
      inventoryBefore: ledger.inventory, inventoryAfter: ledger.inventory,
      doubledMid: book.doubledMid)
  }

  /// Orders that have not reached the venue yet will be rejected there.
  private mutating func voidOrdersInFlight() {
    for slot in 0..<Int32(orders.capacityInUse) where orders[slot].state == .inFlight {
      orders[slot].isVoid = true
    }
  }

  /// Ends what rests, in the order of the lane's own lists: slots depend on other lanes.
  mutating func endRestingOrders(of lane: Int32, _ reason: Rejection) {
    for side in Side.allCases {
      for first in [lanes[lane].firstOrder[side], lanes[lane].firstCancelled[side]] {
        var index = first
        while index >= 0 {
          let next = orders[index].nextKnown
          if orders[index].state == .resting { end(index, reason: reason.rawValue) }
          index = next
        }
      }
    }
  }

  /// Closes the inventory of `lane` by taking what is displayed. What the source shows may not be
  /// enough: the rest trades at the deepest price shown.
  private mutating func flatten(_ lane: Int32, at time: Int64) {
    let inventory = lanes[lane].ledger.inventory
    guard inventory != 0 else { return }
    let side: Side = inventory > 0 ? .sell : .buy
    let quantity = inventory > 0 ? inventory : -inventory
    let opposite = book[side.opposite]
    guard !opposite.isEmpty else {
      return refuse(.sessionNotClosed, lane: lane, at: time, side: side, quantity: quantity)
    }
    let index = makeClosingOrder(side, quantity: quantity, lane: lane)
    counts[Int(lane)].ordersSent += 1
    record(index, .immediate, quantity: quantity, at: time)
    let hasImpact = assumptions[lanes[lane].assumptions].impact != .none
    if hasDepth || hasImpact { take(index) }
    guard orders[index].remaining > 0, failure == nil else { return }
    let deepest = depth[side.opposite].levels.first?.key ?? opposite.key
    execute(
      index, quantity: orders[index].remaining, price: side == .buy ? -deepest : deepest,
      cause: .taker, doubledMid: book.doubledMid)
  }

  /// Exchanges the inventory of `lane` for that of its start, at the mid.
  private mutating func restart(_ lane: Int32, at time: Int64) {
    let change = settings[Int(lane)].startInventory - lanes[lane].ledger.inventory
    guard change != 0 else { return }
    let quantity = change > 0 ? change : -change
    let index = makeClosingOrder(change > 0 ? .buy : .sell, quantity: quantity, lane: lane)
    orders[index].state = .ended
    orders[index].filled = quantity
    settleHolding(lane, at: time)
    takeStretch(lane)
    lanes[lane].filledNow = true
    filledLanes.append(lane)
    let start = settings[Int(lane)].startInventory
    guard lanes[lane].ledger.transfer(to: start, mid: valuation.value(doubled: book.doubledMid))
    else { return fail(lane, at: time) }
    lanes[lane].lowestInventory = min(lanes[lane].lowestInventory, start)
    lanes[lane].highestInventory = max(lanes[lane].highestInventory, start)
    report(
      index,
      Report(quantity: quantity, price: book.doubledMid, order: index, kind: .transferred))
    report(index, Report(order: index, kind: .ended))
  }

  /// An order that carries out what happens at a boundary, and counts for the lane until that has
  /// been reported.
  mutating func makeClosingOrder(_ side: Side, quantity: Int64, lane: Int32) -> Int32 {
    let index = makeOrder(
      side: side, key: -RestingOrders.noKey, asked: quantity, quantity: quantity, lane: lane,
      number: nil)
    orders[index].isImmediate = true
    orders[index].hasLimit = false
    lanes[lane].pendingImmediate += side.sign * quantity
    return index
  }
}
