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
    var isQuote: Bool
    var price: GridScale
    var quantity: GridScale
    /// An event of the run without its numbers.
    var template: MarketEvent
    var count: Int
  }

  /// What is counted of the clocks of a run, and where they stand at its end.
  private struct Clocks {
    var lastExchange: Int64
    var lastArrival: Int64
    var smallestLatency = Int64.max
    var largestLatency = Int64.min
    var arrivalsMoved = 0
  }

  /// What is counted of what a run tells.
  private struct Tally {
    var crossed = 0
    var locked = 0
    var unknownSides = 0
  }

  /// Appends the events of the plain rows from `start` on, at most `plainLimit`, and returns how
  /// many rows they are.
  mutating func convertPlain(
    _ records: UnsafeBufferPointer<TickRecord>, from start: Int, into events: inout [MarketEvent]
  ) -> Int {
    guard looksForPlainRows, !reorders, constantLots == nil, pending.isEmpty, output.passesThrough,
      let run = run(of: records, from: start), let base = records.baseAddress
    else { return 0 }
    var done = 0
    events.append(addingCapacity: run.count) { output in
      output.withUnsafeMutableBufferPointer { buffer, initialized in
        guard let target = buffer.baseAddress else { return }
        while done < run.count {
          let count = min(run.count - done, constantLatency == nil ? drift.room : run.count)
          let converted = convert(base + start + done, count, run, target + done)
          done += converted
          if converted < count { break }
        }
        initialized = done
      }
    }
    return done
  }

  /// The rows from `start` on that differ in their numbers only; `nil` where they are not plain.
  private func run(of records: UnsafeBufferPointer<TickRecord>, from start: Int) -> Run? {
    let first = records[start]
    let isTrade = first.kind == .trade
    guard first.flags.isSubset(of: .infersSide), isTrade ? replaysTrades : replaysBook,
      isTrade
        || (first.kind == .quote && first.present == 0b1111
          && first.askPriceDecimals == first.priceDecimals
          && first.askQuantityDecimals == first.quantityDecimals)
    else { return nil }
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
    return Run(
      isQuote: !isTrade,
      price: GridScale(ticks, decimals: first.priceDecimals, limit: Self.priceLimit),
      quantity: GridScale(lots, decimals: first.quantityDecimals, limit: Self.quantityLimit),
      template: MarketEvent(
        exchangeTime: 0, arrivalTime: 0, price: 0, quantity: 0, askPrice: 0, askQuantity: 0,
        kind: .quote, hasBid: !isTrade, hasAsk: !isTrade, source: source,
        flags: isTrade && first.flags.contains(.infersSide) ? .infersSide : [],
        instrument: instrumentPlace), count: end - start)
  }

  /// Converts `count` rows, or those before the first unusual one, and returns how many.
  private mutating func convert(
    _ records: UnsafePointer<TickRecord>, _ count: Int, _ run: Run,
    _ events: UnsafeMutablePointer<MarketEvent>
  ) -> Int {
    var tally = Tally()
    let priced = numbers(records, count, run, &tally, events)
    var clocks = Clocks(lastExchange: lastExchange, lastArrival: lastArrival)
    let converted = stamp(records, priced, &clocks, events)
    guard converted > 0 else { return 0 }
    if converted < priced {
      // What was counted of the rows after them is to be counted by the general way.
      tally = Tally()
      _ = numbers(records, converted, run, &tally, events)
      clocks = Clocks(lastExchange: lastExchange, lastArrival: lastArrival)
      _ = stamp(records, converted, &clocks, events)
    }
    add(tally, clocks, first: events.pointee, rows: converted)
    return converted
  }

  private func numbers(
    _ records: UnsafePointer<TickRecord>, _ count: Int, _ run: Run, _ tally: inout Tally,
    _ events: UnsafeMutablePointer<MarketEvent>
  ) -> Int {
    let isWhole = run.price.isWhole && run.quantity.isWhole
    return switch (run.isQuote, isWhole) {
    case (true, true): quotes(records, count, run, &tally, events, isWhole: true)
    case (true, false): quotes(records, count, run, &tally, events, isWhole: false)
    case (false, true): trades(records, count, run, &tally, events, isWhole: true)
    case (false, false): trades(records, count, run, &tally, events, isWhole: false)
    }
  }

  @inline(__always)
  private func quotes(
    _ records: UnsafePointer<TickRecord>, _ count: Int, _ run: Run, _ tally: inout Tally,
    _ events: UnsafeMutablePointer<MarketEvent>, isWhole: Bool
  ) -> Int {
    let (prices, quantities) = (run.price, run.quantity)
    var event = run.template
    var (crossed, locked) = (0, 0)
    var index = 0
    while index < count {
      let record = records + index
      event.price = prices.steps(record.pointee.price, isWhole: isWhole)
      event.quantity = quantities.steps(record.pointee.quantity, isWhole: isWhole)
      event.askPrice = prices.steps(record.pointee.askPrice, isWhole: isWhole)
      event.askQuantity = quantities.steps(record.pointee.askQuantity, isWhole: isWhole)
      // A negative number is none; a quantity of 0 is unusual too.
      guard
        event.price | event.askPrice | (event.quantity &- 1) | (event.askQuantity &- 1) >= 0
      else { break }
      crossed &+= event.price > event.askPrice ? 1 : 0
      locked &+= event.price == event.askPrice ? 1 : 0
      (events + index).initialize(to: event)
      index &+= 1
    }
    tally.crossed += crossed
    tally.locked += locked
    return index
  }

  @inline(__always)
  private func trades(
    _ records: UnsafePointer<TickRecord>, _ count: Int, _ run: Run, _ tally: inout Tally,
    _ events: UnsafeMutablePointer<MarketEvent>, isWhole: Bool
  ) -> Int {
    let (prices, quantities) = (run.price, run.quantity)
    var event = run.template
    var unknownSides = 0
    var index = 0
    while index < count {
      let record = records + index
      event.price = prices.steps(record.pointee.price, isWhole: isWhole)
      event.quantity = quantities.steps(record.pointee.quantity, isWhole: isWhole)
      let side = record.pointee.side
      guard event.price | (event.quantity &- 1) >= 0, side <= 2 else { break }
      event.kind = side == 0 ? .buyTrade : side == 1 ? .sellTrade : .unknownTrade
      unknownSides &+= side == 2 ? 1 : 0
      (events + index).initialize(to: event)
      index &+= 1
    }
    tally.unknownSides += unknownSides
    return index
  }

  /// Gives the first `count` events their times, up to the first whose times are unusual.
  private func stamp(
    _ records: UnsafePointer<TickRecord>, _ count: Int, _ clocks: inout Clocks,
    _ events: UnsafeMutablePointer<MarketEvent>
  ) -> Int {
    if let constantLatency {
      return stamp(records, count, &clocks, events, usesData: false, offset: constantLatency)
    }
    return stamp(records, count, &clocks, events, usesData: true, offset: times.shift)
  }

  @inline(__always)
  private func stamp(
    _ records: UnsafePointer<TickRecord>, _ count: Int, _ clocks: inout Clocks,
    _ events: UnsafeMutablePointer<MarketEvent>, usesData: Bool, offset: Int64
  ) -> Int {
    let skipsEqualTimes = times.skipsEqualTimes
    var (lastExchange, lastArrival) = (clocks.lastExchange, clocks.lastArrival)
    var (smallest, largest) = (clocks.smallestLatency, clocks.largestLatency)
    var moved = 0
    var index = 0
    while index < count {
      let exchange = records[index].exchangeTime
      let recorded = records[index].arrivalTime
      if exchange < lastExchange || (skipsEqualTimes && exchange == recorded) { break }
      let arrival = (usesData ? recorded : exchange) + offset
      if usesData {
        let latency = arrival &- exchange
        if latency < 0 { break }
        smallest = min(smallest, latency)
        largest = max(largest, latency)
      }
      moved &+= arrival < lastArrival ? 1 : 0
      lastArrival = max(arrival, lastArrival)
      lastExchange = exchange
      events[index].exchangeTime = exchange
      events[index].arrivalTime = lastArrival
      index &+= 1
    }
    clocks = Clocks(
      lastExchange: lastExchange, lastArrival: lastArrival, smallestLatency: smallest,
      largestLatency: largest, arrivalsMoved: moved)
    return index
  }

  /// Adds what was counted in `rows` rows, the first of whose events is `first`.
  private mutating func add(_ tally: Tally, _ clocks: Clocks, first: MarketEvent, rows: Int) {
    lastExchange = clocks.lastExchange
    lastArrival = clocks.lastArrival
    statistics.arrivalTimesMoved += clocks.arrivalsMoved
    statistics.crossedQuotes += tally.crossed
    statistics.lockedQuotes += tally.locked
    statistics.tradesWithoutSide += tally.unknownSides
    if constantLatency == nil {
      drift.add(clocks.smallestLatency, rows: rows)
      statistics.minimumLatency = min(statistics.minimumLatency ?? .max, clocks.smallestLatency)
      statistics.maximumLatency = max(statistics.maximumLatency ?? .min, clocks.largestLatency)
    }
    if statistics.firstExchangeTime == nil {
      statistics.firstExchangeTime = first.exchangeTime
      statistics.firstArrivalTime = first.arrivalTime
    }
    statistics.lastExchangeTime = clocks.lastExchange
    statistics.lastArrivalTime = clocks.lastArrival
  }
}
