import MarketData

/// Margin: what the venue accepts of a lane's orders, and what it does when equity runs out.
///
/// A lane's equity is looked at after every event at the venue. Between postings it depends on the
/// mid alone, so a range of mids is kept within which no lane can be short of margin, and lanes are
/// visited only where the mid leaves it or something was booked.
extension Engine {
  /// Whether the venue refuses the arriving order `index`: with all of the lane's orders of that
  /// side filled, its equity would be less than the initial margin of the position. Orders that
  /// bring the position no further from 0 are accepted.
  @inline(__always)
  mutating func exceedsMargin(_ index: Int32) -> Bool {
    margins.isEmpty ? false : lacksInitialMargin(index)
  }

  @inline(never)
  private mutating func lacksInitialMargin(_ index: Int32) -> Bool {
    let (lane, side) = (orders[index].lane, orders[index].side)
    guard let place = marginPlaces[Int(lane)] else { return false }
    let inventory = lanes[lane].ledger.inventory
    var quantity = orders[index].remaining
    for first in [lanes[lane].firstOrder[side], lanes[lane].firstCancelled[side]] {
      var other = first
      while other >= 0 {
        if orders[other].state == .resting { quantity += orders[other].remaining }
        other = orders[other].nextKnown
      }
    }
    let (after, overflow) = inventory.addingReportingOverflow(side.sign * quantity)
    guard !overflow else { return true }
    if after.magnitude <= inventory.magnitude { return false }
    let value = valuation.value(doubled: book.doubledMid)
    let (worth, overflows) = value.multipliedReportingOverflow(by: Int128(after))
    guard !overflows,
      let needed = margins[place].rules.initial(of: worth < 0 ? -worth : worth)
    else { return true }
    return lanes[lane].ledger.equity(mid: value) < needed
  }

  /// Liquidates the lanes whose equity has fallen below their maintenance margin; after an event.
  @inline(__always)
  mutating func checkMargins() {
    if margins.isEmpty { return }
    if marginIsStale || book.doubledMid < safeMids.low || book.doubledMid > safeMids.high {
      visitMargins()
    }
  }

  @inline(never)
  private mutating func visitMargins() {
    marginIsStale = false
    safeMids = (.min, .max)
    for place in margins.indices {
      let lane = margins[place].lane
      guard lanes[lane].hasStarted, lanes[lane].ledger.inventory != 0 else { continue }
      let value = valuation.value(doubled: book.doubledMid)
      let worth = value * Int128(lanes[lane].ledger.inventory)
      guard let kept = margins[place].rules.maintained(of: worth < 0 ? -worth : worth) else {
        return fail(lane, at: now)
      }
      if lanes[lane].ledger.equity(mid: value) < kept {
        liquidate(place)
        // What could not be closed is tried again at the next event.
        if lanes[lane].ledger.inventory != 0 { marginIsStale = true }
      } else {
        narrowSafeMids(place)
      }
    }
    finishFills()
  }

  /// Takes the mid at which the lane runs out of margin out of the safe range, with room for the
  /// error of floating-point numbers.
  private mutating func narrowSafeMids(_ place: Int) {
    let ledger = lanes[margins[place].lane].ledger
    let quantity = Double(ledger.inventory.magnitude)
    let (isLong, rate) = (ledger.inventory > 0, margins[place].rules.maintenance.doubleValue)
    let cash = money.doubleValue(ledger.cash)
    var limit: Double
    if valuation.isInverse {
      // cash − q·N/m against rate·|q|·N/m, in half ticks.
      let lots = 2 * quantity * tickLotValue
      limit = isLong ? lots * (1 + rate) / cash : lots * (1 - rate) / -cash
      // A short position with cash left cannot run out as the price rises without end.
      if !isLong, cash >= 0 { return }
    } else {
      let lots = quantity * tickLotValue / 2
      limit = isLong ? -cash / (lots * (1 - rate)) : cash / (lots * (1 + rate))
    }
    let room = limit.magnitude * 1e-9 + 2
    guard limit.isFinite, limit.magnitude < 0x1p61 else {
      // A limit that cannot be told is no safe one.
      marginIsStale = true
      return
    }
    if isLong {
      safeMids.low = max(safeMids.low, Int64(limit + room) + 1)
    } else {
      safeMids.high = min(safeMids.high, Int64(limit - room) - 1)
    }
  }

  /// Cancels the orders of a lane and closes its inventory by a taker trade, on the book as it is.
  private mutating func liquidate(_ place: Int) {
    let lane = margins[place].lane
    let inventory = lanes[lane].ledger.inventory
    let side: Side = inventory > 0 ? .sell : .buy
    let opposite = book[side.opposite]
    for slot in 0..<Int32(orders.capacityInUse)
    where orders[slot].lane == lane && orders[slot].state == .inFlight {
      orders[slot].isVoid = true
    }
    endRestingOrders(of: lane, .liquidation)
    guard !opposite.isEmpty else { return }
    let index = makeClosingOrder(side, quantity: abs(inventory), lane: lane)
    orders[index].isLiquidation = true
    record(index, .immediate, quantity: abs(inventory), at: now)
    if hasDepth { take(index) }
    if orders[index].remaining > 0, failure == nil {
      // The rest trades at the deepest price shown, as at the end of a session.
      let deepest = depth[side.opposite].levels.first?.key ?? opposite.key
      execute(
        index, quantity: orders[index].remaining, price: side == .buy ? -deepest : deepest,
        cause: .liquidation, doubledMid: book.doubledMid)
    }
    margins[place].liquidations += 1
    margins[place].hasStopped = margins[place].rules.stops
    let known = reportArrival(at: now, lane: lane) - 1
    lanes[lane].lastDecision =
      margins[place].hasStopped ? .max : max(lanes[lane].lastDecision, known)
  }

  /// Whether `lane` was liquidated and does not go on.
  mutating func isStopped(_ lane: Int32) -> Bool {
    marginPlaces[Int(lane)].map { margins[$0].hasStopped } ?? false
  }

  /// What a liquidation costs beside the taker fee.
  mutating func liquidationFee(_ lane: Int32, _ notional: Int128) -> Int128? {
    guard let place = marginPlaces[Int(lane)] else { return 0 }
    return margins[place].liquidationFee.fee(onMoney: notional)
  }

  /// How often `lane` was liquidated; `nil` where it is not on margin.
  mutating func liquidations(of lane: Int32) -> Int64? {
    marginPlaces[Int(lane)].map { margins[$0].liquidations }
  }
}
