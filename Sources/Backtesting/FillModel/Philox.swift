/// Random numbers without a state: each is a pure function of a key and a counter, so that it
/// depends neither on who asks nor on how often or in which order.
///
/// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011), with the constants and known answers of their Random123 library.
enum Philox {
  /// The 128 random bits of `counter` under `key`.
  static func bits(
    _ counter: SIMD4<UInt32>, key: UInt64
  ) -> SIMD4<UInt32> {
    var state = counter
    var (low, high) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    for _ in 0..<10 {
      let first = UInt64(0xD251_1F53) * UInt64(state.x)
      let second = UInt64(0xCD9E_8D57) * UInt64(state.z)
      state = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ state.y ^ low,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ state.w ^ high,
        UInt32(truncatingIfNeeded: first))
      low &+= 0x9E37_79B9
      high &+= 0xBB67_AE85
    }
    return state
  }
}

/// What a random number decides; numbers for different purposes have nothing to do with each
/// other.
enum DrawPurpose: UInt8 {
  /// Whether a print fills orders of the probabilistic model.
  case print = 0
  /// The arrivals of the intensity model between two instants of the market.
  case arrival = 1
  /// The latencies of messages, by kind.
  case orderLatency = 2
  case cancelLatency = 3
  case responseLatency = 4
}

/// The keys of the random numbers that all lanes have in common.
///
/// A number belongs to an event of the market or to an instant of decision: never to a strategy, a
/// price or a call. Hence a lane gets the same numbers whatever else is replayed, and copies of it
/// stay copies.
struct CommonDraw {
  private var counter: SIMD4<UInt32>

  /// The draw of the event that is the `ordinal`-th of `source` at `time`, for orders of one side.
  init(_ purpose: DrawPurpose, time: Int64, source: UInt16 = 0, ordinal: UInt32 = 0, isSell: Bool) {
    let bits = UInt64(bitPattern: time)
    counter = SIMD4(
      UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32),
      UInt32(source) | UInt32(purpose.rawValue) << 16 | (isSell ? 1 << 24 : 0), ordinal)
  }

  /// The draw of messages of one kind that are caused at `time`.
  init(_ purpose: DrawPurpose, time: Int64) {
    self.init(purpose, time: time, isSell: false)
  }

  /// Uniform on [0, 1), a multiple of 2^−53.
  func uniform(seed: Int64) -> Double {
    let bits = Philox.bits(counter, key: UInt64(bitPattern: seed))
    return Self.fraction(bits.x, bits.y)
  }

  /// Two independent numbers uniform on [0, 1).
  func uniforms(seed: Int64) -> (Double, Double) {
    let bits = Philox.bits(counter, key: UInt64(bitPattern: seed))
    return (Self.fraction(bits.x, bits.y), Self.fraction(bits.z, bits.w))
  }

  private static func fraction(_ low: UInt32, _ high: UInt32) -> Double {
    Double((UInt64(high) << 32 | UInt64(low)) >> 11) * 0x1p-53
  }
}
