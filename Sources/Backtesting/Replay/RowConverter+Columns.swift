internal import MarketData

/// Rows that come as columns. Like `convertPlain`, this is the general way's result for rows with
/// nothing unusual about them, at a fraction of its cost: the loop has no branches, and finds out
/// only at its end whether something was unusual.
extension RowConverter {
  /// What all rows together showed.
  private struct Findings {
    /// Negative where some number is to be judged otherwise, or a time is unusual.
    var unusual: Int64 = 0
    /// Negative where some quote is locked or crossed.
    var locks: Int64 = 0
    /// Negative where some arrival was moved.
    var moves: Int64 = 0
    /// Of the latencies, where some of them are to be counted.
    var smallestLatency = Int64.max
    var largestLatency = Int64.min
  }

  /// The columns of numbers as they come, or on the grid.
  private struct Numbers {
    var prices: UnsafePointer<Int64>
    var quantities: UnsafePointer<Int64>
    var askPrices: UnsafePointer<Int64>
    var askQuantities: UnsafePointer<Int64>
  }

  /// Whether rows can be converted as columns, as far as the settings go.
  var takesColumns: Bool { looksForPlainRows && !reorders && constantLots == nil }

  /// Appends the events of `rows` to `events`; returns `false`, with nothing done, where one of
  /// them is to be judged on its own.
  mutating func convert(_ rows: RowColumns, into events: inout [MarketEvent]) -> Bool {
    let template = rows.template
    let isQuote = template.kind == .quote
    guard rows.count > 0, pending.isEmpty, output.passesThrough,
      template.flags.isSubset(of: .infersSide),
      isQuote
        ? replaysBook && template.present == 0b1111
          && template.askPriceDecimals == template.priceDecimals
          && template.askQuantityDecimals == template.quantityDecimals
        : template.kind == .trade && replaysTrades
    else { return false }
    let price = GridScale(ticks, decimals: template.priceDecimals, limit: Self.priceLimit)
    let quantity = GridScale(lots, decimals: template.quantityDecimals, limit: Self.quantityLimit)
    let size = isQuote ? rows.count : 0
    let facts = rows.facts
    return withUnsafeTemporaryAllocation(of: Int64.self, capacity: 4 * rows.count) { memory in
      guard let memory = memory.baseAddress else { return false }
      var unusual: Int64 = 0
      let numbers = Numbers(
        prices: price.steps(rows.prices, rows.count, facts.prices, memory, &unusual),
        quantities: quantity.steps(
          rows.quantities, rows.count, facts.quantities, memory + rows.count, &unusual),
        askPrices: price.steps(
          rows.askPrices, size, facts.askPrices, memory + 2 * rows.count, &unusual),
        askQuantities: quantity.steps(
          rows.askQuantities, size, facts.askQuantities, memory + 3 * rows.count, &unusual))
      guard unusual >= 0 else { return false }
      return append(rows, numbers, isQuote: isQuote, to: &events)
    }
  }

  private mutating func append(
    _ rows: RowColumns, _ numbers: Numbers, isQuote: Bool, to events: inout [MarketEvent]
  ) -> Bool {
    let found = findings(rows, numbers, isQuote: isQuote)
    guard found.unusual >= 0 else { return false }
    events.append(addingCapacity: rows.count) { output in
      output.withUnsafeMutableBufferPointer { buffer, initialized in
        guard let target = buffer.baseAddress else { return }
        switch (isQuote, found.moves < 0) {
        case (true, true): write(rows, numbers, target, isQuote: true, isMoved: true)
        case (true, false): write(rows, numbers, target, isQuote: true, isMoved: false)
        case (false, true): write(rows, numbers, target, isQuote: false, isMoved: true)
        case (false, false): write(rows, numbers, target, isQuote: false, isMoved: false)
        }
        count(rows, numbers, found, target, isQuote: isQuote)
        initialized = rows.count
      }
    }
    return true
  }

  /// Looks for what is unusual.
  private func findings(_ rows: RowColumns, _ numbers: Numbers, isQuote: Bool) -> Findings {
    let facts = rows.facts
    var found = Findings()
    // Times before the epoch are left to the general way, so that no difference overflows.
    found.unusual = rows.exchangeTimes[0]
    if rows.exchangeTimes[0] < lastExchange { found.unusual = -1 }
    if !facts.exchangeTimesAscend { found.unusual |= Self.descents(rows.exchangeTimes, rows.count) }
    if !Self.arePositive(facts.quantities) {
      found.unusual |= Self.lessThanOne(numbers.quantities, rows.count)
    }
    if isQuote {
      if !Self.arePositive(facts.askQuantities) {
        found.unusual |= Self.lessThanOne(numbers.askQuantities, rows.count)
      }
      if !Self.arePositive(facts.spreads) { found.locks = locks(rows, numbers) }
    } else {
      found.unusual |= unknownSides(rows)
    }
    if times.skipsEqualTimes, facts.latencies.map({ $0.contains(0) }) ?? true {
      found.unusual |= missingTimes(rows)
    }
    if constantLatency == nil { findLatencies(rows, &found) }
    return found
  }

  private static func arePositive(_ bounds: ClosedRange<Int64>?) -> Bool {
    bounds.map { $0.lowerBound > 0 } ?? false
  }

  // Each of these is negative where some row is what it is called.

  private static func descents(_ numbers: UnsafePointer<Int64>, _ count: Int) -> Int64 {
    var found: Int64 = 0
    for index in 1..<max(count, 1) {
      found |= numbers[index] | (numbers[index] &- numbers[index &- 1])
    }
    return found
  }

  private static func lessThanOne(_ numbers: UnsafePointer<Int64>, _ count: Int) -> Int64 {
    var found: Int64 = 0
    for index in 0..<count { found |= numbers[index] &- 1 }
    return found
  }

  private func locks(_ rows: RowColumns, _ numbers: Numbers) -> Int64 {
    var found: Int64 = 0
    for index in 0..<rows.count {
      found |= numbers.askPrices[index] &- numbers.prices[index] &- 1
    }
    return found
  }

  private func unknownSides(_ rows: RowColumns) -> Int64 {
    guard let sides = rows.sides else { return 2 - Int64(rows.template.side) }
    var found: Int64 = 0
    for index in 0..<rows.count { found |= 2 &- Int64(sides[index]) }
    return found
  }

  /// Recorded latencies within these bounds change nothing that is counted; `nil` = all do.
  private var latencyBounds: ClosedRange<Int64>? {
    guard constantLatency == nil, let smallest = drift.smallest,
      let largest = statistics.maximumLatency, smallest <= largest
    else { return nil }
    return smallest - times.shift...largest - times.shift
  }

  /// Negative where a row has no exchange time of its own.
  private func missingTimes(_ rows: RowColumns) -> Int64 {
    guard times.skipsEqualTimes else { return 0 }
    // The sign of x | −x is set unless x is 0.
    var differences: Int64 = -1
    for index in 0..<rows.count {
      let difference = rows.exchangeTimes[index] ^ rows.arrivalTimes[index]
      differences &= difference | (0 &- difference)
    }
    return ~differences
  }

  /// Looks for latencies that are to be counted, and for arrivals that are to be moved.
  private func findLatencies(_ rows: RowColumns, _ found: inout Findings) {
    let (exchangeTimes, arrivalTimes) = (rows.exchangeTimes, rows.arrivalTimes)
    // Latencies between the smallest of the present stretch and the largest of all tell nothing.
    let bounds = latencyBounds
    let (low, high) = (bounds?.lowerBound ?? 0, bounds?.upperBound ?? 0)
    var (outside, moves, all) = (Int64(0), Int64(0), arrivalTimes[0])
    for index in 0..<rows.count {
      let latency = arrivalTimes[index] &- exchangeTimes[index]
      outside |= (latency &- low) | (high &- latency)
    }
    for index in 1..<max(rows.count, 1) {
      all |= arrivalTimes[index]
      moves |= arrivalTimes[index] &- arrivalTimes[index &- 1]
    }
    found.unusual |= all
    guard found.unusual >= 0 else { return }
    found.moves = arrivalTimes[0] + times.shift < lastArrival ? -1 : moves
    guard bounds == nil || outside < 0 || rows.count > drift.room else { return }
    for index in 0..<rows.count {
      let latency = arrivalTimes[index] + times.shift - exchangeTimes[index]
      found.smallestLatency = min(found.smallestLatency, latency)
      found.largestLatency = max(found.largestLatency, latency)
    }
    // A row that arrived before it happened is for the general way to refuse.
    found.unusual |= found.smallestLatency
  }

  @inline(__always)
  private func write(
    _ rows: RowColumns, _ numbers: Numbers, _ events: UnsafeMutablePointer<MarketEvent>,
    isQuote: Bool, isMoved: Bool
  ) {
    let arrivalTimes = constantLatency == nil ? rows.arrivalTimes : rows.exchangeTimes
    let offset = constantLatency ?? times.shift
    let tail = tailWord(rows.template, isQuote: isQuote)
    let sides = rows.sides
    var lastArrival = self.lastArrival
    for index in 0..<rows.count {
      var arrival = arrivalTimes[index] &+ offset
      if isMoved {
        arrival = max(arrival, lastArrival)
        lastArrival = arrival
      }
      var word = tail
      if !isQuote, let sides { word |= UInt64(sides[index]) }
      let event = UnsafeMutableRawPointer(events + index)
      event.storeBytes(of: rows.exchangeTimes[index], as: Int64.self)
      event.storeBytes(of: arrival, toByteOffset: 8, as: Int64.self)
      event.storeBytes(of: numbers.prices[index], toByteOffset: 16, as: Int64.self)
      event.storeBytes(of: numbers.quantities[index], toByteOffset: 24, as: Int64.self)
      event.storeBytes(
        of: isQuote ? numbers.askPrices[index] : 0, toByteOffset: 32, as: Int64.self)
      event.storeBytes(
        of: isQuote ? numbers.askQuantities[index] : 0, toByteOffset: 40, as: Int64.self)
      event.storeBytes(of: word, toByteOffset: 48, as: UInt64.self)
    }
  }

  /// The last word of the events of rows like `template`; for prints of different sides, without
  /// the side.
  private func tailWord(_ template: TickRecord, isQuote: Bool) -> UInt64 {
    let kind = isQuote ? .quote : MarketEvent.Kind(rawValue: template.side) ?? .unknownTrade
    let event = MarketEvent(
      exchangeTime: 0, arrivalTime: 0, price: 0, quantity: 0, askPrice: 0, askQuantity: 0,
      kind: kind, hasBid: isQuote, hasAsk: isQuote, source: source,
      flags: template.flags.contains(.infersSide) ? .infersSide : [],
      instrument: instrumentPlace)
    // The kind is its lowest byte; the byte after the fields is no part of the event.
    return withUnsafeBytes(of: event) { bytes in
      bytes[48...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }.littleEndian
  }

  /// Counts what the rows told, as the general way does row by row.
  private mutating func count(
    _ rows: RowColumns, _ numbers: Numbers, _ found: Findings,
    _ events: UnsafePointer<MarketEvent>, isQuote: Bool
  ) {
    let last = rows.count - 1
    if found.moves < 0 {
      let offset = constantLatency ?? times.shift
      var previous = lastArrival
      for index in 0..<rows.count {
        let arrival =
          (constantLatency == nil ? rows.arrivalTimes[index] : rows.exchangeTimes[index]) + offset
        if arrival < previous { statistics.arrivalTimesMoved += 1 }
        previous = max(previous, arrival)
      }
    }
    if isQuote, found.locks < 0 {
      for index in 0..<rows.count where numbers.prices[index] >= numbers.askPrices[index] {
        if numbers.prices[index] == numbers.askPrices[index] {
          statistics.lockedQuotes += 1
        } else {
          statistics.crossedQuotes += 1
        }
      }
    }
    if !isQuote {
      for index in 0..<rows.count where (rows.sides?[index] ?? rows.template.side) == 2 {
        statistics.tradesWithoutSide += 1
      }
    }
    if constantLatency == nil {
      if rows.count <= drift.room {
        drift.add(found.smallestLatency, rows: rows.count)
      } else {
        for index in 0..<rows.count {
          drift.add(rows.arrivalTimes[index] + times.shift - rows.exchangeTimes[index])
        }
      }
      statistics.minimumLatency = min(statistics.minimumLatency ?? .max, found.smallestLatency)
      statistics.maximumLatency = max(statistics.maximumLatency ?? .min, found.largestLatency)
    }
    if statistics.firstExchangeTime == nil {
      statistics.firstExchangeTime = events[0].exchangeTime
      statistics.firstArrivalTime = events[0].arrivalTime
    }
    lastExchange = events[last].exchangeTime
    lastArrival = events[last].arrivalTime
    statistics.lastExchangeTime = lastExchange
    statistics.lastArrivalTime = lastArrival
  }
}

extension GridScale {
  /// The steps of `count` mantissas, whose bounds may be known: the column itself where they are
  /// its numbers, else in `memory`. `unusual` turns negative where one of them is negative, beyond
  /// the limit or off the grid.
  fileprivate func steps(
    _ mantissas: UnsafePointer<Int64>, _ count: Int, _ bounds: ClosedRange<Int64>?,
    _ memory: UnsafeMutablePointer<Int64>, _ unusual: inout Int64
  ) -> UnsafePointer<Int64> {
    if isIdentity {
      if let bounds, bounds.lowerBound >= 0, reaches(bounds.upperBound) { return mantissas }
      // The bits of all numbers together are no smaller than any of them.
      var all: Int64 = 0
      for index in 0..<count { all |= mantissas[index] }
      if !reaches(all) { unusual = -1 }
      return mantissas
    }
    var found: Int64 = 0
    if isWhole {
      for index in 0..<count {
        let steps = steps(mantissas[index], isWhole: true)
        memory[index] = steps
        found |= steps
      }
    } else {
      for index in 0..<count {
        let steps = steps(mantissas[index], isWhole: false)
        memory[index] = steps
        found |= steps
      }
    }
    unusual |= found
    return UnsafePointer(memory)
  }
}
