internal import MarketData

/// Turns decoded rows into events on the instrument's grid with both clocks: the one place where
/// prices become ticks, quantities become lots and times become the two clocks.
struct RowConverter {
  /// A row that could not be converted.
  struct Failure {
    var index: Int
    var reason: RejectReason
    /// The record's slot at fault, 2 to 5.
    var slot: Int
  }

  /// Rows waiting for the exchange time of the next row; more than this take the largest so far.
  private static let pendingLimit = 4_096

  var statistics = FileStatistics(file: "", bytes: 0)
  var drift = LatencyDrift()
  /// Rows of the last batch that were rejected.
  var failures: [Failure] = []
  /// Whether runs of plain rows are converted at once, which changes no result.
  var looksForPlainRows = true
  /// The row of the last batch whose feed latency is negative: nothing after it was converted.
  var negativeLatency: Int?

  let ticks: DecimalGrid
  let lots: DecimalGrid
  let constantLots: Int64?
  private let snaps: Bool
  private let rounding: GridRounding
  let source: UInt16
  let instrumentPlace: UInt8
  let replaysBook: Bool
  let replaysTrades: Bool
  /// When rows happened.
  let times: ClockReading
  let constantLatency: Int64?
  /// Puts late rows in their place, where that is asked for.
  var reorder: ReorderBuffer?
  let reorders: Bool
  /// The largest exchange time so far of the source's events (ns).
  var lastExchange = Int64.min
  var lastArrival = Int64.min
  private(set) var pending: [MarketEvent] = []
  /// The parts of a message in the row being converted.
  var parts: [MarketEvent] = []
  /// The record of each of `parts` in a row that tells of several things; else empty.
  var partRecords: [Int] = []
  /// What the rejected first row of a message said of all of it.
  var lostFlags: MarketEvent.Flags = []
  private(set) var output: EventOutput

  /// A converter for the rows of the source at `source` in the experiment's list; its constant
  /// quantity must be on the lot grid.
  init(
    _ specification: SourceSpecification, instrument: Instrument, clock: ClockSettings,
    shift: Int64, source: UInt16
  ) throws {
    let format = specification.format
    output = EventOutput(sortsPrintsFirst: format.kind.isMixed)
    instrumentPlace = UInt8(specification.instrument)
    replaysBook = specification.replaysBook
    replaysTrades = specification.replaysTrades
    ticks = DecimalGrid(step: instrument.tick)
    let lots = DecimalGrid(step: instrument.lot)
    self.lots = lots
    constantLots = try format.constantQuantity.map { quantity in
      guard let steps = lots.steps(quantity) else {
        throw TickFileError(
          .badSpecification, "the constant size \(quantity) is no multiple of the lot \(lots.step)")
      }
      guard steps < Self.quantityLimit else {
        throw TickFileError(
          .badSpecification,
          "the constant size \(quantity) is 2^53 lots of \(lots.step) or more")
      }
      return steps
    }
    snaps = format.snapsToTick
    rounding = format.rounding
    guard format.hasExchangeTime else {
      throw TickFileError(
        .badSpecification, "rows of \(format.name) have no times and cannot be replayed",
        advice: "name the files that have them, as in format: lobster")
    }
    self.source = source
    reorders = specification.reorderWindow > 0
    if reorders { reorder = ReorderBuffer(window: specification.reorderWindow) }
    let missingLatency: Int64
    switch clock.feed {
    case .fromData:
      guard format.hasArrivalTime else {
        throw TickFileError(
          .badSpecification, "\(format.name) has no arrival times for a feed latency from the data",
          advice: "write fills: { latency: { feed: 5ms } }, or what the feed takes")
      }
      constantLatency = nil
      missingLatency = clock.missingExchangeTimeLatency
    case .constant(let latency):
      constantLatency = latency
      missingLatency = latency
    }
    times = ClockReading(
      skipsEqualTimes: format.equalTimesMeanNoExchangeTime && format.hasArrivalTime, shift: shift,
      missingLatency: missingLatency)
  }

  /// The largest exchange time so far in the source (ns).
  var latestExchange: Int64 { max(lastExchange, reorder?.latest ?? .min) }

  /// Appends the events of `records` to `events`; see `failures` and `negativeLatency` after it.
  mutating func convert(
    _ records: UnsafeBufferPointer<TickRecord>, into events: inout [MarketEvent]
  ) {
    failures.removeAll(keepingCapacity: true)
    var index = 0
    var nextPlain = 0
    while index < records.count {
      if index >= nextPlain {
        let count = convertPlain(records, from: index, into: &events)
        index += count
        if count == Self.plainLimit { continue }
        // Where rows differ a lot, looking for plain ones only costs time.
        nextPlain = count < 16 ? index + 64 : index + 1
        guard index < records.count else { break }
      }
      let snapped = statistics.rowsSnapped
      let first = index
      index += 1
      var event: MarketEvent?
      switch records[first].kind {
      case .trade, .quote:
        if index < records.count, records[index].flags.contains(.continuesRow) {
          while index < records.count, records[index].flags.contains(.continuesRow) { index += 1 }
          mixedRow(records, first..<index)
        } else if records[first].kind == .trade {
          guard replaysTrades else { continue }
          event = trade(records, first)
        } else {
          guard replaysBook else { continue }
          event = quote(records, first)
        }
      case .funding:
        event = funding(records, first)
      case .depth, .level:
        while index < records.count, records[index].flags.contains(.continuesRow) { index += 1 }
        guard replaysBook else { continue }
        bookRow(records, first..<index)
      }
      if statistics.rowsSnapped > snapped + 1 { statistics.rowsSnapped = snapped + 1 }
      if var event {
        if !stamp(&event, records[first], &events) {
          negativeLatency = first
          return
        }
      } else if !parts.isEmpty {
        for (place, part) in parts.enumerated() {
          var part = part
          // Parts of a row differ in their record only where it tells of several things.
          let record = partRecords.isEmpty ? first : partRecords[place]
          if !stamp(&part, records[record], &events) {
            negativeLatency = first
            return
          }
        }
        partRecords.removeAll(keepingCapacity: true)
        parts.removeAll(keepingCapacity: true)
      } else {
        statistics.rowsSnapped = snapped
      }
    }
  }

  /// Appends the events still waiting for a next row that never came.
  mutating func finish(into events: inout [MarketEvent]) {
    if !pending.isEmpty { release(at: lastExchange, into: &events) }
    if var buffer = reorder.take() {
      let before = buffer.rowsReordered
      buffer.finish()
      count(&buffer, since: before)
      while let event = buffer.nextAtEnd() { emitInPlace(event, &events) }
    }
    output.finish(into: &events)
  }

  /// Prices of this many ticks and more are rejected: sums of them must not overflow.
  static var priceLimit: Int64 { 1 << 60 }
  /// Quantities of this many lots and more are rejected.
  static var quantityLimit: Int64 { 1 << 53 }

  // MARK: - Grid

  @inline(__always)
  mutating func trade(
    _ records: UnsafeBufferPointer<TickRecord>, _ index: Int
  ) -> MarketEvent? {
    let record = records[index]
    let direction: GridDirection =
      record.side == 0 ? .printDown : record.side == 1 ? .printUp : .printNearest
    guard let price = price(record.price, record.priceDecimals, direction) else {
      return rejectPrice(index, record.price, record.priceDecimals, 2)
    }
    guard let quantity = quantity(record.quantity, record.quantityDecimals) else {
      return rejectQuantity(index, record.quantity, record.quantityDecimals, 3)
    }
    if quantity == 0 { return reject(index, .zeroQuantity, 3) }
    let side = MarketEvent.Kind(rawValue: record.side) ?? .unknownTrade
    if side == .unknownTrade { statistics.tradesWithoutSide &+= 1 }
    return MarketEvent(
      exchangeTime: 0, arrivalTime: 0, price: price, quantity: quantity, askPrice: 0,
      askQuantity: 0, kind: side, hasBid: false, hasAsk: false, source: source,
      flags: record.flags.contains(.infersSide) ? .infersSide : [], instrument: instrumentPlace)
  }

  /// A side of size 0 shows nothing: it is an empty side.
  @inline(__always)
  mutating func quote(
    _ records: UnsafeBufferPointer<TickRecord>, _ index: Int
  ) -> MarketEvent? {
    let record = records[index]
    var event = MarketEvent(
      exchangeTime: 0, arrivalTime: 0, price: 0, quantity: 0, askPrice: 0, askQuantity: 0,
      kind: .quote, hasBid: false, hasAsk: false, source: source, instrument: instrumentPlace)
    if record.hasBid {
      guard let quantity = quantity(record.quantity, record.quantityDecimals) else {
        return rejectQuantity(index, record.quantity, record.quantityDecimals, 3)
      }
      if quantity > 0 {
        guard let price = price(record.price, record.priceDecimals, .down) else {
          return rejectPrice(index, record.price, record.priceDecimals, 2)
        }
        event.price = price
        event.quantity = quantity
        event.hasBid = true
      }
    }
    if record.hasAsk {
      guard let quantity = quantity(record.askQuantity, record.askQuantityDecimals) else {
        return rejectQuantity(index, record.askQuantity, record.askQuantityDecimals, 5)
      }
      if quantity > 0 {
        guard let price = price(record.askPrice, record.askPriceDecimals, .up) else {
          return rejectPrice(index, record.askPrice, record.askPriceDecimals, 4)
        }
        event.askPrice = price
        event.askQuantity = quantity
        event.hasAsk = true
      }
    }
    if !event.hasBid || !event.hasAsk {
      statistics.oneSidedQuotes &+= 1
    } else if event.price >= event.askPrice {
      if event.price == event.askPrice {
        statistics.lockedQuotes &+= 1
      } else {
        statistics.crossedQuotes &+= 1
      }
    }
    return event
  }

  @inline(__always)
  mutating func price(
    _ mantissa: Int64, _ decimals: UInt8, _ direction: GridDirection
  ) -> Int64? {
    if let steps = ticks.steps(mantissa, decimals: decimals) {
      return steps.magnitude < Self.priceLimit ? steps : nil
    }
    guard let steps = offGrid(mantissa, decimals, direction), steps.magnitude < Self.priceLimit
    else { return nil }
    statistics.rowsSnapped += 1
    return steps
  }

  /// The tick that a price between two ticks is moved onto, or `nil` where it must not be moved.
  @inline(never)
  private func offGrid(
    _ mantissa: Int64, _ decimals: UInt8, _ direction: GridDirection
  ) -> Int64? {
    if snaps, let steps = ticks.nearbySteps(mantissa, decimals: decimals) { return steps }
    guard rounding == .all || (rounding == .prints && direction.isPrint) else { return nil }
    switch direction {
    case .down, .printDown: return ticks.flooredSteps(mantissa, decimals: decimals)
    case .up, .printUp:
      return ticks.flooredSteps(mantissa, decimals: decimals).map { $0 + 1 }
    case .printNearest: return ticks.roundedSteps(mantissa, decimals: decimals)
    }
  }

  @inline(__always)
  mutating func quantity(_ mantissa: Int64, _ decimals: UInt8) -> Int64? {
    if let constantLots { return constantLots }
    guard let steps = lots.steps(mantissa, decimals: decimals) ?? offLot(mantissa, decimals),
      steps < Self.quantityLimit
    else { return nil }
    return steps
  }

  /// The whole lots that a quantity between two of them is taken for; `nil` where it must not be.
  @inline(never)
  private mutating func offLot(_ mantissa: Int64, _ decimals: UInt8) -> Int64? {
    guard rounding == .all, let steps = lots.roundedSteps(mantissa, decimals: decimals) else {
      return nil
    }
    statistics.rowsSnapped += 1
    return max(1, steps)
  }

  // MARK: - Clocks

  /// Gives `event` its times and appends it, or keeps it until the next row; returns `false` where
  /// it arrived before it happened.
  @inline(__always)
  private mutating func stamp(
    _ event: inout MarketEvent, _ record: TickRecord, _ events: inout [MarketEvent]
  ) -> Bool {
    var exchange = record.exchangeTime
    if record.flags.rawValue >= TickRecord.Flags.precedesTime.rawValue { offset(&exchange, record) }
    var arrival = record.arrivalTime + times.shift
    if times.lacksExchangeTime(record) {
      statistics.rowsWithoutExchangeTime &+= 1
      exchange = arrival - times.missingLatency
      if exchange < lastExchange, !reorders {
        event.arrivalTime = arrival
        keep(event, &events)
        return true
      }
    } else if let constantLatency {
      if exchange < lastExchange, !reorders { moveForward(&exchange) }
      arrival = exchange + constantLatency
    } else {
      let latency = arrival - exchange
      if latency < 0 { return false }
      if latency < statistics.minimumLatency ?? .max { statistics.minimumLatency = latency }
      if latency > statistics.maximumLatency ?? .min { statistics.maximumLatency = latency }
      drift.add(latency)
      if exchange < lastExchange, !reorders { moveForward(&exchange) }
    }
    if reorders {
      putInPlace(event, exchange, arrival, record.line, &events)
      return true
    }
    if !pending.isEmpty { release(at: exchange, into: &events) }
    emit(&event, exchange, arrival, &events)
    return true
  }

  /// Moves the time of a state that precedes its row's time, or of a print that follows it, by a
  /// nanosecond; a state whose time is taken by the row before it stays.
  @inline(never)
  private func offset(_ exchange: inout Int64, _ record: TickRecord) {
    if record.flags.contains(.followsTime) {
      exchange += 1
    } else if exchange > latestExchange {
      exchange -= 1
    }
  }

  @inline(never)
  mutating func moveForward(_ exchange: inout Int64) {
    let move = lastExchange - exchange
    exchange = lastExchange
    statistics.exchangeTimesMoved += 1
    if move > 1_000_000_000 { statistics.exchangeTimesMovedFar += 1 }
    statistics.largestExchangeTimeMove = max(statistics.largestExchangeTimeMove, move)
  }

  @inline(__always)
  mutating func emit(
    _ event: inout MarketEvent, _ exchange: Int64, _ arrival: Int64, _ events: inout [MarketEvent]
  ) {
    let earliest = max(lastArrival, exchange)
    if arrival < earliest { statistics.arrivalTimesMoved &+= 1 }
    event.exchangeTime = exchange
    event.arrivalTime = max(arrival, earliest)
    lastExchange = exchange
    lastArrival = event.arrivalTime
    if event.flags.contains(.startsMessage) { statistics.messages &+= 1 }
    if statistics.firstExchangeTime == nil {
      statistics.firstExchangeTime = exchange
      statistics.firstArrivalTime = event.arrivalTime
    }
    statistics.lastExchangeTime = exchange
    statistics.lastArrivalTime = event.arrivalTime
    output.append(event, to: &events)
  }

  @inline(never)
  private mutating func keep(_ event: MarketEvent, _ events: inout [MarketEvent]) {
    statistics.exchangeTimesFromNextRow += 1
    pending.append(event)
    if pending.count >= Self.pendingLimit { release(at: lastExchange, into: &events) }
  }

  @inline(never)
  private mutating func release(at exchange: Int64, into events: inout [MarketEvent]) {
    for var event in pending { emit(&event, exchange, event.arrivalTime, &events) }
    pending.removeAll(keepingCapacity: true)
  }
}
