internal import Backtesting
internal import MarketData

/// Writing CSV fields as bytes (RFC 4180, with LF): no text is made on the way where a row is
/// written for every fill or sample.
extension [UInt8] {
  /// A comma.
  @inline(__always)
  mutating func comma() { append(UInt8(ascii: ",")) }

  /// The end of a row.
  @inline(__always)
  mutating func newline() { append(UInt8(ascii: "\n")) }

  /// A text that needs no quotation marks.
  @inline(__always)
  mutating func plain(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A text, in quotation marks where it holds a comma, a quotation mark or a line break.
  mutating func field(_ text: String) {
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes else { return append(contentsOf: text.utf8) }
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { append(byte) }
      append(byte)
    }
    append(UInt8(ascii: "\""))
  }

  /// A whole number.
  mutating func integer(_ value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    digits(value.magnitude, atLeast: 1)
  }

  /// `mantissa` × 10^(−`decimals`) exactly, without trailing zeros after the point.
  mutating func decimal(_ mantissa: Int128, decimals: Int) {
    guard let small = UInt64(exactly: mantissa.magnitude), decimals <= 19 else {
      return append(
        contentsOf: FixedDecimal.text(mantissa, decimals: decimals, trimming: true).utf8)
    }
    if mantissa < 0 { append(UInt8(ascii: "-")) }
    var value = small
    var places = decimals
    while places > 0, value % 10 == 0 {
      value /= 10
      places -= 1
    }
    guard places > 0 else { return digits(value, atLeast: 1) }
    let start = count
    digits(value, atLeast: places + 1)
    insert(UInt8(ascii: "."), at: Swift.max(start, count - places))
  }

  /// The shortest text that reads back equal; nothing where there is no number.
  mutating func double(_ value: Double?) {
    guard let value, value.isFinite else { return }
    append(contentsOf: (value == 0 ? 0 : value).description.utf8)
  }

  /// The decimal digits of `value`, with leading zeros up to `width`.
  private mutating func digits(_ value: UInt64, atLeast width: Int) {
    let start = count
    var rest = value
    var written = 0
    while rest > 0 || written < width {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
      written += 1
    }
    var low = start
    var high = count - 1
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }
}

/// How one instrument's integers become exact decimals in quote and base units.
struct UnitWriter {
  private let tick: FixedDecimal
  private let lot: FixedDecimal
  private let lotValue: Double
  private let moneyMantissa: Int128
  private let moneyDecimals: Int
  private let unit: MoneyUnit

  init(_ instrument: Instrument) {
    tick = instrument.tick.normalized
    lot = instrument.lot.normalized
    lotValue = lot.doubleValue
    unit = MoneyUnit(instrument)
    (moneyMantissa, moneyDecimals) = (unit.mantissa, unit.decimals)
  }

  /// Units with the grid of `instrument` and amounts of money in `money`.
  init(_ instrument: Instrument, money: CommonMoney) {
    tick = instrument.tick.normalized
    lot = instrument.lot.normalized
    lotValue = lot.doubleValue
    moneyMantissa = 1
    moneyDecimals = money.decimals
    unit = MoneyUnit(money)
  }

  /// The units of each lane's instrument.
  static func ofLanes(in experiment: Experiment) -> [UnitWriter] {
    let units = experiment.instruments.map { UnitWriter($0.instrument) }
    return experiment.lanes.map { units[$0.instrument] }
  }

  /// A price in ticks.
  @inline(__always)
  func price(_ ticks: Int64, to bytes: inout [UInt8]) {
    bytes.decimal(Int128(ticks) * Int128(tick.mantissa), decimals: Int(tick.decimals))
  }

  /// A price in half ticks.
  @inline(__always)
  func halfPrice(_ halfTicks: Int64, to bytes: inout [UInt8]) {
    bytes.decimal(Int128(halfTicks) * Int128(tick.mantissa) * 5, decimals: Int(tick.decimals) + 1)
  }

  /// A quantity in lots.
  @inline(__always)
  func quantity(_ lots: Int64, to bytes: inout [UInt8]) {
    bytes.decimal(Int128(lots) * Int128(lot.mantissa), decimals: Int(lot.decimals))
  }

  /// A quantity that need not be whole lots: exact where it is.
  func quantity(_ lots: Double, to bytes: inout [UInt8]) {
    if let whole = Int64(exactly: lots) { return quantity(whole, to: &bytes) }
    bytes.double(lots * Double(lot.mantissa) / Double(FixedDecimal.powersOfTen[Int(lot.decimals)]))
  }

  /// An amount of 10^−8 tick·lots.
  @inline(__always)
  func money(_ amount: Int128, to bytes: inout [UInt8]) {
    let (product, overflow) = amount.multipliedReportingOverflow(by: moneyMantissa)
    if overflow { return bytes.append(contentsOf: unit.text(amount).utf8) }
    bytes.decimal(product, decimals: moneyDecimals)
  }

  /// An amount of 10^−8 tick·lots as the nearest `Double`.
  func money(_ amount: Int128) -> Double { unit.doubleValue(amount) }

  /// Base units per lot.
  var lotSize: Double { lotValue }

  /// A price difference in ticks as quote units.
  func priceValue(_ ticks: Double) -> Double {
    ticks * Double(tick.mantissa) / Double(FixedDecimal.powersOfTen[Int(tick.decimals)])
  }
}
