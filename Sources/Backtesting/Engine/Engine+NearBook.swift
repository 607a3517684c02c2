import MarketData

/// Orders far from the touch: they rest unlinked in their slots until the market comes near.
///
/// Nothing changes the place in the queue of an order that the touch, every print and the opposite
/// best stay above, where the source shows the touch alone. Each event therefore first links what
/// it could reach, `reach` ticks further than it needs to, so that this is rare.
extension Engine {
  private static let reach: Int64 = 4
  /// How far behind the touch the bound may be left before it follows.
  private static let slack: Int64 = 16

  /// Links the orders that a touch, or a print, at `key` could reach.
  @inline(__always)
  mutating func approach(_ side: Side, key: Int64) {
    if side == .buy {
      if key < bids.floor { linkFar(.buy, downTo: key) }
    } else {
      if key < asks.floor { linkFar(.sell, downTo: key) }
    }
  }

  /// Lets orders that join from now on stay unlinked if they are far from the new touch.
  @inline(__always)
  mutating func follow(_ touch: TopOfBook) {
    if touch.bid.key - bids.floor > Self.slack, !bids.linksAll {
      bids.floor = touch.bid.key - Self.reach
    }
    if touch.ask.key - asks.floor > Self.slack, !asks.linksAll {
      asks.floor = touch.ask.key - Self.reach
    }
  }

  /// Links every order, from now on too: more than what is near the touch matters.
  @inline(never)
  mutating func linkAllOrders() {
    (bids.linksAll, asks.linksAll) = (true, true)
    linkFar(.buy, downTo: RestingOrders.noKey)
    linkFar(.sell, downTo: RestingOrders.noKey)
  }

  @inline(never)
  private mutating func linkFar(_ side: Side, downTo key: Int64) {
    let floor = max(key - Self.reach, RestingOrders.noKey)
    if side == .buy { bids.floor = floor } else { asks.floor = floor }
    guard (side == .buy ? bids.farCount : asks.farCount) > 0,
      (side == .buy ? bids.farBest : asks.farBest) >= floor
    else { return }
    for lane in 0..<lanes.count {
      far.removeAll()
      gatherFar(from: lanes[lane].firstCancelled[side], downTo: floor)
      gatherFar(from: lanes[lane].firstOrder[side], downTo: floor)
      for place in 0..<far.count { link(far[place], side) }
    }
    // Whatever is still far lies below the floor.
    if side == .buy { bids.farBest = floor } else { asks.farBest = floor }
  }

  /// Adds the unlinked resting orders of a list of one lane, in the order of their arrival.
  private mutating func gatherFar(from first: Int32, downTo floor: Int64) {
    var index = first
    while index >= 0 {
      let order = orders.pointer(to: index)
      if order.pointee.state == .resting, order.pointee.cohort < 0, order.pointee.key >= floor {
        var place = far.count
        while place > 0, orders[far[place - 1]].arrival > order.pointee.arrival { place -= 1 }
        far.insert(index, at: place)
      }
      index = order.pointee.nextKnown
    }
  }

  private mutating func link(_ index: Int32, _ side: Side) {
    let rule = lanes[orders[index].lane].rule
    let front = orders[index].aheadAtEntry
    if side == .buy {
      bids.farCount -= 1
      bids.link(index, front: front, rule: rule, orders: orders)
    } else {
      asks.farCount -= 1
      asks.link(index, front: front, rule: rule, orders: orders)
    }
  }
}
