internal import MarketData

/// Rows that are neither a print nor a best bid and ask.
extension RowConverter {
  /// A rate in units of 10^−12, with the mark price where the row has one.
  mutating func funding(
    _ records: UnsafeBufferPointer<TickRecord>, _ index: Int
  ) -> MarketEvent? {
    let record = records[index]
    guard let rate = Self.rates.roundedSteps(record.price, decimals: record.priceDecimals) else {
      return reject(index, .outOfRange, 2)
    }
    var event = MarketEvent(
      exchangeTime: 0, arrivalTime: 0, price: rate, quantity: 0, askPrice: 0, askQuantity: 0,
      kind: .funding, hasBid: false, hasAsk: false, source: source, instrument: instrumentPlace)
    // A mark price is an index, not a quote: it need not be on the grid.
    if record.hasAsk {
      guard let mark = ticks.fineSteps(record.askPrice, decimals: record.askPriceDecimals) else {
        return reject(index, .outOfRange, 4)
      }
      event.askPrice = mark.whole
      event.askQuantity = mark.rest
      event.hasAsk = true
    }
    // Where rows show the rate of a payment to come, they say when that is.
    if record.present & 0b0010 != 0 {
      let microseconds = record.quantityDecimals == 0 ? record.quantity : 0
      let (time, overflow) = microseconds.multipliedReportingOverflow(by: 1_000)
      guard time > 0, !overflow else { return reject(index, .outOfRange, 3) }
      event.quantity = time
    }
    return event
  }

  private static let rates = DecimalGrid(step: FixedDecimal(mantissa: 1, decimals: 12))

  /// Collects the parts of a message that one row tells in `parts`; none where a level of it cannot
  /// be converted, or where it shows nothing.
  mutating func bookRow(_ records: UnsafeBufferPointer<TickRecord>, _ row: Range<Int>) {
    parts.removeAll(keepingCapacity: true)
    if !appendBook(records, row) { parts.removeAll(keepingCapacity: true) }
  }

  /// Appends the parts of a message in the records `row`; returns `false` where one of them cannot
  /// be converted.
  mutating func appendBook(
    _ records: UnsafeBufferPointer<TickRecord>, _ row: Range<Int>
  ) -> Bool {
    var flags = lostFlags
    if records[row.lowerBound].flags.contains(.startsMessage) { flags = .startsMessage }
    if records[row.lowerBound].flags.contains(.snapshot) { flags.insert(.snapshot) }
    if records[row.lowerBound].kind == .depth { flags.insert([.snapshot, .bestLevelsOnly]) }
    if records[row.lowerBound].flags.contains(.clearsBook) { flags.insert(.clearsBook) }
    for index in row {
      guard var part = bookPart(records, index) else {
        lostFlags = flags
        return false
      }
      part.flags = flags
      flags.remove([.startsMessage, .clearsBook])
      parts.append(part)
    }
    lostFlags = []
    return true
  }

  private mutating func bookPart(
    _ records: UnsafeBufferPointer<TickRecord>, _ index: Int
  ) -> MarketEvent? {
    let record = records[index]
    let isLevel = record.kind == .level
    let direction: GridDirection = isLevel && record.side == 1 ? .up : .down
    var event = MarketEvent(
      exchangeTime: 0, arrivalTime: 0, price: 0, quantity: 0, askPrice: 0, askQuantity: 0,
      kind: .book, hasBid: false, hasAsk: false, source: source, instrument: instrumentPlace)
    if record.hasBid {
      guard let quantity = quantity(record.quantity, record.quantityDecimals) else {
        return rejectQuantity(index, record.quantity, record.quantityDecimals, 3)
      }
      guard let price = price(record.price, record.priceDecimals, direction) else {
        return rejectPrice(index, record.price, record.priceDecimals, 2)
      }
      if isLevel, record.side == 1 {
        event.askPrice = price
        event.askQuantity = quantity
        event.hasAsk = true
      } else if isLevel || quantity > 0 {
        event.price = price
        event.quantity = quantity
        event.hasBid = true
      }
    }
    if record.hasAsk, !isLevel {
      guard let quantity = quantity(record.askQuantity, record.askQuantityDecimals) else {
        return rejectQuantity(index, record.askQuantity, record.askQuantityDecimals, 5)
      }
      guard let price = price(record.askPrice, record.askPriceDecimals, .up) else {
        return rejectPrice(index, record.askPrice, record.askPriceDecimals, 4)
      }
      if quantity > 0 {
        event.askPrice = price
        event.askQuantity = quantity
        event.hasAsk = true
      }
    }
    return event
  }
}
