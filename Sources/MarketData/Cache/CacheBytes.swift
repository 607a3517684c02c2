/// A cache file is not what it should be; it is never used then.
struct CacheDamage: Error, CustomStringConvertible {
  /// What is wrong with it.
  var description: String
}

/// Bytes of a cache being written, all numbers little-endian.
struct CacheBytes {
  private(set) var bytes: [UInt8] = []

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String) {
    append(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(_ text: String?) {
    append(UInt8(text == nil ? 0 : 1))
    if let text { append(text) }
  }

  mutating func append(contentsOf more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Appends the low bits of each of `words` above its `shift` lowest, as words of another width,
  /// and zeros up to a multiple of eight bytes.
  mutating func append<Word: FixedWidthInteger>(
    _ words: UnsafeBufferPointer<UInt64>, shift: UInt64, as: Word.Type
  ) {
    let start = bytes.count
    let size = MemoryLayout<Word>.size
    bytes.append(contentsOf: repeatElement(0, count: (words.count * size + 7) / 8 * 8))
    bytes.withUnsafeMutableBytes { raw in
      guard let out = raw.baseAddress.map({ $0 + start }) else { return }
      for index in 0..<words.count {
        out.storeBytes(
          of: Word(truncatingIfNeeded: words[index] &>> shift).littleEndian,
          toByteOffset: index &* size, as: Word.self)
      }
    }
  }

  /// Appends zeros up to a multiple of eight bytes.
  mutating func align() { while bytes.count % 8 != 0 { bytes.append(0) } }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}

/// Bytes of a cache being read; every read is checked, whatever the bytes say.
struct CacheBytesReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  mutating func number<Number: FixedWidthInteger>(
    as type: Number.Type = Number.self
  ) throws -> Number {
    let size = MemoryLayout<Number>.size
    guard position >= 0, size <= bytes.count - position else {
      throw CacheDamage(description: "it ends too early")
    }
    defer { position += size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  /// A number that is not negative and fits a machine word.
  mutating func count<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Int {
    guard let count = Int(exactly: try number(as: type)), count >= 0 else {
      throw CacheDamage(description: "a number in it is out of range")
    }
    return count
  }

  mutating func text() throws -> String {
    let length = try count(UInt32.self)
    guard length <= bytes.count - position else {
      throw CacheDamage(description: "it ends too early")
    }
    defer { position += length }
    return String(
      decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]),
      as: UTF8.self)
  }

  mutating func optionalText() throws -> String? {
    try number(as: UInt8.self) == 0 ? nil : try text()
  }

  /// As many values as the next number says, each at least one byte long.
  mutating func list<Element>(
    _ element: (inout CacheBytesReader) throws -> Element
  ) throws -> [Element] {
    let length = try count(UInt32.self)
    guard length <= bytes.count - position else {
      throw CacheDamage(description: "it ends too early")
    }
    return try (0..<length).map { _ in try element(&self) }
  }
}
