/// Infers the grid that decimals lie on: their greatest common divisor.
///
/// A handful of numbers share divisors by chance; until ten different ones have been seen, the
/// grid is that of their last decimal place.
struct GridInference {
  private var changes = 0
  private var last: Int64 = 0
  private var divisor: Int64 = 0
  private var decimals: UInt8 = 0
  private var failed = false

  /// Takes one observed number; zeros tell nothing.
  mutating func add(_ mantissa: Int64, decimals places: UInt8) {
    if mantissa == 0 || failed { return }
    if mantissa != last {
      changes += 1
      last = mantissa
    }
    var value = mantissa
    var places = places
    while places > decimals, value % 10 == 0 {
      value /= 10
      places -= 1
    }
    if places > decimals {
      divisor = scaled(divisor, by: places - decimals)
      decimals = places
    } else {
      value = scaled(value, by: decimals - places)
    }
    if failed || (divisor != 0 && value % divisor == 0) { return }
    let common = DecimalGrid.greatestCommonDivisor(divisor, value)
    divisor = common == .min ? .max : abs(common)
  }

  private mutating func scaled(_ value: Int64, by places: UInt8) -> Int64 {
    let (product, overflow) = value.multipliedReportingOverflow(
      by: FixedDecimal.powersOfTen[Int(places)])
    if overflow { failed = true }
    return overflow ? value : product
  }

  /// The grid, or `nil` where there was no number or they are too different in scale.
  var step: FixedDecimal? {
    if failed || divisor == 0 { return nil }
    return FixedDecimal(mantissa: changes < 10 ? 1 : divisor, decimals: decimals).normalized
  }
}
