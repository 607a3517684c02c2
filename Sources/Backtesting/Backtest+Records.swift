/// What leaves a replay: records as they come, totals at the end. Each instrument numbers its own
/// lanes; outside, lanes are numbered over all of them in the order they were added.
extension Backtest {
  /// Whether anything waits to be handed over.
  @inline(__always)
  var hasRecords: Bool {
    for index in 0..<count where engines[index].hasRecords { return true }
    return false
  }

  /// Hands the records of past instants over, by time and then by lane.
  func flush(into sink: any ResultSink) throws {
    if count == 1 { return try engines[0].flush(into: sink) }
    try gather({ engines[$0].takeFills() }, \.lane, \.time).forEach(sink.record)
    try gather({ engines[$0].takeSamples() }, \.lane, \.time).forEach(sink.record)
    try gather({ engines[$0].takeOrders() }, \.lane, \.time).forEach(sink.record)
  }

  private func gather<Record>(
    _ take: (Int) -> [Record], _ lane: WritableKeyPath<Record, Int>, _ time: KeyPath<Record, Int64>
  ) -> [Record] {
    var gathered: [Record] = []
    for index in 0..<count {
      for var record in take(index) {
        record[keyPath: lane] = numbers[index][record[keyPath: lane]]
        gathered.append(record)
      }
    }
    // Equal keys keep their order: the sort of the standard library is stable.
    return gathered.sorted {
      ($0[keyPath: time], $0[keyPath: lane]) < ($1[keyPath: time], $1[keyPath: lane])
    }
  }

  /// Closes all lanes at the last event and returns what they leave behind.
  func finish(at end: Int64?) -> BacktestResult {
    var result = engines[0].finish(at: end)
    guard count > 1 else { return result }
    var lanes: [(number: Int, result: LaneResult)] = []
    for index in 0..<count {
      let one = index == 0 ? result : engines[index].finish(at: end)
      if index > 0 { result.addMarket(one) }
      for (lane, outcome) in one.lanes.enumerated() {
        lanes.append((numbers[index][lane], outcome))
      }
    }
    result.lanes = lanes.sorted { $0.number < $1.number }.map(\.result)
    result.legged = leggedResults
    return result
  }
}

extension BacktestResult {
  /// Adds what another instrument's market had.
  fileprivate mutating func addMarket(_ other: BacktestResult) {
    trades += other.trades
    tradesWithoutSide += other.tradesWithoutSide
    quotes += other.quotes
    quotesCrossed += other.quotesCrossed
    bookMessages += other.bookMessages
    levelsDroppedCrossed += other.levelsDroppedCrossed
    bookStatesCrossed += other.bookStatesCrossed
    bookStatesLocked += other.bookStatesLocked
    bookStatesOneSided += other.bookStatesOneSided
    sidesInferredByQuote += other.sidesInferredByQuote
    sidesInferredByTick += other.sidesInferredByTick
    sidesNotInferred += other.sidesNotInferred
    fundingRates += other.fundingRates
    fundingPayments += other.fundingPayments
    fundingAtMid += other.fundingAtMid
    fundingRescheduled += other.fundingRescheduled
  }
}
