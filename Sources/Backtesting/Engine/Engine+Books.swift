import MarketData

/// Fills as they change the books: ledger, time-weighted inventory, drawdown, markouts, records.
extension Engine {
  /// Books a fill of `quantity` lots of an order at `price`, measured against `doubledMid`, and
  /// sends its report. The caller takes a filled order out of the index.
  mutating func execute(
    _ index: Int32, quantity: Int64, price: Int64, cause: FillCause, doubledMid: Int64
  ) {
    let laneIndex = orders[index].lane
    let side = orders[index].side
    let isMaker = cause.isMaker
    let time = now
    settleHolding(laneIndex, at: time)
    if !lanes[laneIndex].filledNow {
      takeStretch(laneIndex)
      lanes[laneIndex].filledNow = true
      filledLanes.append(laneIndex)
    }
    let compiled = lanes[laneIndex].assumptions
    let value = valuation.value(price: price)
    if assumptions[compiled].hasFeeRules { forgetVolume(laneIndex, compiled) }
    guard let (notional, tradeFee) = fee(price, value, quantity, isMaker: isMaker, laneIndex)
    else { return fail(laneIndex, at: time) }
    var fee = tradeFee
    if cause == .liquidation {
      guard let extra = liquidationFee(laneIndex, notional) else {
        return fail(laneIndex, at: time)
      }
      fee += extra
    }
    marginIsStale = true
    let posted = lanes[laneIndex].ledger.post(
      side: side, quantity: quantity, value: value, mid: valuation.value(doubled: doubledMid),
      isMaker: isMaker, fee: fee)
    guard posted else { return fail(laneIndex, at: time) }
    if valuation.isInverse, price <= 0 { refusePrice(at: time) }
    orders[index].filled += quantity
    if orders[index].remaining == 0 { orders[index].state = .ended }

    if lanes[laneIndex].ledger.cash < 0 { lanes[laneIndex].wentIntoDebt = true }
    let inventory = lanes[laneIndex].ledger.inventory
    lanes[laneIndex].lowestInventory = min(lanes[laneIndex].lowestInventory, inventory)
    lanes[laneIndex].highestInventory = max(lanes[laneIndex].highestInventory, inventory)
    let (turnover, overflow) = counts[Int(laneIndex)].turnover.addingReportingOverflow(notional)
    guard !overflow else { return fail(laneIndex, at: time) }
    counts[Int(laneIndex)].turnover = turnover
    if assumptions[compiled].hasFeeRules { addVolume(laneIndex, notional) }
    counts[Int(laneIndex)].fillsByCause[Int(cause.rawValue)] += 1
    counts[Int(laneIndex)].quantityByCause[Int(cause.rawValue)] += Int128(quantity)
    if isMaker {
      counts[Int(laneIndex)].makerQuantity += Int128(quantity)
      markouts.add(lane: laneIndex, time: time, side: side, price: price, quantity: quantity)
    }
    hasRecords = true
    pendingFills.append(
      FillRecord(
        lane: Int(laneIndex), time: time, side: side, price: price, quantity: quantity,
        cause: cause, fee: fee, doubledMid: doubledMid, inventoryAfter: inventory,
        queueAheadAtEntry: isMaker && orders[index].hasQueue ? orders[index].aheadAtEntry : nil))
    report(
      index,
      Report(
        quantity: quantity, price: price, fee: fee, order: index, kind: .filled, isMaker: isMaker,
        endsOrder: orders[index].state == .ended))
  }

  /// What `quantity` lots at `price` come to and the fee on it, in units of money; `nil` where that
  /// leaves their range.
  @inline(__always)
  mutating func fee(
    _ price: Int64, _ value: Int128, _ quantity: Int64, isMaker: Bool, _ lane: Int32
  ) -> (notional: Int128, fee: Int128)? {
    let compiled = lanes[lane].assumptions
    let rate = isMaker ? assumptions[compiled].makerFee : assumptions[compiled].takerFee
    let (product, overflow) = value.multiplied(by: quantity)
    guard !overflow, Ledger.isInRange(product) else { return nil }
    let notional = product < 0 ? -product : product
    if assumptions[compiled].hasFeeRules {
      return ruledFee(rate, notional, quantity, isMaker: isMaker, lane).map { (notional, $0) }
    }
    if valuation.isInverse { return rate.fee(onMoney: notional).map { (notional, $0) } }
    return (notional, rate.fee(onNotional: Int128(price.magnitude).times(quantity)))
  }

  /// Sends a report on `order` to its lane.
  mutating func report(_ index: Int32, _ report: Report) {
    let compiled = lanes[orders[index].lane].assumptions
    var report = report
    report.time = now + assumptions[compiled].responseLatency
    orders[index].travelling += 1
    if assumptions[compiled].responseVaries {
      return sendVarying(report, lane: orders[index].lane)
    }
    reports.send(report, on: assumptions[compiled].responseRing)
  }

  /// Takes the time since the last change of inventory or target into the lane's statistics.
  mutating func settleHolding(_ lane: Int32, at time: Int64) {
    let elapsed = time - lanes[lane].heldSince
    lanes[lane].heldSince = time
    guard elapsed > 0 else { return }
    takeSeconds(lane, before: time)
    let inventory = lanes[lane].ledger.inventory
    counts[Int(lane)].inventoryTimes.add(elapsed, at: inventory)
    let deviation = Double(inventory) - lanes[lane].target
    lanes[lane].targetDeviation += deviation * deviation * Double(elapsed)
    if let band = replay.band, deviation.magnitude > band { lanes[lane].timeOutsideBand += elapsed }
  }

  /// Takes the stretch of the mid's path since the lane's last fill into its drawdown.
  mutating func takeStretch(_ lane: Int32) {
    lanes[lane].drawdown.take(
      midPath.values(from: Int(lanes[lane].drawdown.start), by: valuation),
      inventory: lanes[lane].ledger.inventory, cash: lanes[lane].ledger.cash)
  }

  /// Starts the drawdown stretches of the lanes that the present event filled.
  mutating func finishFills() {
    for index in 0..<filledLanes.count {
      let lane = filledLanes[index]
      lanes[lane].filledNow = false
      lanes[lane].drawdown.start = Int32(midPath.count - 1)
      if hasLegs {
        legMarks.append(
          LegMark(
            lane: lane,
            equity: lanes[lane].ledger.equity(mid: valuation.value(doubled: book.doubledMid))))
      }
    }
    filledLanes.removeAll()
  }

  /// Lets every lane take in the block of the mid's path that is full, and starts another.
  mutating func closeMidBlock() {
    let whole = midPath.values(from: 0, by: valuation)
    for index in 0..<lanes.count where lanes[index].hasStarted {
      let start = Int(lanes[index].drawdown.start)
      let path = start == 0 ? whole : midPath.values(from: start, by: valuation)
      lanes[index].drawdown.take(
        path, inventory: lanes[index].ledger.inventory, cash: lanes[index].ledger.cash)
      lanes[index].drawdown.start = 0
    }
    midPath.startBlock()
  }

  /// Completes the markouts due before `time` with the mid as it is.
  mutating func resolveMarkouts(before time: Int64) {
    guard markouts.nextTime < time else { return }
    for horizon in PendingMarkouts.horizons.indices {
      while let fill = markouts.removeNext(of: horizon, before: time) {
        let gain = Int128(book.doubledMid) - 2 * Int128(fill.price)
        counts[Int(fill.lane)].markouts[horizon].add(
          quantity: Int128(fill.quantity),
          doubledTickLots: gain.times(fill.side.sign * fill.quantity))
      }
    }
    markouts.findNext()
  }
}

extension MarkoutSum {
  /// Adds a fill whose horizon has ended.
  fileprivate mutating func add(quantity: Int128, doubledTickLots: Int128) {
    fills += 1
    self.quantity += quantity
    self.doubledTickLots += doubledTickLots
  }
}

/// Maker fills whose markout at one horizon is not due yet.
struct PendingMarkouts: ~Copyable {
  struct Fill: BitwiseCopyable {
    var due: Int64
    var lane: Int32
    var side: Side
    var price: Int64
    var quantity: Int64
  }

  static let horizons: [Int64] = [1_000_000_000, 10_000_000_000]

  /// One queue per horizon: fills come in time order, so their horizons end in that order.
  private var queues = RingQueues<Fill>()
  /// When the next horizon ends, or `Int64.max`.
  private(set) var nextTime = Int64.max

  init() { for _ in Self.horizons { queues.add() } }

  mutating func add(lane: Int32, time: Int64, side: Side, price: Int64, quantity: Int64) {
    for (queue, horizon) in Self.horizons.enumerated() {
      queues[queue].append(
        Fill(due: time + horizon, lane: lane, side: side, price: price, quantity: quantity))
      nextTime = min(nextTime, time + horizon)
    }
  }

  /// Removes the next fill of the horizon at `place` in `horizons`, if it ended before `time`;
  /// `findNext` is to follow.
  @inline(__always)
  mutating func removeNext(of place: Int, before time: Int64) -> Fill? {
    guard !queues[place].isEmpty, queues[place][0].due < time else { return nil }
    return queues[place].removeFirst()
  }

  /// Finds when the next horizon ends.
  mutating func findNext() {
    nextTime = .max
    for place in 0..<queues.count where !queues[place].isEmpty {
      nextTime = min(nextTime, queues[place][0].due)
    }
  }
}
