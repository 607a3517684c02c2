import MarketData

/// The sample instants of lanes that started together.
struct SampleClock {
  let start: Int64
  var nextSample: Int64
  var nextMidnight: Int64
  var lanes: [Int32]

  var next: Int64 { min(nextSample, nextMidnight) }
}

/// What is recorded after everything of an instant is done: samples and UTC midnights.
extension Engine {
  private static let second: Int64 = 1_000_000_000
  private static let day: Int64 = 86_400 * second

  /// Starts lanes at their first decision instant: their books open, and their first sample is
  /// taken before any order.
  mutating func start(_ started: [Int32], at time: Int64) {
    for lane in started {
      let settings = settings[Int(lane)]
      let startCash = lanes[lane].knownCash
      lanes[lane].ledger = Ledger(
        inventory: settings.startInventory, cash: startCash,
        mid: valuation.value(doubled: book.doubledMid))
      lanes[lane].drawdown = DrawdownTracker(
        equity: lanes[lane].ledger.startEquity, start: Int32(midPath.count - 1))
      lanes[lane].knownCashValue = money.doubleValue(startCash)
      lanes[lane].hasStarted = true
      lanes[lane].start = time
      lanes[lane].heldSince = time
      lanes[lane].gridInventory = settings.startInventory
      lanes[lane].nextSecond = time + Self.second
      addSample(lane, at: time)
    }
    expectInterest(after: time)
    marginIsStale = true
    let midnight = (time >= 0 ? time / Self.day : (time + 1) / Self.day - 1) * Self.day + Self.day
    clocks.append(
      SampleClock(
        start: time, nextSample: time + replay.sampleInterval, nextMidnight: midnight,
        lanes: started))
    nextClock = clocks.reduce(.max) { min($0, $1.next) }
  }

  /// Records what falls on the instant `time`, after all events at or before it.
  mutating func tickClocks(at time: Int64) {
    for index in clocks.indices where clocks[index].next == time {
      let clock = clocks[index]
      if clock.nextSample == time {
        for lane in clock.lanes { addSample(lane, at: time) }
        clocks[index].nextSample += replay.sampleInterval
      }
      if clock.nextMidnight == time {
        for lane in clock.lanes {
          let profit = lanes[lane].ledger.profit(mid: valuation.value(doubled: book.doubledMid))
          counts[Int(lane)].midnights.append((time, profit))
        }
        clocks[index].nextMidnight += Self.day
      }
    }
    nextClock = clocks.reduce(.max) { min($0, $1.next) }
  }

  /// Takes the points of the 1 s grid before `time`, since which the inventory has not changed,
  /// into the sums of the inventory's half-life: a stretch of any length costs the same.
  mutating func takeSeconds(_ lane: Int32, before time: Int64) {
    let next = lanes[lane].nextSecond
    guard next < time else { return }
    let points = (time - 1 - next) / Self.second + 1
    let inventory = lanes[lane].ledger.inventory
    counts[Int(lane)].secondGrid.add(lanes[lane].gridInventory, inventory)
    counts[Int(lane)].secondGrid.add(inventory, inventory, times: points - 1)
    lanes[lane].gridInventory = inventory
    lanes[lane].nextSecond = next + points * Self.second
  }

  /// Closes all lanes at the last event and returns what they leave behind.
  mutating func finish(at end: Int64?) -> BacktestResult {
    var result = totals
    result.end = end
    guard let end else {
      result.lanes = settings.map(LaneResult.init)
      return result
    }
    resolveMarkouts(before: end + 1)
    // A lane that started at the very end still gets its end row: orders may have followed the
    // start.
    for clock in clocks
    where clock.nextSample - replay.sampleInterval < end || clock.start == end {
      for lane in clock.lanes { addSample(lane, at: end) }
    }
    for lane in 0..<Int32(lanes.count) { result.lanes.append(laneResult(lane, end: end)) }
    return result
  }

  private mutating func addSample(_ lane: Int32, at time: Int64) {
    hasRecords = true
    pendingSamples.append(sample(lane, at: time))
  }

  private mutating func laneResult(_ lane: Int32, end: Int64) -> LaneResult {
    var result = LaneResult(settings: settings[Int(lane)])
    let counts = countsWithPlain(lane)
    result.rejections = Dictionary(
      uniqueKeysWithValues: counts.rejections.map { ($0.rawValue, $1) })
    result.decisions = counts.decisions
    guard lanes[lane].hasStarted else { return result }
    settleHolding(lane, at: end)
    takeSeconds(lane, before: end + 1)
    takeStretch(lane)
    let ledger = lanes[lane].ledger
    let mid = valuation.value(doubled: book.doubledMid)
    ledger.checkInvariants(mid: mid)
    result.span = (lanes[lane].start, end)
    result.startEquity = ledger.startEquity
    result.finalEquity = ledger.equity(mid: mid)
    result.profit = ledger.profit(mid: mid)
    result.midnights = counts.midnights
    result.sessions = counts.sessions
    if replay.sessions != nil, result.sessions.last?.end != end {
      result.sessions.append(session(of: lane, endingAt: end))
    }
    result.turnover = counts.turnover
    result.fillsByCause = counts.fillsByCause
    for cause in FillCause.allCases {
      let fills = counts.fillsByCause[Int(cause.rawValue)]
      if cause.isMaker { result.makerFills += fills } else { result.takerFills += fills }
    }
    result.liquidations = liquidations(of: lane)
    result.impactFills = counts.impactFills
    result.impactQuantity = counts.impactQuantity
    result.quantityByCause = counts.quantityByCause
    result.makerQuantity = counts.makerQuantity
    result.ordersSent = counts.ordersSent
    result.restingQuantitySent = counts.restingQuantitySent
    result.cancelsSent = counts.cancelsSent
    result.amendsSent = counts.amendsSent
    result.finalInventory = ledger.inventory
    result.wentIntoDebt = lanes[lane].wentIntoDebt
    result.closingCost = closingCost(lane)
    result.inventoryRange = (lanes[lane].lowestInventory, lanes[lane].highestInventory)
    result.inventoryTimes = self.counts[Int(lane)].inventoryTimes.entries
    result.targetDeviation = lanes[lane].targetDeviation
    result.timeOutsideBand = replay.band == nil ? nil : lanes[lane].timeOutsideBand
    result.secondGrid = self.counts[Int(lane)].secondGrid
    result.maximumDrawdown = lanes[lane].drawdown.maximum
    result.markouts = counts.markouts
    return result
  }

  /// What `lane` has counted, its plain pairs of quotes included.
  private mutating func countsWithPlain(_ lane: Int32) -> LaneCounts {
    var counts = counts[Int(lane)]
    let plain = lanes[lane].plain
    counts.decisions += plain.decisions
    counts.ordersSent += plain.ordersSent
    counts.cancelsSent += plain.cancelsSent
    counts.restingQuantitySent += plain.quantitySent
    if plain.refusedByLimit > 0 {
      counts.rejections[.limit, default: 0] += plain.refusedByLimit
    }
    return counts
  }

  /// What taking the last touch with all inventory would cost against the mid, taker fee included.
  private mutating func closingCost(_ lane: Int32) -> Int128? {
    let inventory = lanes[lane].ledger.inventory
    if inventory == 0 { return 0 }
    let best = inventory > 0 ? book.bid : book.ask
    if best.isEmpty { return nil }
    let price = inventory > 0 ? best.key : -best.key
    let value = valuation.value(price: price)
    let distance = valuation.value(doubled: book.doubledMid) - value
    let (edge, overflow) = distance.multipliedReportingOverflow(by: Int128(inventory))
    let quantity = Int64(clamping: inventory.magnitude)
    guard !overflow, Ledger.isInRange(edge),
      let (_, fee) = fee(price, value, quantity, isMaker: false, lane)
    else { return nil }
    return edge + fee
  }
}
