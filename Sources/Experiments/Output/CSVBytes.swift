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
    number(value.magnitude, decimals: 0, isNegative: value < 0)
  }

  /// `mantissa` × 10^(−`decimals`) exactly, without trailing zeros after the point.
  mutating func decimal(_ mantissa: Int128, decimals: Int) {
    guard let small = UInt64(exactly: mantissa.magnitude), decimals <= 19 else {
      return append(
        contentsOf: FixedDecimal.text(mantissa, decimals: decimals, trimming: true).utf8)
    }
    number(small, decimals: decimals, isNegative: mantissa < 0)
  }

  /// The shortest text that reads back equal; nothing where there is no number.
  mutating func double(_ value: Double?) {
    guard let value, value.isFinite else { return }
    append(contentsOf: (value == 0 ? 0 : value).description.utf8)
  }

  /// `value` × 10^(−`decimals`) without trailing zeros after the point; at most 19 decimals.
  private mutating func number(_ value: UInt64, decimals: Int, isNegative: Bool) {
    // 20 digits, or a zero and 19 decimals, with a point and a sign. They come from the last one.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
      var start = text.count
      var rest = value
      func digit() {
        let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
        start -= 1
        text[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder)
        rest = quotient
      }
      var places = rest == 0 ? 0 : decimals
      while places > 0, rest % 10 == 0 {
        rest /= 10
        places -= 1
      }
      if places > 0 {
        for _ in 0..<places { digit() }
        start -= 1
        text[start] = UInt8(ascii: ".")
      }
      repeat { digit() } while rest > 0
      if isNegative {
        start -= 1
        text[start] = UInt8(ascii: "-")
      }
      append(contentsOf: UnsafeMutableBufferPointer(rebasing: text[start...]))
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
