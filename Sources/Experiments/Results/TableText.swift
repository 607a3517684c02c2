internal import Backtesting

/// A small CSV table, field by field.
struct TableText {
  private var bytes: [UInt8] = []
  /// The units of the present row's instrument.
  var units: UnitWriter?
  private var isFirst = true

  init(header: String) {
    bytes.append(contentsOf: header.utf8)
    bytes.newline()
  }

  /// The table so far.
  var finished: String { String(decoding: bytes, as: UTF8.self) }

  mutating func text(_ text: String) {
    separate()
    bytes.field(text)
  }

  mutating func integer(_ value: Int64) {
    separate()
    bytes.integer(value)
  }

  mutating func double(_ value: Double?) {
    separate()
    bytes.double(value)
  }

  /// A quantity, exactly.
  mutating func lots(_ value: Int64?) {
    separate()
    if let value { units?.quantity(value, to: &bytes) }
  }

  /// An amount of money, exactly.
  mutating func money(_ amount: Int128?) {
    separate()
    if let amount { units?.money(amount, to: &bytes) }
  }

  /// A price in half ticks, exactly.
  mutating func halfPrice(_ halfTicks: Int64) {
    separate()
    units?.halfPrice(halfTicks, to: &bytes)
  }

  /// The five parts of a profit.
  mutating func parts(_ profit: ProfitParts) {
    for part in [
      profit.spread, profit.inventory, profit.rebalancing, profit.fees, profit.funding,
    ] { money(part) }
  }

  /// Adds `count` cells without a value.
  mutating func empty(_ count: Int) {
    for _ in 0..<count { text("") }
  }

  mutating func endRow() {
    bytes.newline()
    isFirst = true
  }

  private mutating func separate() {
    if !isFirst { bytes.comma() }
    isFirst = false
  }
}
