/// The 64-bit checksum of a cache's parts: eight independent lanes of multiplications, so that it
/// costs less than reading the bytes.
///
/// Every step is invertible in the lane and in the word it takes, so damage within one aligned
/// word of eight bytes always shows; any other shows but for one case in 2^64.
enum BlockChecksum {
  private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The checksum of `bytes`.
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var (a, b, c, d) = (odd, odd &* 3, odd &* 5, odd &* 7)
    var (e, f, g, h) = (odd &* 9, odd &* 11, odd &* 13, odd &* 15)
    var position = 0
    if let start = bytes.baseAddress {
      while position &+ 64 <= bytes.count {
        a = step(a, word(start, position))
        b = step(b, word(start, position &+ 8))
        c = step(c, word(start, position &+ 16))
        d = step(d, word(start, position &+ 24))
        e = step(e, word(start, position &+ 32))
        f = step(f, word(start, position &+ 40))
        g = step(g, word(start, position &+ 48))
        h = step(h, word(start, position &+ 56))
        position &+= 64
      }
      while position &+ 8 <= bytes.count {
        a = step(a, word(start, position))
        position &+= 8
      }
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count {
      tail |= UInt64(bytes[position]) << shift
      shift += 8
      position += 1
    }
    a = step(a, tail)
    let lanes = [a, b, c, d, e, f, g, h]
    return mix(lanes.reduce(UInt64(bytes.count)) { step($0, $1) })
  }

  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inline(__always)
  private static func step(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let product = (lane ^ word) &* odd
    return product &<< 29 | product &>> 35
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
