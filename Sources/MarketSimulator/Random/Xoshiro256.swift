/// The xoshiro256** generator: 256 bits of state, period 2^256 − 1.
///
/// D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM Transactions
/// on Mathematical Software 47(4), 2021, doi:10.1145/3460772. It is written here, instead of using
/// the system's or the standard library's distributions, so that the data made with a seed never
/// change with a toolchain.
struct Xoshiro256 {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The generator in a given state, which must not be all zeros.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The generator whose state is the next four numbers of `seeds`.
  init(from seeds: inout SplitMix64) {
    state = (seeds.next(), seeds.next(), seeds.next(), seeds.next())
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    let result = Self.rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotated(state.3, by: 45)
    return result
  }

  private static func rotated(_ bits: UInt64, by count: UInt64) -> UInt64 {
    (bits << count) | (bits >> (64 - count))
  }
}
