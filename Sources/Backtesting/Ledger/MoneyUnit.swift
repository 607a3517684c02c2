public import MarketData

/// Exact money: an integer count of 10^−8 tick·lot, or for inverse contracts of 10^−24 of the
/// settlement currency.
///
/// A trade at a price in ticks moves cash by whole tick·lots, a mid adds half ticks, and fees are
/// rounded once to 10^−8 of a tick·lot, so every sum in a ledger is exact. What a lot of an inverse
/// contract is worth at a price is rounded once instead, and everything else is whole lots of that.
/// `text` writes the exact decimal in units of the settlement currency, `doubleValue` the nearest
/// `Double`.
public struct MoneyUnit: Sendable, Equatable {
  /// 10^−8 tick·lots in half a tick·lot.
  public static let perHalfTickLot: Int128 = 50_000_000
  /// 10^−8 tick·lots in a tick·lot.
  public static let perTickLot: Int128 = 100_000_000

  /// Digits after the point of the unit of inverse contracts.
  static let inverseDecimals = 24

  /// The unit is `mantissa` × 10^−`decimals` of the settlement currency.
  public let mantissa: Int128
  /// See `mantissa`.
  public let decimals: Int

  /// The unit of money of `instrument`: tick × lot × multiplier × 10^−8, or 10^−24 of what an
  /// inverse contract settles in.
  public init(_ instrument: Instrument) {
    guard instrument.kind != .inverse else {
      (mantissa, decimals) = (1, Self.inverseDecimals)
      return
    }
    let factors = [instrument.tick, instrument.lot, instrument.multiplier].map(\.normalized)
    mantissa = factors.reduce(1) { $0 * Int128($1.mantissa) }
    decimals = factors.reduce(8) { $0 + Int($1.decimals) }
  }

  /// `amount` in units of the settlement currency as exact decimal text, without trailing zeros.
  public func text(_ amount: Int128) -> String {
    let (product, overflow) = amount.multipliedReportingOverflow(by: mantissa)
    if overflow { return doubleValue(amount).description }
    return FixedDecimal.text(product, decimals: decimals, trimming: true)
  }

  /// `amount` in units of the settlement currency, correctly rounded where it has fewer than 2^53
  /// of its own units.
  public func doubleValue(_ amount: Int128) -> Double {
    var value = Self.double(amount) * Self.double(mantissa)
    var exponent = decimals
    while exponent > 0 {
      let step = min(exponent, 18)
      value /= Double(FixedDecimal.powersOfTen[step])
      exponent -= step
    }
    return value
  }

  /// `amount` of the settlement currency in units of money, rounded half away from zero, or `nil`
  /// on overflow.
  public func units(of amount: FixedDecimal) -> Int128? {
    // amount / unit = a·10^−i / (m·10^−d) = a·10^(d−i) / m
    let shift = decimals - Int(amount.decimals)
    guard let numerator = Self.scaled(Int128(amount.mantissa), by: max(shift, 0)),
      let denominator = Self.scaled(mantissa, by: max(-shift, 0))
    else { return nil }
    return Self.dividedHalfAwayFromZero(numerator, by: denominator)
  }

  /// `Double(value)`; the generic conversion of the standard library is many times slower. Exact
  /// below 2^53 in magnitude, otherwise within one rounding of each half.
  private static func double(_ value: Int128) -> Double {
    if let narrow = Int64(exactly: value) { return Double(narrow) }
    let high = Double(Int64(truncatingIfNeeded: value >> 64)) * 0x1p64
    return high + Double(UInt64(truncatingIfNeeded: value))
  }

  static func scaled(_ value: Int128, by exponent: Int) -> Int128? {
    var result = value
    for _ in 0..<exponent {
      let (next, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = next
    }
    return result
  }

  /// `amount` × `share` / `whole` (> 0), rounded once, half away from zero; `nil` where that leaves
  /// the range of money. The product may be wider than 128 bits.
  static func share(_ share: Int128, of amount: Int128, per whole: Int128) -> Int128? {
    let divisor = whole.magnitude
    let product = amount.magnitude.multipliedFullWidth(by: share.magnitude)
    guard product.high < divisor else { return nil }
    var (quotient, remainder) =
      product.high == 0
      ? product.low.quotientAndRemainder(dividingBy: divisor) : divisor.dividingFullWidth(product)
    if remainder >= divisor - remainder { quotient += 1 }
    guard quotient < 1 << 126 else { return nil }
    return (amount < 0) == (share < 0) ? Int128(quotient) : -Int128(quotient)
  }

  static func dividedHalfAwayFromZero(_ numerator: Int128, by denominator: Int128) -> Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder.magnitude * 2 < denominator.magnitude { return quotient }
    return (numerator < 0) == (denominator < 0) ? quotient + 1 : quotient - 1
  }
}

/// A fee as a share of notional, prepared for exact postings.
struct FeeRate: Sendable, BitwiseCopyable {
  let mantissa: Int128
  private let multiplier: Int128
  private let divisor: Int128
  /// The rate is `mantissa` / `power`.
  let power: Int128

  /// A rate such as 0.0004, or −0.00005 for a rebate.
  init(_ rate: FixedDecimal) {
    let rate = rate.normalized
    mantissa = Int128(rate.mantissa)
    let decimals = Int(rate.decimals)
    multiplier = Int128(FixedDecimal.powersOfTen[max(8 - decimals, 0)])
    divisor = Int128(FixedDecimal.powersOfTen[max(decimals - 8, 0)])
    power = Int128(FixedDecimal.powersOfTen[decimals])
  }

  /// The fee on `notional` tick·lots (≥ 0) in 10^−8 tick·lot, rounded half away from zero; positive
  /// = paid.
  @inline(__always)
  func fee(onNotional notional: Int128) -> Int128 {
    if mantissa == 0 { return 0 }
    let scaled = notional * mantissa * multiplier
    return divisor == 1 ? scaled : MoneyUnit.dividedHalfAwayFromZero(scaled, by: divisor)
  }

  /// The fee on `amount` of money (≥ 0) in its units, rounded half away from zero; `nil` where it
  /// does not fit.
  func fee(onMoney amount: Int128) -> Int128? {
    MoneyUnit.share(mantissa, of: amount, per: power)
  }
}
