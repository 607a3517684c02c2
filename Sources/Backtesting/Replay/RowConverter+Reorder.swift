internal import MarketData

/// Rows that come late and are put in their place.
extension RowConverter {
  /// Hands the event to the buffer and appends those that no late row can come before any more.
  @inline(never)
  mutating func putInPlace(
    _ event: MarketEvent, _ exchange: Int64, _ arrival: Int64, _ line: UInt32,
    _ events: inout [MarketEvent]
  ) {
    var event = event
    event.exchangeTime = exchange
    event.arrivalTime = arrival
    guard var buffer = reorder.take() else { return }
    let before = buffer.rowsReordered
    buffer.take(event, line: line)
    count(&buffer, since: before)
    while let next = buffer.next() { emitInPlace(next, &events) }
    reorder = buffer
  }

  mutating func count(_ buffer: inout ReorderBuffer, since before: Int) {
    statistics.rowsReordered += buffer.rowsReordered - before
    statistics.largestReordering = max(statistics.largestReordering, buffer.takeDisplacement())
  }

  mutating func emitInPlace(_ event: MarketEvent, _ events: inout [MarketEvent]) {
    var event = event
    var exchange = event.exchangeTime
    if exchange < lastExchange { moveForward(&exchange) }
    emit(&event, exchange, max(event.arrivalTime, exchange + (constantLatency ?? 0)), &events)
  }
}
