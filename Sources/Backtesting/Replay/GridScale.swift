internal import MarketData

/// The grid for decimals of one scale, set up once for many of them: an exact division takes a
/// multiplication and a rotation, and whatever is not surely on the grid and in range is left to
/// `DecimalGrid`.
struct GridScale {
  private let multiplier: Int64
  /// The inverse of the odd part of the divisor modulo 2^64.
  private let inverse: UInt64
  /// The power of two in the divisor.
  private let shift: UInt64
  /// Quotients above it are of mantissas that the divisor does not divide.
  private let largestQuotient: UInt64
  /// Larger mantissas are left out.
  private let largestMantissa: UInt64
  /// Whether nothing is divided.
  let isWhole: Bool
  /// Whether mantissas are steps as they are.
  var isIdentity: Bool { isWhole && multiplier == 1 }

  /// The steps of `grid` in decimals with `decimals` digits after the point, below `limit` steps.
  init(_ grid: DecimalGrid, decimals: UInt8, limit: Int64) {
    let (multiplier, divisor) = grid.ratio(decimals: decimals)
    self.multiplier = multiplier
    let power = divisor == 0 ? 0 : divisor.trailingZeroBitCount
    let odd = divisor == 0 ? 1 : divisor.magnitude >> UInt64(power)
    // Newton's iteration doubles the correct bits each time, from three.
    var inverse = odd
    for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
    self.inverse = inverse
    shift = UInt64(power)
    isWhole = divisor == 1
    largestQuotient = divisor == 0 ? 0 : UInt64.max / divisor.magnitude
    // The product stays below the limit, and so does what is left of it after the division.
    largestMantissa = divisor == 0 ? 0 : (limit - 1).magnitude / multiplier.magnitude
  }

  /// Whether the mantissa is not too large to be judged here.
  func reaches(_ mantissa: Int64) -> Bool { UInt64(bitPattern: mantissa) <= largestMantissa }

  /// The number of steps, or a negative number where the mantissa is to be judged otherwise.
  @inline(__always)
  func steps(_ mantissa: Int64, isWhole: Bool) -> Int64 {
    let number = UInt64(bitPattern: mantissa)
    if isWhole { return number <= largestMantissa ? mantissa &* multiplier : -1 }
    let product = number &* inverse
    let quotient = product &>> shift | product &<< (64 &- shift)
    guard number <= largestMantissa, quotient <= largestQuotient else { return -1 }
    return Int64(bitPattern: quotient) &* multiplier
  }
}
