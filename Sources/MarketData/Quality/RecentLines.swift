/// Tells lines that were seen among the last 64, by a hash of their bytes.
///
/// Two different lines share a hash once in 10^17 comparisons.
struct RecentLines {
  private var hashes = InlineArray<64, UInt64>(repeating: 0)
  private var next = 0

  /// Remembers `line`; returns whether it was known.
  mutating func insert(_ line: UnsafeRawBufferPointer) -> Bool {
    let hash = Self.hash(line)
    var isKnown = false
    for index in hashes.indices where hashes[index] == hash { isKnown = true }
    hashes[next] = hash
    next = (next + 1) % 64
    return isKnown
  }

  /// Eight bytes at a time, multiplied and folded (never 0, which marks an empty place).
  private static func hash(_ line: UnsafeRawBufferPointer) -> UInt64 {
    var state = UInt64(line.count) &+ 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index < line.count {
      var word: UInt64 = 0
      if index + 8 <= line.count {
        word = line.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      } else {
        for byte in line[index...] { word = word << 8 | UInt64(byte) }
      }
      let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      state = product.high ^ product.low &+ 0x9E37_79B9_7F4A_7C15
      index += 8
    }
    return state | 1
  }
}
