import MarketData

/// Orders that take: the displayed levels, what lies beyond them, and what reduce-only allows.
extension Engine {
  /// Takes what is displayed within the order's limit; displayed sizes stay as they are.
  mutating func take(_ index: Int32) {
    let side = orders[index].side
    var rank = 0
    var deepest: Int64?
    while orders[index].remaining > 0, let level = level(rank, of: side.opposite) {
      if orders[index].hasLimit, orders[index].key < -level.key { return }
      let quantity = allowed(index, min(orders[index].remaining, level.size))
      if quantity == 0 { return }
      let price = side == .buy ? -level.key : level.key
      execute(
        index, quantity: quantity, price: price, cause: takingCause(index),
        doubledMid: book.doubledMid)
      deepest = price
      rank += 1
      if failure != nil { return }
    }
    if orders[index].remaining > 0, orders[index].isImmediate, let deepest {
      takeBeyond(index, deepest: deepest)
    }
  }

  /// Takes what remains of an immediate order beyond everything displayed, by the lane's model of
  /// its impact: at one price, within the order's limit and above zero.
  private mutating func takeBeyond(_ index: Int32, deepest: Int64) {
    let impact = assumptions[lanes[orders[index].lane].assumptions].impact
    guard impact != .none, orders[index].remaining > 0 else { return }
    let side = orders[index].side
    var distance = Int64.max / 4
    if orders[index].hasLimit { distance = side.sign * (orders[index].price - deepest) }
    if side == .sell, deepest > 0 { distance = min(distance, deepest - 1) }
    let quantity = impact.lots(
      within: distance, upTo: allowed(index, orders[index].remaining))
    guard quantity > 0, let slippage = impact.ticks(for: quantity) else { return }
    counts[Int(orders[index].lane)].impactFills += 1
    counts[Int(orders[index].lane)].impactQuantity += Int128(quantity)
    execute(
      index, quantity: quantity, price: deepest + side.sign * slippage,
      cause: takingCause(index), doubledMid: book.doubledMid)
  }

  private mutating func takingCause(_ index: Int32) -> FillCause {
    orders[index].isLiquidation ? .liquidation : .taker
  }

  /// What may fill now of `quantity` lots of an order: all of it, or of a reduce-only order what
  /// brings the inventory at the venue nearer to zero and not beyond.
  @inline(__always)
  mutating func allowed(_ index: Int32, _ quantity: Int64) -> Int64 {
    orders[index].isReduceOnly ? reducible(index, quantity) : quantity
  }

  @inline(never)
  private mutating func reducible(_ index: Int32, _ quantity: Int64) -> Int64 {
    let held = lanes[orders[index].lane].ledger.inventory
    return min(quantity, max(orders[index].side == .buy ? -held : held, 0))
  }

  /// Whether a reduce-only order has nothing left to reduce.
  mutating func isSpent(_ index: Int32) -> Bool {
    orders[index].isReduceOnly && reducible(index, 1) == 0
  }

  /// Ends a reduce-only order that has nothing left to reduce, and counts it.
  mutating func endSpent(_ index: Int32) {
    count(.reduceOnly, lane: orders[index].lane)
    end(index, reason: Rejection.reduceOnly.rawValue)
  }
}

extension Lane {
  /// How many lots a reduce-only order of `side` may have: what is known to be held less what other
  /// orders of that side may still fill.
  func reducible(_ side: Side) -> Int64 {
    side == .buy ? -knownInventory - exposure[.buy] : knownInventory - exposure[.sell]
  }
}
