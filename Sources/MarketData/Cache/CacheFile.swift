/// A complete cache file, open to be read: its header and footer are sound, each block is checked
/// whenever it is read.
final class CacheFile {
  /// What it says of its source.
  let footer: CacheFooter
  /// The first record of each block, and the number of all records at the end.
  let firstRecords: [Int]
  /// The format and content it was made for.
  let key: [UInt8]
  /// Bytes of the file.
  let size: Int
  private let descriptor: CacheDescriptor

  /// Opens the file in `descriptor`, which must have been made for `key` where one is given.
  ///
  /// - Throws: `CacheDamage` where it is not complete, not sound, or of something else.
  init(_ descriptor: CacheDescriptor, key: [UInt8]?) throws {
    self.descriptor = descriptor
    size = descriptor.size
    self.key = try Self.readHeader(descriptor, size, key)
    footer = try Self.readFooter(descriptor, size)
    var total = 0
    firstRecords =
      footer.blocks.map { block in
        defer { total += block.records }
        return total
      } + [footer.records]
  }

  /// Reads block `index` into `buffer`, whose first bytes it takes.
  ///
  /// - Throws: `CacheDamage` where its checksum does not match.
  func read(_ index: Int, into buffer: inout AlignedBuffer) throws -> UnsafeRawBufferPointer {
    let block = footer.blocks[index]
    let bytes = buffer.reserve(block.size)
    try descriptor.read(at: block.offset, into: bytes)
    guard BlockChecksum.of(UnsafeRawBufferPointer(bytes)) == block.checksum else {
      throw CacheDamage(description: "its checksum does not match")
    }
    return UnsafeRawBufferPointer(bytes)
  }

  /// Checks the checksums of all blocks.
  func checkBlocks() throws {
    var buffer = AlignedBuffer()
    for index in footer.blocks.indices { _ = try read(index, into: &buffer) }
  }

  static func header(_ key: [UInt8]) -> [UInt8] {
    var bytes = CacheBytes()
    bytes.append(CacheLayout.magic)
    bytes.append(CacheLayout.version)
    bytes.append(UInt32(0))
    bytes.append(contentsOf: key)
    bytes.append(UInt64(0))
    bytes.append(bytes.bytes.withUnsafeBytes { BlockChecksum.of($0) })
    return bytes.bytes
  }

  private static func readHeader(
    _ descriptor: CacheDescriptor, _ size: Int, _ key: [UInt8]?
  ) throws -> [UInt8] {
    guard size >= CacheLayout.headerSize + CacheLayout.trailerSize else {
      throw CacheDamage(description: "it is too short")
    }
    let bytes = try self.bytes(descriptor, at: 0, CacheLayout.headerSize)
    return try bytes.withUnsafeBytes { raw in
      var reader = CacheBytesReader(raw)
      guard try reader.number(as: UInt64.self) == CacheLayout.magic else {
        throw CacheDamage(description: "it is no cache")
      }
      guard try reader.number(as: UInt32.self) == CacheLayout.version else {
        throw CacheDamage(description: "it is of another version")
      }
      let found = Array(bytes[16..<48])
      guard bytes == header(found) else { throw CacheDamage(description: "its header is damaged") }
      guard key == nil || key == found else {
        throw CacheDamage(description: "it is of another file or format")
      }
      return found
    }
  }

  private static func readFooter(
    _ descriptor: CacheDescriptor, _ size: Int
  ) throws -> CacheFooter {
    let end = size - CacheLayout.trailerSize
    let trailer = try bytes(descriptor, at: end, CacheLayout.trailerSize)
    return try trailer.withUnsafeBytes { raw in
      var reader = CacheBytesReader(raw)
      let offset = try reader.number(as: UInt64.self)
      let length = try reader.number(as: UInt64.self)
      let checksum = try reader.number(as: UInt64.self)
      guard try reader.number(as: UInt64.self) == self.checksum(offset, length, checksum) else {
        throw CacheDamage(description: "its end is damaged or missing")
      }
      guard offset >= CacheLayout.headerSize, offset <= end, length == UInt64(end) - offset else {
        throw CacheDamage(description: "its footer is not where it should be")
      }
      let bytes = try self.bytes(descriptor, at: Int(offset), Int(length))
      return try bytes.withUnsafeBytes { raw in
        guard BlockChecksum.of(raw) == checksum else {
          throw CacheDamage(description: "its footer is damaged")
        }
        var reader = CacheBytesReader(raw)
        let footer = try CacheFooter(&reader)
        guard reader.position == raw.count, footer.isConsistent(end: Int(offset)) else {
          throw CacheDamage(description: "its footer does not agree with its blocks")
        }
        return footer
      }
    }
  }

  static func checksum(_ offset: UInt64, _ length: UInt64, _ checksum: UInt64) -> UInt64 {
    var bytes = CacheBytes()
    for number in [CacheLayout.magic, offset, length, checksum] { bytes.append(number) }
    return bytes.bytes.withUnsafeBytes { BlockChecksum.of($0) }
  }

  private static func bytes(
    _ descriptor: CacheDescriptor, at offset: Int, _ count: Int
  ) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try descriptor.read(at: offset, into: $0) }
    return bytes
  }
}

/// Memory that grows to the largest size asked of it and is aligned for any number.
struct AlignedBuffer: ~Copyable {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init() {}

  deinit { memory.deallocate() }

  /// The first `size` bytes.
  mutating func reserve(_ size: Int) -> UnsafeMutableRawBufferPointer {
    if size > memory.count {
      memory.deallocate()
      memory = .allocate(byteCount: max(size, 65_536), alignment: 64)
    }
    return UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
  }
}
