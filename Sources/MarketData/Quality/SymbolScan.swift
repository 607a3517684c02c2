/// Collects what is said of one symbol of a file.
struct SymbolScan {
  private var rows = 0
  private var tick = GridInference()
  private var lot = GridInference()
  private var spreads = SystematicSample()
  private var quantities = SystematicSample()
  private var lastPrice: Double?
  private var volatility = VolatilityScan()
  private let grid: GivenGrid
  private var offTick = 0
  private var offLot = 0

  init(_ grid: GivenGrid) { self.grid = grid }

  /// Counts a row.
  mutating func countRow() { rows += 1 }

  /// Takes in the numbers of `record`.
  mutating func add(_ record: TickRecord) {
    if record.kind == .funding { return }
    var isOnTick = true
    var isOnLot = true
    if record.present & 1 != 0 { price(record.price, record.priceDecimals, &isOnTick) }
    if record.present & 2 != 0 { quantity(record.quantity, record.quantityDecimals, &isOnLot) }
    if record.present & 4 != 0 { price(record.askPrice, record.askPriceDecimals, &isOnTick) }
    if record.present & 8 != 0 {
      quantity(record.askQuantity, record.askQuantityDecimals, &isOnLot)
    }
    if !isOnTick { offTick += 1 }
    if !isOnLot { offLot += 1 }
    // Of a book the first level is the touch; a print may be followed by the quote of its row.
    let continues = record.flags.contains(.continuesRow)
    guard !continues || record.kind == .quote else { return }
    switch record.kind {
    case .trade:
      price(record.bidPrice.doubleValue, at: record.exchangeTime)
      sample(record)
    case .quote, .depth:
      guard record.hasBid, record.hasAsk else { return }
      let (bid, ask) = (record.bidPrice, record.askPriceDecimal)
      let spread = (ask.doubleValue - bid.doubleValue) * BookPrice.scale
      if let spread = Int64(exactly: spread.rounded()) { spreads.add(spread) }
      if continues { return }
      price((bid.doubleValue + ask.doubleValue) / 2, at: record.exchangeTime)
      sample(record)
    case .level, .funding:
      break
    }
  }

  /// What is known in the end of the symbol `name`.
  func finished(_ name: String?) -> FileQuality.Symbol {
    FileQuality.Symbol(
      name: name, rows: rows, tick: tick.step, lot: lot.step, offTick: offTick, offLot: offLot,
      medianSpread: spreads.median.map { Double($0) / BookPrice.scale },
      medianQuantity: quantities.median.map { Double($0) / BookPrice.scale }, lastPrice: lastPrice,
      volatility: volatility.value)
  }

  private mutating func price(_ price: Double, at time: Int64) {
    lastPrice = price
    volatility.add(price, at: time)
  }

  private mutating func sample(_ record: TickRecord) {
    let quantity = FixedDecimal(mantissa: record.quantity, decimals: record.quantityDecimals)
    guard record.present & 2 != 0,
      let steps = Int64(exactly: (quantity.doubleValue * BookPrice.scale).rounded())
    else { return }
    quantities.add(steps)
  }

  private mutating func price(_ mantissa: Int64, _ decimals: UInt8, _ fits: inout Bool) {
    tick.add(mantissa, decimals: decimals)
    if let given = grid.tick, given.steps(mantissa, decimals: decimals) == nil { fits = false }
  }

  private mutating func quantity(_ mantissa: Int64, _ decimals: UInt8, _ fits: inout Bool) {
    lot.add(mantissa, decimals: decimals)
    if let given = grid.lot, given.steps(mantissa, decimals: decimals) == nil { fits = false }
  }
}

/// The tick and lot that prices and quantities are compared with, where they were given.
struct GivenGrid {
  var tick: DecimalGrid?
  var lot: DecimalGrid?
}

/// Prices and quantities as integers at one scale, for comparing numbers of several rows.
enum BookPrice {
  /// Steps a unit.
  static let scale = 1e9
  private static let decimals: UInt8 = 9

  /// `mantissa` × 10^(−`decimals`) in steps of 10^−9, or `nil` where it does not fit or lies
  /// between two of them.
  static func of(_ mantissa: Int64, _ decimals: UInt8) -> Int64? {
    if decimals <= Self.decimals {
      let (product, overflow) = mantissa.multipliedReportingOverflow(
        by: FixedDecimal.powersOfTen[Int(Self.decimals - decimals)])
      return overflow ? nil : product
    }
    let (quotient, remainder) = mantissa.quotientAndRemainder(
      dividingBy: FixedDecimal.powersOfTen[Int(decimals - Self.decimals)])
    return remainder == 0 ? quotient : nil
  }
}

extension TickRecord {
  /// The price of a print or of the bid.
  var bidPrice: FixedDecimal { FixedDecimal(mantissa: price, decimals: priceDecimals) }
  /// The price of the ask.
  var askPriceDecimal: FixedDecimal {
    FixedDecimal(mantissa: askPrice, decimals: askPriceDecimals)
  }
}

/// The volatility of a price from its changes over a second or more.
struct VolatilityScan {
  private var last: (price: Double, time: Int64)?
  private var squares = 0.0
  private var seconds = 0.0

  /// Takes in a price; prices less than a second after the one used before are passed over.
  mutating func add(_ price: Double, at time: Int64) {
    guard let (before, start) = last else { return last = (price, time) }
    let elapsed = abs(Double(time) - Double(start)) / 1e9
    guard elapsed >= 1 else { return }
    squares += (price - before) * (price - before)
    seconds += elapsed
    last = (price, time)
  }

  /// Quote units per √s, `nil` before two prices a second apart.
  var value: Double? { seconds > 0 ? (squares / seconds).squareRoot() : nil }
}
