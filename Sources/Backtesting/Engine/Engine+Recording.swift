import MarketData

/// Records on their way to the sink: kept until their instant is over, so that they can be handed
/// over in the order of the lanes.
extension Engine {
  mutating func record(_ index: Int32, _ event: OrderRecord.Event, quantity: Int64, at time: Int64)
  {
    guard wantsOrders else { return }
    hasRecords = true
    let order = orders[index]
    pendingOrders.append(
      OrderRecord(
        lane: Int(order.lane), time: time, order: order.number, event: event, side: order.side,
        price: order.hasLimit ? order.price : nil, quantity: quantity, reason: ""))
  }

  /// Records the new order that is to take the slot of `index`.
  @inline(never)
  mutating func recordMove(_ index: Int32, number: Int64, at time: Int64) {
    hasRecords = true
    orders[index].nextNumber = number
    let order = orders[index]
    pendingOrders.append(
      OrderRecord(
        lane: Int(order.lane), time: time, order: number, event: .new, side: order.side,
        price: order.side == .buy ? order.nextKey : -order.nextKey, quantity: order.nextQuantity,
        reason: ""))
  }

  mutating func recordOutcome(_ index: Int32, _ event: OrderRecord.Event, reason: String) {
    guard wantsOrders else { return }
    hasRecords = true
    let order = orders[index]
    pendingOrders.append(
      OrderRecord(
        lane: Int(order.lane), time: now, order: order.number, event: event, side: order.side,
        price: order.hasLimit ? order.price : nil, quantity: order.remaining, reason: reason))
  }

  /// The state of a lane now.
  mutating func sample(_ lane: Int32, at time: Int64) -> SampleRecord {
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

  /// Hands the pending records over by time and then by lane, and forgets them.
  mutating func flush(into sink: any ResultSink) throws {
    hasRecords = false
    try Self.flush(&pendingFills, { ($0.time, $0.lane) }, sink.record)
    try Self.flush(&pendingSamples, { ($0.time, $0.lane) }, sink.record)
    try Self.flush(&pendingOrders, { ($0.time, $0.lane) }, sink.record)
  }

  /// The room for them is kept, so that records cost no allocation.
  @inline(__always)
  private static func flush<Record>(
    _ pending: inout [Record], _ key: (Record) -> (Int64, Int), _ take: (Record) throws -> Void
  ) throws {
    if pending.isEmpty { return }
    Self.sort(&pending, by: key)
    for record in pending { try take(record) }
    pending.removeAll(keepingCapacity: true)
  }

  /// Sorts records unless they are in order already, as most are.
  @inline(__always)
  private static func sort<Record>(
    _ pending: inout [Record], by key: (Record) -> (Int64, Int)
  ) {
    for place in pending.indices.dropFirst() where key(pending[place]) < key(pending[place - 1]) {
      // Equal keys keep their order: the sort of the standard library is stable.
      return pending.sort { key($0) < key($1) }
    }
  }

  mutating func takeFills() -> [FillRecord] { Self.take(&pendingFills) }
  mutating func takeSamples() -> [SampleRecord] { Self.take(&pendingSamples) }
  mutating func takeOrders() -> [OrderRecord] {
    hasRecords = false
    return Self.take(&pendingOrders)
  }

  private static func take<Record>(_ pending: inout [Record]) -> [Record] {
    let records = pending
    pending.removeAll()
    return records
  }

  /// Gives `lane` a reason of its own to decide at `time`.
  mutating func makeDue(_ lane: Int32, at time: Int64) { lanes[lane].dueAt = time }
}
