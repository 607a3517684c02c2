/// The frame of a cache file: a header, blocks, a footer that lists them, and a trailer that says
/// where the footer is. Every byte is covered by one of their checksums.
enum CacheLayout {
  /// Rises whenever bytes are written or read differently, and whenever the same rows of a file
  /// are decoded into other records than before: caches of other versions are not used.
  static let version: UInt32 = 2
  /// What a cache file begins and ends with.
  static let magic: UInt64 = 0x0A31_4B43_4954_4C42  // "BLTICK1\n"
  /// Bytes of the header: magic, version, a reserved word, the key, a checksum.
  static let headerSize = 64
  /// Bytes of the trailer: place, size and checksum of the footer, a checksum of these three.
  static let trailerSize = 32
  /// Records after which a block ends where the next message may begin.
  static let blockRecords = 8_192
  /// Records after which a block ends within a message.
  static let largestBlockRecords = 65_536
  /// Rejected rows after which a block ends.
  static let blockRejects = 1_000
}

/// What a block holds, as the footer lists it.
struct CacheBlock: Equatable {
  var offset = 0
  var size = 0
  var checksum: UInt64 = 0
  var records = 0
  var rejects = 0
  /// Rows of the file that ended by the end of the block.
  var rowsRead = 0
  /// The place of its member in the footer's list.
  var member = 0
  /// Symbols known by its end.
  var symbols = 0
  /// Whether a message begins with its first record.
  var startsMessage = true
  /// Rows of it, by the place of their kind in the footer's list.
  var counts: [Int: Int] = [:]

  func append(to bytes: inout CacheBytes) {
    for number in [offset, size, records, rejects, rowsRead, member, symbols] {
      bytes.append(UInt64(number))
    }
    bytes.append(checksum)
    bytes.append(UInt8(startsMessage ? 1 : 0))
    bytes.append(UInt32(counts.count))
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
      bytes.append(UInt32(name))
      bytes.append(UInt64(count))
    }
  }

  init() {}

  init(_ reader: inout CacheBytesReader) throws {
    offset = try reader.count(UInt64.self)
    size = try reader.count(UInt64.self)
    records = try reader.count(UInt64.self)
    rejects = try reader.count(UInt64.self)
    rowsRead = try reader.count(UInt64.self)
    member = try reader.count(UInt64.self)
    symbols = try reader.count(UInt64.self)
    checksum = try reader.number()
    startsMessage = try reader.number(as: UInt8.self) != 0
    let counts = try reader.list { reader in
      (try reader.count(UInt32.self), try reader.count(UInt64.self))
    }
    self.counts = Dictionary(counts, uniquingKeysWith: +)
  }
}

/// A member of the source, and which column fills which slot of its records.
struct CacheMember: Equatable {
  /// A column by its number, from 1, and its name.
  struct Column: Equatable {
    var number: Int?
    var name: String?
  }
  /// What follows the source's path in the member's name.
  var suffix: String
  /// The columns by kind of record × 16 + slot.
  var columns: [Int: Column] = [:]

  func append(to bytes: inout CacheBytes) {
    bytes.append(suffix)
    bytes.append(UInt32(columns.count))
    for (slot, column) in columns.sorted(by: { $0.key < $1.key }) {
      bytes.append(UInt32(slot))
      bytes.append(UInt32(column.number ?? 0))
      bytes.append(column.name)
    }
  }

  init(suffix: String) { self.suffix = suffix }

  init(_ reader: inout CacheBytesReader) throws {
    suffix = try reader.text()
    let slots = try reader.list { reader in
      let slot = try reader.count(UInt32.self)
      let number = try reader.count(UInt32.self)
      return (slot, Column(number: number == 0 ? nil : number, name: try reader.optionalText()))
    }
    columns = Dictionary(slots) { first, _ in first }
  }
}

/// What rows are counted by.
struct RowKind: Hashable {
  /// What the format calls them.
  var name: String
  /// Whether they are passed over rather than replayed.
  var isPassedOver: Bool

  /// The counts of `reader` so far.
  static func counts(of reader: any RecordReader) -> [RowKind: Int] {
    var counts: [RowKind: Int] = [:]
    for (name, count) in reader.rowsPassedOver {
      counts[RowKind(name: name, isPassedOver: true)] = count
    }
    for (name, count) in reader.rowsByKind {
      counts[RowKind(name: name, isPassedOver: false)] = count
    }
    return counts
  }
}

/// What a cache file says of its source, written last.
struct CacheFooter: Equatable {
  /// The path of the source when the cache was built, for lists.
  var source = ""
  /// The name of its format, for lists.
  var format = ""
  /// The files that the rows come from, as they were when the cache was built.
  var sourceFiles: [SourceNote] = []
  /// The size of the source (bytes).
  var bytes = 0
  var records = 0
  var rowsRead = 0
  var unterminatedLine: Int?
  var isChecksumUnknown = false
  var skippedMembers: [String] = []
  var symbols: [String] = []
  /// What rows are counted by.
  var counted: [RowKind] = []
  var members: [CacheMember] = []
  var blocks: [CacheBlock] = []

  func append(to output: inout CacheBytes) {
    output.append(source)
    output.append(format)
    output.append(UInt32(sourceFiles.count))
    for file in sourceFiles { output.append(file.text) }
    for number in [bytes, records, rowsRead, unterminatedLine ?? 0] {
      output.append(UInt64(number))
    }
    output.append(UInt8(isChecksumUnknown ? 1 : 0))
    for names in [skippedMembers, symbols] {
      output.append(UInt32(names.count))
      for name in names { output.append(name) }
    }
    output.append(UInt32(counted.count))
    for kind in counted {
      output.append(UInt8(kind.isPassedOver ? 1 : 0))
      output.append(kind.name)
    }
    output.append(UInt32(members.count))
    for member in members { member.append(to: &output) }
    output.append(UInt32(blocks.count))
    for block in blocks { block.append(to: &output) }
  }

  init() {}

  init(_ reader: inout CacheBytesReader) throws {
    source = try reader.text()
    format = try reader.text()
    sourceFiles = try reader.list { reader in
      guard let note = SourceNote(text: try reader.text()) else {
        throw CacheDamage(description: "it does not say what it was made of")
      }
      return note
    }
    bytes = try reader.count(UInt64.self)
    records = try reader.count(UInt64.self)
    rowsRead = try reader.count(UInt64.self)
    let line = try reader.count(UInt64.self)
    unterminatedLine = line == 0 ? nil : line
    isChecksumUnknown = try reader.number(as: UInt8.self) != 0
    skippedMembers = try reader.list { try $0.text() }
    symbols = try reader.list { try $0.text() }
    counted = try reader.list { reader in
      let isPassedOver = try reader.number(as: UInt8.self) != 0
      return RowKind(name: try reader.text(), isPassedOver: isPassedOver)
    }
    members = try reader.list { try CacheMember(&$0) }
    blocks = try reader.list { try CacheBlock(&$0) }
  }

  /// Whether the blocks follow each other from the header to `end` and agree with the totals.
  func isConsistent(end: Int) -> Bool {
    var offset = CacheLayout.headerSize
    var total = 0
    for block in blocks {
      guard block.offset == offset, block.size <= end - offset, members.indices ~= block.member,
        block.symbols <= symbols.count, block.records <= 1 << 24,
        block.counts.keys.allSatisfy(counted.indices.contains)
      else { return false }
      offset += block.size
      total += block.records
    }
    return offset == end && total == records
  }
}
