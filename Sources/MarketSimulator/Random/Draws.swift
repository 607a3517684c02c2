/// Random draws that give the same bits on every machine: integer arithmetic and the four
/// operations of IEEE 754 alone, never the C library's logarithm.
extension Xoshiro256 {
  /// A number uniform on [0, 1), a multiple of 2^−53.
  mutating func uniform() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// An integer uniform on 0 ..< `bound`, for a positive `bound`.
  ///
  /// The high half of a product: no rejection, so every call uses one draw; the bias is below
  /// `bound` / 2^64.
  mutating func integer(below bound: Int64) -> Int64 {
    Int64(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// `true` with the given probability.
  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// An exponential draw of mean 1, by inversion.
  mutating func exponential() -> Double { Self.negativeLogarithm(next()) }

  /// −ln(`bits` / 2^64), accurate to 2e-10, with 0 taken as 1.
  ///
  /// The binary logarithm is found digit by digit: squaring a number of [1, 2) doubles its
  /// logarithm, so whether the square reaches 2 is the next binary digit (D. Knuth, "The Art of
  /// Computer Programming", volume 1, section 1.2.2).
  static func negativeLogarithm(_ bits: UInt64) -> Double {
    let bits = max(bits, 1)
    let zeros = bits.leadingZeroBitCount
    // A number of [1, 2) with 63 binary places.
    var number = bits << UInt64(zeros)
    var fraction: UInt64 = 0
    for _ in 0..<32 {
      let square = number.multipliedFullWidth(by: number).high
      fraction <<= 1
      if square >= 1 << 63 {
        fraction |= 1
        number = square
      } else {
        number = square << 1
      }
    }
    let binary = Double(UInt64(zeros + 1) << 32 - fraction) / 4_294_967_296
    return binary * 0.693_147_180_559_945_3
  }
}
