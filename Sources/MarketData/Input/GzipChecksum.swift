internal import Glibc

/// The CRC-32 of what a gzip file unpacks to, against the one in its trailer (RFC 1952): libarchive
/// does not compare them, and damaged digits would otherwise pass for prices.
///
/// A file of several gzip members has no checksum of the whole; nor has one with other
/// bytes behind it. Both are told by the length in the trailer, and said to be unchecked.
struct GzipChecksum {
  private var state: UInt32 = 0xFFFF_FFFF
  private var count: UInt32 = 0

  /// Takes the next unpacked bytes.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt32(truncatingIfNeeded: bytes.count)
    state = Self.tables.withUnsafeBufferPointer { tables in
      Self.advance(state, bytes, tables)
    }
  }

  /// Whether the trailer of the file at `path` agrees; `nil` where it is not that of the whole.
  func agrees(withTrailerOf path: String) -> Bool? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var trailer = [UInt8](repeating: 0, count: 8)
    guard fseek(file, -8, SEEK_END) == 0, fread(&trailer, 1, 8, file) == 8 else { return nil }
    let words = trailer.withUnsafeBytes { bytes in
      (
        UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)),
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
      )
    }
    return words.1 == count ? words.0 == ~state : nil
  }

  /// Eight bytes a step, each looked up in its own table.
  private static func advance(
    _ start: UInt32, _ bytes: UnsafeRawBufferPointer, _ tables: UnsafeBufferPointer<UInt32>
  ) -> UInt32 {
    var state = start
    var index = 0
    while index &+ 8 <= bytes.count {
      let word =
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        ^ UInt64(state)
      var next: UInt32 = 0
      for byte in 0..<8 {
        let value = Int(truncatingIfNeeded: word &>> UInt64(8 &* byte)) & 0xFF
        next ^= tables[(7 &- byte) &* 256 &+ value]
      }
      state = next
      index &+= 8
    }
    while index < bytes.count {
      state = tables[Int((state ^ UInt32(bytes[index])) & 0xFF)] ^ (state &>> 8)
      index &+= 1
    }
    return state
  }

  /// Table k advances the checksum by a byte followed by k zeros.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for value in 0..<256 {
      var entry = UInt32(value)
      for _ in 0..<8 { entry = entry & 1 == 1 ? 0xEDB8_8320 ^ (entry >> 1) : entry >> 1 }
      tables[value] = entry
    }
    for index in 256..<tables.count {
      let shorter = tables[index - 256]
      tables[index] = tables[Int(shorter & 0xFF)] ^ (shorter >> 8)
    }
    return tables
  }()
}
