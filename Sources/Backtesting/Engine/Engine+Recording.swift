import MarketData

/// Records on their way to the sink: kept until their instant is over, so that they can be handed
/// over in the order of the lanes.
extension Engine {
  mutating func record(_ index: Int32, _ event: OrderRecord.Event, quantity: Int64, at time: Int64)
  {
    guard wantsOrders else { return }
    let order = orders[index]
    pendingOrders.append(
      OrderRecord(
        lane: Int(order.lane), time: time, order: order.number, event: event, side: order.side,
        price: order.hasLimit ? order.price : nil, quantity: quantity, reason: ""))
  }

  mutating func recordOutcome(_ index: Int32, _ event: OrderRecord.Event, reason: String) {
    guard wantsOrders else { return }
    let order = orders[index]
    pendingOrders.append(
      OrderRecord(
        lane: Int(order.lane), time: now, order: order.number, event: event, side: order.side,
        price: order.hasLimit ? order.price : nil, quantity: order.remaining, reason: reason))
  }

  /// The state of a lane now.
  func sample(_ lane: Int32, at time: Int64) -> SampleRecord {
    let ledger = lanes[lane].ledger
    let mid = valuation.value(doubled: book.doubledMid)
    let profit = ledger.profit(mid: mid)
    return SampleRecord(
      lane: Int(lane), time: time, doubledMid: book.doubledMid, inventory: ledger.inventory,
      target: lanes[lane].target, cash: ledger.cash,
      equity: ledger.equity(mid: mid), spreadPnL: profit.spread,
      inventoryPnL: profit.inventory, rebalancingCost: profit.rebalancing, fees: profit.fees,
      funding: profit.funding)
  }

  /// Whether anything waits to be handed over.
  var hasRecords: Bool {
    !pendingFills.isEmpty || !pendingSamples.isEmpty || !pendingOrders.isEmpty
  }

  mutating func takeFills() -> [FillRecord] {
    Self.take(&pendingFills) { ($0.time, $0.lane) }
  }

  mutating func takeSamples() -> [SampleRecord] {
    Self.take(&pendingSamples) { ($0.time, $0.lane) }
  }

  mutating func takeOrders() -> [OrderRecord] {
    Self.take(&pendingOrders) { ($0.time, $0.lane) }
  }

  private static func take<Record>(
    _ pending: inout [Record], by key: (Record) -> (Int64, Int)
  ) -> [Record] {
    // Equal keys keep their order: the sort of the standard library is stable.
    let records = pending.count > 1 ? pending.sorted { key($0) < key($1) } : pending
    pending.removeAll(keepingCapacity: true)
    return records
  }

  /// Gives `lane` a reason of its own to decide at `time`.
  mutating func makeDue(_ lane: Int32, at time: Int64) { lanes[lane].dueAt = time }
}
