/// Turns decimals at any scale into whole steps of a grid: prices into ticks, quantities into lots.
@frozen
public struct DecimalGrid: Sendable {
  /// What to do with a mantissa of a given number of decimals: multiply, then divide exactly.
  @usableFromInline
  struct Conversion: Sendable {
    @usableFromInline var multiplier: Int64
    /// 0 where only a mantissa of 0 can be on the grid.
    @usableFromInline var divisor: Int64
  }

  @usableFromInline var conversions: [Conversion]
  /// The step of the grid, without trailing zeros.
  public let step: FixedDecimal

  /// The grid of the multiples of `step`, which must be greater than 0.
  public init(step: FixedDecimal) {
    let step = step.normalized
    precondition(step.isPositive, "a grid's step is positive")
    self.step = step
    conversions = (0..<19).map { decimals in
      // mantissa × 10^−decimals ÷ (step × 10^−step.decimals)
      let shift = Int(step.decimals) - decimals
      if shift >= 0 {
        let power = FixedDecimal.powersOfTen[shift]
        let common = Self.greatestCommonDivisor(power, step.mantissa)
        return Conversion(multiplier: power / common, divisor: step.mantissa / common)
      }
      let (product, overflow) = step.mantissa.multipliedReportingOverflow(
        by: FixedDecimal.powersOfTen[-shift])
      return Conversion(multiplier: 1, divisor: overflow ? 0 : product)
    }
  }

  /// The number of steps in `mantissa` × 10^(−`decimals`), or `nil` where it is not whole or does
  /// not fit.
  @inlinable @inline(__always)
  public func steps(_ mantissa: Int64, decimals: UInt8) -> Int64? {
    let conversion = conversions[Int(decimals)]
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: conversion.multiplier)
    if overflow { return nil }
    if conversion.divisor == 1 { return product }
    if conversion.divisor == 0 { return mantissa == 0 ? 0 : nil }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: conversion.divisor)
    return remainder == 0 ? quotient : nil
  }

  /// What a mantissa of so many `decimals` is multiplied by and then divided by exactly, without a
  /// common divisor; a `divisor` of 0 says that only a mantissa of 0 is on the grid.
  public func ratio(decimals: UInt8) -> (multiplier: Int64, divisor: Int64) {
    let conversion = conversions[Int(decimals)]
    return (conversion.multiplier, conversion.divisor)
  }

  /// The number of steps in `number`, or `nil` where it is not whole or does not fit.
  public func steps(_ number: FixedDecimal) -> Int64? {
    steps(number.mantissa, decimals: number.decimals)
  }

  /// The nearest number of steps where it is no farther than a millionth of a step away.
  public func nearbySteps(_ mantissa: Int64, decimals: UInt8) -> Int64? {
    let numerator = Int128(mantissa) * Int128(FixedDecimal.powersOfTen[Int(step.decimals)])
    let denominator = Int128(step.mantissa) * Int128(FixedDecimal.powersOfTen[Int(decimals)])
    var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder.magnitude * 2 > denominator.magnitude {
      quotient += numerator < 0 ? -1 : 1
      remainder = (denominator.magnitude - remainder.magnitude).asSigned
    }
    // The remainder is divided, not multiplied: it may be near the top of its range already.
    guard remainder.magnitude <= denominator.magnitude / 1_000_000 else { return nil }
    return Int64(exactly: quotient)
  }

  /// The nearest number of steps, half away from zero, or `nil` where it does not fit.
  public func roundedSteps(_ mantissa: Int64, decimals: UInt8) -> Int64? {
    let numerator = Int128(mantissa) * Int128(FixedDecimal.powersOfTen[Int(step.decimals)])
    let denominator = Int128(step.mantissa) * Int128(FixedDecimal.powersOfTen[Int(decimals)])
    let (whole, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    var quotient = whole
    if remainder.magnitude >= denominator.magnitude - remainder.magnitude {
      quotient += numerator < 0 ? -1 : 1
    }
    return Int64(exactly: quotient)
  }

  /// The largest number of steps that is not above the number, and the rest in 10^−8 steps, rounded
  /// half away from zero; `nil` where it does not fit.
  public func fineSteps(_ mantissa: Int64, decimals: UInt8) -> (whole: Int64, rest: Int64)? {
    let scale = Int128(FixedDecimal.powersOfTen[Int(step.decimals)])
    let (numerator, overflow) = (Int128(mantissa) * scale)
      .multipliedReportingOverflow(by: 100_000_000)
    guard !overflow else {
      return roundedSteps(mantissa, decimals: decimals).map { ($0, 0) }
    }
    let denominator = Int128(step.mantissa) * Int128(FixedDecimal.powersOfTen[Int(decimals)])
    var (fine, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder.magnitude >= denominator.magnitude - remainder.magnitude {
      fine += numerator < 0 ? -1 : 1
    }
    var (whole, rest) = fine.quotientAndRemainder(dividingBy: 100_000_000)
    if rest < 0 { (whole, rest) = (whole - 1, rest + 100_000_000) }
    guard let whole = Int64(exactly: whole) else { return nil }
    return (whole, Int64(rest))
  }

  /// The largest number of steps that is not above the number, or `nil` where it does not fit.
  public func flooredSteps(_ mantissa: Int64, decimals: UInt8) -> Int64? {
    let numerator = Int128(mantissa) * Int128(FixedDecimal.powersOfTen[Int(step.decimals)])
    let denominator = Int128(step.mantissa) * Int128(FixedDecimal.powersOfTen[Int(decimals)])
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return Int64(exactly: remainder < 0 ? quotient - 1 : quotient)
  }

  /// Whether `mantissa` × 10^(−`decimals`) is `limit` steps or more away from 0; just below the
  /// limit, numbers between two steps may be taken for beyond it.
  public func isBeyond(_ limit: Int64, _ mantissa: Int64, decimals: UInt8) -> Bool {
    if let steps = steps(mantissa, decimals: decimals) { return steps.magnitude >= limit }
    let number = Double(mantissa.magnitude) / Double(FixedDecimal.powersOfTen[Int(decimals)])
    let size = Double(step.mantissa) / Double(FixedDecimal.powersOfTen[Int(step.decimals)])
    return number / size >= Double(limit)
  }

  /// The coarsest step that both `left` and `right` are multiples of, or `nil` where their scales
  /// are too different.
  public static func common(_ left: FixedDecimal, _ right: FixedDecimal) -> FixedDecimal? {
    let scale = max(left.decimals, right.decimals)
    let (first, overflow) = left.mantissa.multipliedReportingOverflow(
      by: FixedDecimal.powersOfTen[Int(scale - left.decimals)])
    let (second, overflows) = right.mantissa.multipliedReportingOverflow(
      by: FixedDecimal.powersOfTen[Int(scale - right.decimals)])
    if overflow || overflows { return nil }
    return FixedDecimal(mantissa: greatestCommonDivisor(first, second), decimals: scale).normalized
  }

  static func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension UInt128 {
  fileprivate var asSigned: Int128 { Int128(truncatingIfNeeded: self) }
}
