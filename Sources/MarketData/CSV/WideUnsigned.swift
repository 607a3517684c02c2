/// A whole number below 2^512 for exact arithmetic on prices that a blockchain keeps as fractions
/// of powers of two. Every use bounds its factors so that no product reaches 2^512.
struct WideUnsigned: Equatable {
  /// Lowest word first.
  private var words = InlineArray<8, UInt64>(repeating: 0)

  /// The number `value`.
  init(_ value: UInt64) { words[0] = value }

  /// The number with the words `words`, lowest first, at most eight.
  init(words values: some Sequence<UInt64>) {
    for (index, word) in values.enumerated() where index < 8 { words[index] = word }
  }

  /// 2^`exponent`, below 2^512.
  static func powerOfTwo(_ exponent: Int) -> WideUnsigned {
    var power = WideUnsigned(0)
    if exponent < 512 { power.words[exponent / 64] = 1 << UInt64(exponent % 64) }
    return power
  }

  /// 10^`exponent`.
  static func powerOfTen(_ exponent: Int) -> WideUnsigned {
    var power = WideUnsigned(1)
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  /// Whether the number is 0.
  var isZero: Bool { bitWidth == 0 }

  /// How many binary digits the number has.
  var bitWidth: Int {
    for index in stride(from: 7, through: 0, by: -1) where words[index] != 0 {
      return index * 64 + 64 - words[index].leadingZeroBitCount
    }
    return 0
  }

  static func == (left: WideUnsigned, right: WideUnsigned) -> Bool {
    for index in 0..<8 where left.words[index] != right.words[index] { return false }
    return true
  }

  static func < (left: WideUnsigned, right: WideUnsigned) -> Bool {
    for index in stride(from: 7, through: 0, by: -1)
    where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return false
  }

  static func *= (left: inout WideUnsigned, factor: UInt64) {
    var carry: UInt64 = 0
    for index in 0..<8 {
      let product = left.words[index].multipliedFullWidth(by: factor)
      let (low, overflow) = product.low.addingReportingOverflow(carry)
      left.words[index] = low
      carry = product.high &+ (overflow ? 1 : 0)
    }
  }

  static func * (left: WideUnsigned, right: WideUnsigned) -> WideUnsigned {
    var result = WideUnsigned(0)
    for index in 0..<8 where right.words[index] != 0 {
      var carry: UInt64 = 0
      for place in index..<8 {
        let product = left.words[place - index].multipliedFullWidth(by: right.words[index])
        let (low, first) = product.low.addingReportingOverflow(carry)
        let (sum, second) = result.words[place].addingReportingOverflow(low)
        result.words[place] = sum
        carry = product.high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
      }
    }
    return result
  }

  static func -= (left: inout WideUnsigned, right: WideUnsigned) {
    var borrow: UInt64 = 0
    for index in 0..<8 {
      let (first, one) = left.words[index].subtractingReportingOverflow(right.words[index])
      let (second, other) = first.subtractingReportingOverflow(borrow)
      left.words[index] = second
      borrow = (one ? 1 : 0) &+ (other ? 1 : 0)
    }
  }

  /// `numerator` ÷ `denominator` to 18 significant digits, or as many as have a place among 18
  /// decimals, half up; `nil` where it is 10^18 or more, or the denominator is 0.
  ///
  /// Both must be below 2^480.
  static func quotient(
    _ numerator: WideUnsigned, _ denominator: WideUnsigned
  ) -> (mantissa: Int64, decimals: UInt8)? {
    guard !denominator.isZero else { return nil }
    guard !numerator.isZero else { return (0, 0) }
    // The quotient is digit.digits × 10^exponent once denominator ≤ rest < 10 × denominator.
    var rest = numerator
    var divisor = denominator
    var exponent = 0
    while rest < divisor {
      rest *= 10
      exponent -= 1
      // Below half of the last decimal.
      if exponent < -19 { return (0, 0) }
    }
    while true {
      var next = divisor
      next *= 10
      if rest < next { break }
      divisor = next
      exponent += 1
      if exponent >= 18 { return nil }
    }
    let digits = min(18, 19 + exponent)
    var mantissa: Int64 = 0
    for position in 0..<digits {
      if position > 0 { rest *= 10 }
      var digit: Int64 = 0
      while !(rest < divisor) {
        rest -= divisor
        digit += 1
      }
      mantissa = mantissa * 10 + digit
    }
    // What is left decides the last digit; where there is none, all of it is left, tenfold.
    if digits > 0 { rest *= 2 } else { divisor *= 5 }
    if !(rest < divisor) { mantissa += 1 }
    return (mantissa, UInt8(digits > 0 ? digits - 1 - exponent : 18))
  }
}
