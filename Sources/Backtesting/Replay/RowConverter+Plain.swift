internal import MarketData

/// Runs of quotes or of trades with nothing unusual about them: decimals of one scale on the grid
/// and in range, both sides shown, times in order. Almost all rows are like that, and what they
/// have in common is looked at once a run instead of in each row.
///
/// Whatever is unusual ends the run before its row: the general way judges it. Both give the same
/// events and counts.
extension RowConverter {
  /// Rows of a run at most: their records and events fit the processor's first cache.
  static var plainLimit: Int { 256 }

  /// Where the eight small fields of a record lie in it.
  private static var smallFields: Int { 48 }
  /// The small field that differs among prints, `side`.
  private static var side: UInt64 { 0xFF << 40 }

  /// What the rows of a run have in common.
  private struct Run {
    var price: GridScale
    var quantity: GridScale
    var askPrice: GridScale
    var askQuantity: GridScale
    var flags: MarketEvent.Flags
    var count: Int
  }

  /// What is counted in a run, and the clocks at its end.
  private struct Tally {
    var lastExchange: Int64
    var lastArrival: Int64
    var firstArrival = Int64.min
    var smallestLatency = Int64.max
    var largestLatency = Int64.min
    var arrivalsMoved = 0
    var crossed = 0
    var locked = 0
    var unknownSides = 0
  }

  /// Appends the events of the plain rows from `start` on, at most `plainLimit`, and returns how
  /// many rows they are.
  mutating func convertPlain(
    _ records: UnsafeBufferPointer<TickRecord>, from start: Int, into events: inout [MarketEvent]
  ) -> Int {
    guard !reorders, constantLots == nil, pending.isEmpty, output.passesThrough,
      let run = run(of: records, from: start), let base = records.baseAddress
    else { return 0 }
    let first = base + start
    let isQuote = first.pointee.kind == .quote
    guard isQuote ? replaysBook : replaysTrades else { return 0 }
    let isWhole =
      run.price.isWhole && run.quantity.isWhole && run.askPrice.isWhole && run.askQuantity.isWhole
    return withUnsafeTemporaryAllocation(of: MarketEvent.self, capacity: run.count) { buffer in
      guard let target = buffer.baseAddress else { return 0 }
      var done = 0
      while done < run.count {
        let (rows, events) = (first + done, target + done)
        let count = min(run.count - done, constantLatency == nil ? drift.room : run.count)
        var tally = Tally(lastExchange: lastExchange, lastArrival: lastArrival)
        let converted =
          switch (isQuote, isWhole) {
          case (true, true): convert(rows, count, run, &tally, events, true, true)
          case (true, false): convert(rows, count, run, &tally, events, true, false)
          case (false, true): convert(rows, count, run, &tally, events, false, true)
          case (false, false): convert(rows, count, run, &tally, events, false, false)
          }
        if converted > 0 { add(tally, first: events.pointee, rows: converted) }
        done += converted
        if converted < count { break }
      }
      events.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<done]))
      return done
    }
  }

  /// The rows from `start` on that differ in their numbers only; `nil` where they are not plain.
  private func run(of records: UnsafeBufferPointer<TickRecord>, from start: Int) -> Run? {
    let first = records[start]
    let isTrade = first.kind == .trade
    guard isTrade || (first.kind == .quote && first.present == 0b1111) else { return nil }
    guard first.flags.isSubset(of: .infersSide) else { return nil }
    let mask = isTrade ? ~Self.side : .max
    let bytes = UnsafeRawBufferPointer(records)
    let stride = MemoryLayout<TickRecord>.stride
    let word = bytes.load(fromByteOffset: start * stride + Self.smallFields, as: UInt64.self)
    let limit = min(records.count, start + Self.plainLimit)
    var end = start + 1
    while end < limit,
      (bytes.load(fromByteOffset: end &* stride &+ Self.smallFields, as: UInt64.self) ^ word)
        & mask == 0
    {
      end += 1
    }
    // The row before a record that continues one is not complete.
    if end < records.count, records[end].flags.contains(.continuesRow) { end -= 1 }
    guard end > start else { return nil }
    let price = GridScale(ticks, decimals: first.priceDecimals, limit: Self.priceLimit)
    let quantity = GridScale(lots, decimals: first.quantityDecimals, limit: Self.quantityLimit)
    guard !isTrade else {
      return Run(
        price: price, quantity: quantity, askPrice: price, askQuantity: quantity,
        flags: first.flags.contains(.infersSide) ? .infersSide : [], count: end - start)
    }
    return Run(
      price: price, quantity: quantity,
      askPrice: first.askPriceDecimals == first.priceDecimals
        ? price : GridScale(ticks, decimals: first.askPriceDecimals, limit: Self.priceLimit),
      askQuantity: first.askQuantityDecimals == first.quantityDecimals
        ? quantity
        : GridScale(lots, decimals: first.askQuantityDecimals, limit: Self.quantityLimit),
      flags: [], count: end - start)
  }

  /// Converts `count` rows, or those before the first unusual one, and returns how many.
  @inline(__always)
  private func convert(
    _ records: UnsafePointer<TickRecord>, _ count: Int, _ run: Run, _ tally: inout Tally,
    _ events: UnsafeMutablePointer<MarketEvent>, _ isQuote: Bool, _ isWhole: Bool
  ) -> Int {
    let shift = times.shift
    let skipsEqualTimes = times.skipsEqualTimes
    let (usesData, fixedLatency) = (constantLatency == nil, constantLatency ?? 0)
    var counts = tally
    var index = 0
    while index < count {
      let record = records + index
      let exchange = record.pointee.exchangeTime
      var arrival = record.pointee.arrivalTime
      if exchange < counts.lastExchange || (skipsEqualTimes && exchange == arrival) { break }
      if usesData {
        arrival += shift
        if arrival < exchange { break }
      } else {
        arrival = exchange + fixedLatency
      }
      let price = run.price.steps(record.pointee.price, isWhole: isWhole)
      let quantity = run.quantity.steps(record.pointee.quantity, isWhole: isWhole)
      // A quantity of 0 is unusual too.
      if price < 0 || quantity <= 0 { break }
      var (askPrice, askQuantity): (Int64, Int64) = (0, 0)
      var kind = MarketEvent.Kind.quote
      if isQuote {
        askPrice = run.askPrice.steps(record.pointee.askPrice, isWhole: isWhole)
        askQuantity = run.askQuantity.steps(record.pointee.askQuantity, isWhole: isWhole)
        if askPrice < 0 || askQuantity <= 0 { break }
        counts.crossed &+= price > askPrice ? 1 : 0
        counts.locked &+= price == askPrice ? 1 : 0
      } else {
        kind =
          switch record.pointee.side {
          case 0: .buyTrade
          case 1: .sellTrade
          default: .unknownTrade
          }
        if record.pointee.side > 2 { break }
        counts.unknownSides &+= kind == .unknownTrade ? 1 : 0
      }
      if usesData {
        let latency = arrival &- exchange
        counts.smallestLatency = min(counts.smallestLatency, latency)
        counts.largestLatency = max(counts.largestLatency, latency)
      }
      counts.arrivalsMoved &+= arrival < counts.lastArrival ? 1 : 0
      counts.lastArrival = max(arrival, counts.lastArrival)
      counts.lastExchange = exchange
      (events + index).initialize(
        to: MarketEvent(
          exchangeTime: exchange, arrivalTime: counts.lastArrival, price: price,
          quantity: quantity, askPrice: askPrice, askQuantity: askQuantity, kind: kind,
          hasBid: isQuote, hasAsk: isQuote, source: source, flags: run.flags,
          instrument: instrumentPlace))
      index &+= 1
    }
    tally = counts
    return index
  }

  /// Adds what was counted in `rows` rows, the first of whose events is `first`.
  private mutating func add(_ tally: Tally, first: MarketEvent, rows: Int) {
    lastExchange = tally.lastExchange
    lastArrival = tally.lastArrival
    statistics.arrivalTimesMoved += tally.arrivalsMoved
    statistics.crossedQuotes += tally.crossed
    statistics.lockedQuotes += tally.locked
    statistics.tradesWithoutSide += tally.unknownSides
    if constantLatency == nil {
      drift.add(tally.smallestLatency, rows: rows)
      statistics.minimumLatency = min(statistics.minimumLatency ?? .max, tally.smallestLatency)
      statistics.maximumLatency = max(statistics.maximumLatency ?? .min, tally.largestLatency)
    }
    if statistics.firstExchangeTime == nil {
      statistics.firstExchangeTime = first.exchangeTime
      statistics.firstArrivalTime = first.arrivalTime
    }
    statistics.lastExchangeTime = tally.lastExchange
    statistics.lastArrivalTime = tally.lastArrival
  }
}
