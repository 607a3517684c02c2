internal import MarketData

/// A ratio of two integers, so that `0.2` over a tick of `0.1` is exactly 2.
///
/// Dividing the nearest `Double`s instead would leave a wanted price beside its grid, where
/// rounding outward moves it by a whole tick.
struct ExactRatio {
  private var numerator: Int128
  private var denominator: Int128

  /// `numerator` / `denominator`, both integers; the denominator must be greater than 0.
  init(_ numerator: Int128, over denominator: Int128 = 1) {
    precondition(denominator > 0, "a ratio has a positive denominator")
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// The number `decimal`.
  init(_ decimal: FixedDecimal) {
    self.init(
      Int128(decimal.mantissa),
      over: Int128(FixedDecimal.powersOfTen[Int(decimal.decimals)]))
  }

  /// The product, or `nil` where it does not fit.
  func times(_ other: ExactRatio) -> ExactRatio? {
    // Dividing crosswise first keeps the products as small as they can be.
    let left = ExactRatio(numerator, over: other.denominator)
    let right = ExactRatio(other.numerator, over: denominator)
    let (top, topOverflow) = left.numerator.multipliedReportingOverflow(by: right.numerator)
    let (bottom, bottomOverflow) = left.denominator.multipliedReportingOverflow(
      by: right.denominator)
    return topOverflow || bottomOverflow ? nil : ExactRatio(top, over: bottom)
  }

  /// 1 / this; the ratio must be greater than 0.
  var inverse: ExactRatio { ExactRatio(denominator, over: numerator) }

  /// The nearest `Double`: exact for whole numbers below 2^53, correctly rounded where numerator
  /// and denominator are below 2^53.
  var doubleValue: Double { Double(numerator) / Double(denominator) }

  private static func greatestCommonDivisor(_ left: Int128, _ right: Int128) -> Int128 {
    var (a, b) = (left.magnitude, right.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    return Int128(a)
  }
}
