/// Exact decoding of decimal text at its own scale: no binary floating point is involved.
///
/// The usual short field is read eight bytes at a time inside one machine word; every other
/// legal spelling (signs, exponents, up to 30 digits and more) takes the careful path.
@usableFromInline
enum DecimalDecoder {
  /// The raw value of a `RejectReason`, or 0.
  typealias Failure = UInt8

  private static let dots: UInt64 = 0x2E2E_2E2E_2E2E_2E2E
  private static let zeros: UInt64 = 0x3030_3030_3030_3030
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Decodes `length` bytes at `text` into `mantissa` × 10^(−`decimals`), `decimals` ≤ 18.
  ///
  /// At least eight bytes must be readable at `text`, whatever `length` is.
  @inline(__always)
  static func decode(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ mantissa: inout Int64, _ decimals: inout UInt8
  ) -> Failure {
    if length &- 1 < 8 {
      // Right-align the characters in the word and put '0' in the bytes before them.
      let shift = UInt64(truncatingIfNeeded: (8 &- length) &* 8)
      var word = load(text) &<< shift
      word |= shift == 0 ? 0 : zeros &>> (64 &- shift)
      let difference = word ^ dots
      let dot = (difference &- ones) & ~difference & highs
      var places: UInt8 = 0
      if dot != 0 {
        // Close the gap: everything before the point moves up by one byte.
        let bit = UInt64(truncatingIfNeeded: dot.trailingZeroBitCount &- 7)
        let below = (UInt64(1) &<< bit) &- 1
        let above = ~((below &<< 8) | 0xFF)
        word = (word & above) | ((word & below) &<< 8) | 0x30
        places = UInt8(truncatingIfNeeded: 7 &- bit &>> 3)
        if length == 1 { return RejectReason.notANumber.rawValue }
      }
      if areDigits(word) {
        mantissa = Int64(truncatingIfNeeded: digits(word))
        decimals = places
        return 0
      }
      return decodeCarefully(text, length, &mantissa, &decimals)
    }
    if length &- 9 < 10 { return decodeBytes(text, length, &mantissa, &decimals) }
    return decodeCarefully(text, length, &mantissa, &decimals)
  }

  /// Multiplies a decimal by `scale` × 10^(−`places`); returns `false` where it does not fit.
  @inline(never)
  static func scale(
    _ mantissa: inout Int64, _ decimals: inout UInt8, by scale: Int64, _ places: UInt8
  ) -> Bool {
    var digits = Int128(mantissa) * Int128(scale)
    var count = Int(decimals) + Int(places)
    while count > 0, digits % 10 == 0 {
      digits /= 10
      count -= 1
    }
    guard count <= 18, let fitting = Int64(exactly: digits) else { return false }
    mantissa = fitting
    decimals = UInt8(count)
    return true
  }

  /// Rounds to `places` decimals what is no more than a ten-millionth of the number away from them:
  /// the noise of a number that once was a 32-bit float.
  @inline(never)
  static func dropNoise(_ mantissa: inout Int64, _ decimals: inout UInt8, from places: UInt8) {
    let power = FixedDecimal.powersOfTen[Int(decimals - places)]
    var (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: power)
    if remainder.magnitude > UInt64(power) / 2 {
      quotient += mantissa < 0 ? -1 : 1
      remainder = power - Int64(remainder.magnitude)
    }
    guard remainder.magnitude <= mantissa.magnitude / 10_000_000 else { return }
    mantissa = quotient
    decimals = places
  }

  /// Decodes an integer without sign; at least eight bytes must be readable at `text`.
  ///
  /// Returns `false` where it is anything else or has more than 18 digits.
  @inline(__always)
  static func decodeInteger(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ value: inout Int64
  ) -> Bool {
    if length &- 1 < 8 {
      let word = rightAligned(text, length)
      guard areDigits(word) else { return false }
      value = Int64(truncatingIfNeeded: digits(word))
      return true
    }
    if length <= 16 {
      let head = rightAligned(text, length &- 8)
      let tail = load(text + (length &- 8))
      guard areDigits(head), areDigits(tail) else { return false }
      value = Int64(truncatingIfNeeded: digits(head) &* 100_000_000 &+ digits(tail))
      return true
    }
    guard length <= 18 else { return false }
    var result: Int64 = 0
    for index in 0..<length {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return false }
      result = result &* 10 &+ Int64(digit)
    }
    value = result
    return true
  }

  @inline(__always)
  private static func load(_ text: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  private static func rightAligned(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: (8 &- length) &* 8)
    let word = load(text) &<< shift
    return word | (shift == 0 ? 0 : zeros &>> (64 &- shift))
  }

  @inline(__always)
  private static func areDigits(_ word: UInt64) -> Bool {
    ((word &+ 0x4646_4646_4646_4646) | (word &- zeros)) & highs == 0
  }

  /// The value of eight digits, the first in the lowest byte: pairs, then fours, then eight.
  @inline(__always)
  private static func digits(_ word: UInt64) -> UInt64 {
    var value = word & 0x0F0F_0F0F_0F0F_0F0F
    value = (value &* 2561) &>> 8
    value = ((value & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
    return ((value & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
  }

  /// Nine to 18 bytes: no sum of them can overflow, so the loop need not look.
  private static func decodeBytes(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ mantissa: inout Int64, _ decimals: inout UInt8
  ) -> Failure {
    var value: Int64 = 0
    var dot = -1
    for index in 0..<length {
      let digit = text[index] &- 0x30
      if digit < 10 {
        value = value &* 10 &+ Int64(digit)
      } else if text[index] == 0x2E, dot < 0 {
        dot = index
      } else {
        return decodeCarefully(text, length, &mantissa, &decimals)
      }
    }
    mantissa = value
    decimals = dot < 0 ? 0 : UInt8(truncatingIfNeeded: length &- 1 &- dot)
    return 0
  }

  /// Any legal decimal: sign, point, exponent, leading and trailing zeros without end.
  @inline(never)
  private static func decodeCarefully(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ mantissa: inout Int64, _ decimals: inout UInt8
  ) -> Failure {
    let notANumber = RejectReason.notANumber.rawValue
    let overflow = RejectReason.overflow.rawValue
    var index = 0
    var negative = false
    if index < length, text[index] == 0x2D || text[index] == 0x2B {
      negative = text[index] == 0x2D
      index += 1
    }
    var value: Int64 = 0
    var places = 0  // digits of `value` after the point
    var heldZeros = 0  // zeros read but not yet in `value`
    var digitCount = 0
    var seenPoint = false
    var fits = true
    while index < length {
      let byte = text[index]
      let digit = byte &- 0x30
      if digit < 10 {
        digitCount += 1
        if digit == 0 {
          heldZeros += 1
        } else if fits {
          fits = append(&value, zeros: heldZeros, digit: Int64(digit))
          heldZeros = 0
        }
        if seenPoint { places += 1 }
      } else if byte == 0x2E, !seenPoint {
        seenPoint = true
      } else {
        break
      }
      index += 1
    }
    guard digitCount > 0 else { return notANumber }
    var exponent = 0
    if index < length {
      guard let read = readExponent(text, length, index) else { return notANumber }
      exponent = read
    }
    guard fits else { return overflow }
    if value == 0 {
      mantissa = 0
      decimals = 0
      return 0
    }
    // The number is value × 10^scale.
    var scale = heldZeros - places + exponent
    while scale > 0 {
      guard append(&value, zeros: 0, digit: 0) else { return overflow }
      scale -= 1
    }
    while scale < -18 {
      guard value % 10 == 0 else { return overflow }
      value /= 10
      scale += 1
    }
    mantissa = negative ? -value : value
    decimals = UInt8(-scale)
    return 0
  }

  private static func append(_ value: inout Int64, zeros: Int, digit: Int64) -> Bool {
    if value == 0 {
      value = digit
      return true
    }
    guard zeros < 19 else { return false }
    for _ in 0...zeros {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return false }
      value = product
    }
    let (sum, overflow) = value.addingReportingOverflow(digit)
    if overflow { return false }
    value = sum
    return true
  }

  private static func readExponent(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ start: Int
  ) -> Int? {
    guard text[start] == 0x65 || text[start] == 0x45 else { return nil }
    var index = start + 1
    var negative = false
    if index < length, text[index] == 0x2D || text[index] == 0x2B {
      negative = text[index] == 0x2D
      index += 1
    }
    guard index < length, length - index <= 3 else { return nil }
    var value = 0
    while index < length {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
      index += 1
    }
    return negative ? -value : value
  }
}
