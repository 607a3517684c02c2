/// A stream of random numbers that belongs to one resample.
///
/// Every resample has its own stream, keyed by the seed and its number, so that resample 17 is the
/// same whichever thread draws it and however many are drawn. The generator is SplitMix64 (G. L.
/// Steele, D. Lea and C. H. Flood, OOPSLA 2014, doi:10.1145/2660193.2660195); the start of each
/// stream is mixed twice, so that neighbouring numbers give unrelated streams.
public struct ResampleGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The stream of one resample.
  ///
  /// - Parameters:
  ///   - seed: The seed of all resamples.
  ///   - resample: The number of the resample.
  public init(seed: UInt64, resample: Int) {
    let key = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15)
    state = Self.mixed(
      key ^ Self.mixed(UInt64(bitPattern: Int64(resample)) &+ 0xD1B5_4A32_D192_ED03))
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A number in (0, 1], in steps of 2^-53.
  @inline(__always)
  mutating func uniform() -> Double {
    Double((next() >> 11) + 1) * 0x1p-53
  }

  /// An index in 0 ..< `count`; its bias, below `count` / 2^64, is of no consequence.
  @inline(__always)
  mutating func index(below count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
  }

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var word = value
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
