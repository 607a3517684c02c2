import MarketData

/// What one lot is worth at a price, as a whole number of the instrument's unit of money.
///
/// A lot of a linear contract or of an asset is worth its price: tick·lots, exact. A lot of an
/// inverse contract is a fixed amount of the quote currency and settles in the base currency:
/// buying it is selling lot × multiplier / price of that, so at a price p it is worth −lot ×
/// multiplier / p, rounded once to 10^−24 of the settlement currency, half away from zero. It rises
/// with p as any price does; with it in the place of the price, the books of both are the same.
struct Valuation: BitwiseCopyable {
  let isInverse: Bool
  /// For inverse contracts: the amount of settlement units × ticks that a lot is.
  private let numerator: UInt128
  private let divisor: UInt128
  /// Whether the grid of the instrument leaves room for its unit of money.
  let isUsable: Bool

  init(_ instrument: Instrument) {
    isInverse = instrument.kind == .inverse
    guard isInverse else {
      (numerator, divisor, isUsable) = (0, 1, true)
      return
    }
    // lot × multiplier / tick × 10^24
    let (tick, lot) = (instrument.tick.normalized, instrument.lot.normalized)
    let multiplier = instrument.multiplier.normalized
    let exponent =
      MoneyUnit.inverseDecimals + Int(tick.decimals) - Int(lot.decimals) - Int(multiplier.decimals)
    let amount = Int128(lot.mantissa).multipliedReportingOverflow(by: Int128(multiplier.mantissa))
    let top = MoneyUnit.scaled(amount.partialValue, by: max(exponent, 0))
    let bottom = MoneyUnit.scaled(Int128(tick.mantissa), by: max(-exponent, 0))
    guard !amount.overflow, let top, let bottom else {
      (numerator, divisor, isUsable) = (0, 1, false)
      return
    }
    (numerator, divisor, isUsable) = (UInt128(top), UInt128(bottom), true)
  }

  /// What a lot is worth at half of `doubled` ticks; for an inverse contract 0 where that is no
  /// positive price (such a market is refused when it is seen).
  @inline(__always)
  func value(doubled: Int64) -> Int128 {
    if isInverse { return inverse(of: UInt128(max(doubled, 0)), per: 2) }
    return Int128(doubled) * MoneyUnit.perHalfTickLot
  }

  /// What a lot is worth at `price` ticks.
  @inline(__always)
  func value(price: Int64) -> Int128 {
    if isInverse { return inverse(of: UInt128(max(price, 0)), per: 1) }
    return Int128(price) * MoneyUnit.perTickLot
  }

  /// What a lot is worth at `price` × 10^−8 ticks.
  func value(fine price: Int128) -> Int128 {
    isInverse ? inverse(of: UInt128(max(price, 0)), per: 100_000_000) : price
  }

  /// − numerator × `scale` / (`price` × divisor), rounded half away from zero.
  @inline(never)
  private func inverse(of price: UInt128, per scale: UInt128) -> Int128 {
    let (bottom, overflow) = price.multipliedReportingOverflow(by: divisor)
    guard price > 0, !overflow else { return 0 }
    let (top, overflows) = numerator.multipliedReportingOverflow(by: scale)
    var (quotient, remainder) = (UInt128(0), UInt128(0))
    if overflows {
      let wide = numerator.multipliedFullWidth(by: scale)
      // A value beyond 128 bits is out of the books' range, and refused there.
      guard wide.high < bottom else { return -.max }
      (quotient, remainder) = bottom.dividingFullWidth(wide)
    } else {
      (quotient, remainder) = top.quotientAndRemainder(dividingBy: bottom)
    }
    if remainder >= bottom - remainder { quotient += 1 }
    return quotient < 1 << 126 ? -Int128(quotient) : -.max
  }
}
