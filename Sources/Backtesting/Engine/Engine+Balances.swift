import MarketData

/// Balances of spot accounts: what may be bought, and what borrowing costs.
extension Engine {
  /// Whether the venue refuses the arriving order `index` for want of cash: with all of the lane's
  /// buy orders filled, fees included, its cash would be below 0.
  @inline(__always)
  mutating func exceedsCash(_ index: Int32) -> Bool {
    guard watchesCash, orders[index].side == .buy,
      !settings[Int(orders[index].lane)].balance.allowsDebt
    else { return false }
    return lacksCash(index)
  }

  @inline(never)
  private mutating func lacksCash(_ index: Int32) -> Bool {
    let lane = orders[index].lane
    guard var needed = cost(of: index) else { return true }
    for first in [lanes[lane].firstOrder[.buy], lanes[lane].firstCancelled[.buy]] {
      var other = first
      while other >= 0 {
        if orders[other].state == .resting, other != index {
          guard
            let cost = costBound(lane, price: orders[other].price, orders[other].remaining)
          else { return true }
          needed += cost
          guard Ledger.isInRange(needed) else { return true }
        }
        other = orders[other].nextKnown
      }
    }
    return lanes[lane].ledger.cash < needed
  }

  /// The most that an arriving buy order can cost: at its limit, or without one at what is
  /// displayed.
  private mutating func cost(of index: Int32) -> Int128? {
    let lane = orders[index].lane
    if orders[index].hasLimit {
      return costBound(lane, price: orders[index].price, orders[index].remaining)
    }
    var (needed, rest, rank) = (Int128(0), orders[index].remaining, 0)
    while rest > 0, let level = level(rank, of: .sell) {
      let quantity = min(rest, level.size)
      guard let cost = costBound(lane, price: -level.key, quantity) else { return nil }
      needed += cost
      guard Ledger.isInRange(needed) else { return nil }
      rest -= quantity
      rank += 1
    }
    return needed
  }

  /// The most that buying `quantity` lots at `price` or better can cost, in however many fills.
  private mutating func costBound(_ lane: Int32, price: Int64, _ quantity: Int64) -> Int128? {
    let (notional, overflow) = valuation.value(price: price)
      .multipliedReportingOverflow(by: Int128(quantity))
    guard !overflow, Ledger.isInRange(notional),
      let fees = feeBound(lane, max(notional, 0), quantity), Ledger.isInRange(fees)
    else { return nil }
    return notional + fees
  }

  /// Charges interest for what lanes owe at `time`, a boundary of their intervals.
  mutating func payInterest(at time: Int64) {
    now = time
    nextInterest = .max
    for lane in 0..<Int32(lanes.count) {
      let rules = settings[Int(lane)].balance
      guard lanes[lane].hasStarted, rules.hasInterest else { continue }
      if time % rules.interval == 0, time > lanes[lane].start {
        chargeInterest(lane, rules, at: time)
      }
      nextInterest = min(nextInterest, Self.boundary(after: time, of: rules.interval))
    }
    finishFills()
  }

  private mutating func chargeInterest(_ lane: Int32, _ rules: BalanceRules, at time: Int64) {
    let ledger = lanes[lane].ledger
    let value = valuation.value(doubled: book.doubledMid)
    let (worth, overflow) = value.multipliedReportingOverflow(by: Int128(ledger.inventory))
    guard !overflow,
      let base = rules.interest(on: ledger.inventory < 0 ? max(-worth, 0) : 0, at: rules.baseRate),
      let quote = rules.interest(on: max(-ledger.cash, 0), at: rules.quoteRate)
    else { return fail(lane, at: time) }
    charge(lane, base, at: time)
    charge(lane, quote, at: time)
  }

  /// The first whole multiple of `interval` after `time`.
  private static func boundary(after time: Int64, of interval: Int64) -> Int64 {
    let rest = ((time % interval) + interval) % interval
    let (next, overflow) = time.addingReportingOverflow(interval - rest)
    return overflow ? .max : next
  }

  /// Lanes that started at `time` pay their first interest at the first boundary after it.
  mutating func expectInterest(after time: Int64) {
    for lane in 0..<lanes.count where settings[lane].balance.hasInterest {
      let next = Self.boundary(after: time, of: settings[lane].balance.interval)
      nextInterest = min(nextInterest, next)
    }
    nextPosting = min(nextPosting, nextInterest)
  }
}
