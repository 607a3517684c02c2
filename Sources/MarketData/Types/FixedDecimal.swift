/// A decimal number held exactly: `mantissa` × 10^(−`decimals`).
///
/// Tick files print decimals; holding them as binary floating point would move prices off their
/// grid. A `FixedDecimal` keeps what the text says, at the text's own scale.
public struct FixedDecimal: Sendable, Hashable, Comparable {
  /// The digits of the number as an integer.
  public var mantissa: Int64
  /// How many of those digits stand after the decimal point, 0 to 18.
  public var decimals: UInt8

  /// The number `mantissa` × 10^(−`decimals`); `decimals` above 18 is a programmer's error.
  @inlinable
  public init(mantissa: Int64, decimals: UInt8) {
    precondition(decimals <= 18, "a FixedDecimal has at most 18 decimals")
    self.mantissa = mantissa
    self.decimals = decimals
  }

  /// The number written in `text` as digits with an optional sign, point and exponent
  /// (`0.1`, `-5`, `1.2e-05`), or `nil` where it is not one or does not fit 18 digits.
  public init?(_ text: some StringProtocol) {
    guard let parsed = Self.parse(Array(text.utf8)) else { return nil }
    self = parsed
  }

  /// The same number without trailing zeros after the point.
  public var normalized: FixedDecimal {
    var result = self
    while result.decimals > 0, result.mantissa % 10 == 0 {
      result.mantissa /= 10
      result.decimals -= 1
    }
    return result
  }

  /// The nearest `Double`; the division is correctly rounded for mantissas below 2^53.
  @inlinable
  public var doubleValue: Double { Double(mantissa) / Self.powersOfTenDouble[Int(decimals)] }

  /// Whether the number is greater than zero.
  @inlinable
  public var isPositive: Bool { mantissa > 0 }

  /// Whether `lhs` is the smaller number, whatever the two scales.
  public static func < (lhs: FixedDecimal, rhs: FixedDecimal) -> Bool {
    let (left, right) = aligned(lhs, rhs)
    return left < right
  }

  /// Whether both are the same number, whatever the two scales.
  public static func == (lhs: FixedDecimal, rhs: FixedDecimal) -> Bool {
    let (left, right) = aligned(lhs, rhs)
    return left == right
  }

  /// Hashes the number, not its scale.
  public func hash(into hasher: inout Hasher) {
    let number = normalized
    hasher.combine(number.mantissa)
    hasher.combine(number.decimals)
  }

  private static func aligned(_ lhs: FixedDecimal, _ rhs: FixedDecimal) -> (Int128, Int128) {
    let scale = max(lhs.decimals, rhs.decimals)
    return (
      Int128(lhs.mantissa) * Int128(powersOfTen[Int(scale - lhs.decimals)]),
      Int128(rhs.mantissa) * Int128(powersOfTen[Int(scale - rhs.decimals)])
    )
  }

  /// 10^0 … 10^18, each exact in an `Int64`.
  public static let powersOfTen: [Int64] = (0...18).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// 10^0 … 10^18, each exact in a `Double`.
  @usableFromInline static let powersOfTenDouble: [Double] = powersOfTen.map(Double.init)

  private static func parse(_ bytes: [UInt8]) -> FixedDecimal? {
    var index = 0
    var negative = false
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      negative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    var mantissa: Int64 = 0
    var digits = 0
    var decimals = 0
    var seenPoint = false
    var pendingZeros = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") {
        if seenPoint { return nil }
        seenPoint = true
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        digits += 1
        // Zeros after the point are held back: they only count when another digit follows.
        if seenPoint, byte == UInt8(ascii: "0") {
          pendingZeros += 1
        } else {
          for _ in 0..<(seenPoint ? pendingZeros : 0) {
            guard let next = shifted(mantissa, adding: 0) else { return nil }
            mantissa = next
            decimals += 1
          }
          pendingZeros = 0
          guard let next = shifted(mantissa, adding: Int64(byte - UInt8(ascii: "0"))) else {
            return nil
          }
          mantissa = next
          if seenPoint { decimals += 1 }
        }
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    if index < bytes.count {
      guard bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E"),
        let exponent = Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)),
        abs(exponent) <= 40
      else { return nil }
      decimals -= exponent
    }
    while decimals < 0 {
      guard let next = shifted(mantissa, adding: 0) else { return nil }
      mantissa = next
      decimals += 1
    }
    while decimals > 18 {
      guard mantissa % 10 == 0 else { return nil }
      mantissa /= 10
      decimals -= 1
    }
    return FixedDecimal(mantissa: negative ? -mantissa : mantissa, decimals: UInt8(decimals))
  }

  private static func shifted(_ mantissa: Int64, adding digit: Int64) -> Int64? {
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
    if overflow { return nil }
    let (sum, overflowAdding) = product.addingReportingOverflow(digit)
    return overflowAdding ? nil : sum
  }
}

extension FixedDecimal: CustomStringConvertible {
  /// The exact decimal text, with as many digits after the point as `decimals` says.
  public var description: String { Self.text(Int128(mantissa), decimals: Int(decimals)) }

  /// The exact decimal text of `mantissa` × 10^(−`decimals`), trailing zeros after the point
  /// dropped where `trimming`.
  public static func text(_ mantissa: Int128, decimals: Int, trimming: Bool = false) -> String {
    var digits = String(mantissa.magnitude)
    if decimals > 0 {
      if digits.utf8.count <= decimals {
        digits = String(repeating: "0", count: decimals - digits.utf8.count + 1) + digits
      }
      let point = digits.index(digits.endIndex, offsetBy: -decimals)
      var fraction = digits[point...]
      if trimming { while fraction.last == "0" { fraction = fraction.dropLast() } }
      digits = String(digits[..<point]) + (fraction.isEmpty ? "" : "." + fraction)
    }
    return (mantissa < 0 ? "-" : "") + digits
  }
}
