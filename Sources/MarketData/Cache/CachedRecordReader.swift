/// The rows of a file from its cache, in the order of the file or from the last to the first.
///
/// Every block is checked when it is read. Where one is damaged, the rest comes from a cache that
/// is built anew from the file, from the very record on that comes next: nothing of a damaged
/// block is ever delivered.
final class CachedRecordReader: RecordReader {
  private(set) var file: String
  private(set) var rowsRead = 0
  private(set) var symbols: [String] = []
  private(set) var rowsPassedOver: [String: Int] = [:]
  private(set) var rowsByKind: [String: Int] = [:]
  let bytes: Int
  private let path: String
  private let options: Options
  private var cache: CacheFile
  private var decoder = BlockDecoder()
  private var buffer = AlignedBuffer()
  private var recordMemory: UnsafeMutableBufferPointer<TickRecord>
  private var currentRecords: Range<Int> = 0..<0
  private var currentRejects: [StoredReject] = []
  /// The block to be read next; counts down where the order is reversed.
  private var nextBlock: Int
  /// The block whose records are being delivered in pieces.
  private var openBlock: Int?
  /// Whether some of its records have not been delivered.
  private var hasRowsLeft = false
  /// The first record of the current batch in the file, from 0.
  private var firstRecord = 0
  private var rebuilds = 0
  private var isReversed: Bool { options.order == .reversed }
  private lazy var lateRejects = LateRejects(options.source)

  /// How a cache is read.
  struct Options {
    var order = ReadingOrder.asWritten
    /// Only times, flags and kinds of records are needed.
    var timesOnly = false
    /// Reads the file itself, for the text of rows that are rejected later.
    var source: () throws -> any RecordReader
    /// Builds the cache anew after damage was found, and says so.
    var rebuild: (CacheDamage) throws -> CacheFile
  }

  init(_ cache: CacheFile, path: String, options: Options) {
    self.cache = cache
    self.path = path
    self.options = options
    file = path
    bytes = cache.footer.bytes
    nextBlock = options.order == .reversed ? cache.footer.blocks.count - 1 : 0
    recordMemory = .allocate(capacity: CacheLayout.blockRecords)
    recordMemory.initialize(repeating: TickRecord())
  }

  deinit { recordMemory.deallocate() }

  var records: UnsafeBufferPointer<TickRecord> {
    UnsafeBufferPointer(rebasing: recordMemory[currentRecords])
  }
  var hasRejects: Bool { !currentRejects.isEmpty }
  var skippedMembers: [String] { cache.footer.skippedMembers }
  var isChecksumUnknown: Bool { cache.footer.isChecksumUnknown }
  var unterminatedLine: Int? { cache.footer.unterminatedLine }

  var bytesConsumed: Int {
    let total = cache.footer.blocks.count
    let done = isReversed ? total - 1 - nextBlock : nextBlock
    return total == 0 ? bytes : Int(Double(bytes) * Double(done) / Double(total))
  }

  func rejects() -> [RejectedRow] { currentRejects.map { $0.row(of: file, path: path) } }

  func reject(_ record: TickRecord, _ reason: RejectReason, slot: Int) -> RejectedRow {
    let found = lateRejects.row(
      of: record, reason, slot: slot, in: records, from: firstRecord, isReversed: isReversed)
    if let found { return found }
    let member = cache.footer.members[cache.footer.blocks[openBlock ?? 0].member]
    let column = member.columns[Int(record.kind.rawValue) * 16 + slot]
    return RejectedRow(
      file: file, line: Int(record.line), column: column?.number, columnName: column?.name,
      reason: reason, text: nil)
  }

  func nextBatch() throws -> Bool {
    currentRejects = []
    currentRecords = 0..<0
    if isReversed {
      while nextBlock >= 0 { if try deliverReversed() { return true } }
      return false
    }
    guard try openBlockIfNeeded() else { return false }
    deliverPiece()
    return true
  }

  // MARK: - In the order of the file

  func nextColumns() throws -> RowColumns? {
    guard !isReversed, try openBlockIfNeeded(), decoder.isPlain, decoder.position < decoder.count
    else { return nil }
    currentRejects = []
    currentRecords = 0..<0
    firstRecord = cache.firstRecords[openBlock ?? 0] + decoder.position
    let rows = decoder.columns(
      min(BlockDecoder.stretchLimit, decoder.count - decoder.position),
      timesOnly: options.timesOnly)
    count(rows.count)
    return rows
  }

  func makeRecords() {
    grow(to: BlockDecoder.stretchLimit)
    let length = decoder.lastLength
    if let base = recordMemory.baseAddress { decoder.writeRecords(into: base) }
    currentRecords = 0..<length
  }

  /// Opens the next block where no block has rows left; returns `false` at the end.
  private func openBlockIfNeeded() throws -> Bool {
    if hasRowsLeft { return true }
    while nextBlock < cache.footer.blocks.count {
      let index = nextBlock
      guard try begin(index) else { continue }
      nextBlock = index + 1
      openBlock = index
      hasRowsLeft = true
      enter(index)
      return true
    }
    return false
  }

  /// Delivers the next records of the open block, whole rows only; all at once where some rows of
  /// the block are rejected.
  private func deliverPiece() {
    let start = decoder.position
    let left = decoder.count - start
    firstRecord = cache.firstRecords[openBlock ?? 0] + start
    currentRejects = decoder.rejects
    var length = left
    if currentRejects.isEmpty, left > BlockDecoder.stretchLimit {
      length = BlockDecoder.stretchLimit
      // A row that goes on is not cut: the rest of the block comes with it.
      if decoder.continuesRow(at: start + length) { length = left }
    }
    currentRecords = 0..<0
    decode(length)
    count(length)
  }

  /// Counts the rows of the next `length` records of the open block.
  private func count(_ length: Int) {
    guard let openBlock else { return }
    if decoder.position == decoder.count {
      hasRowsLeft = false
      finish(openBlock)
    } else if decoder.continuesNoRow {
      rowsRead += length
    } else {
      for record in records where !record.flags.contains(.continuesRow) { rowsRead += 1 }
    }
  }

  /// Decodes the next `length` records of the open block behind those that are there.
  private func decode(_ length: Int) {
    let end = currentRecords.upperBound
    grow(to: end + length)
    if let base = recordMemory.baseAddress {
      decoder.decode(length, into: base + end, timesOnly: options.timesOnly)
    }
    currentRecords = 0..<end + length
  }

  /// Makes room for `count` records, those that are there kept.
  private func grow(to count: Int) {
    guard count > recordMemory.count else { return }
    let memory = UnsafeMutableBufferPointer<TickRecord>.allocate(
      capacity: max(count, recordMemory.count * 2))
    memory.initialize(repeating: TickRecord())
    _ = memory.update(fromContentsOf: recordMemory[currentRecords])
    recordMemory.deallocate()
    recordMemory = memory
  }

  // MARK: - Blocks

  /// Reads block `index`; returns `false` where it was damaged: it is to be tried again with the
  /// cache built anew.
  private func begin(_ index: Int) throws -> Bool {
    do {
      try decoder.begin(try cache.read(index, into: &buffer))
      guard decoder.count == cache.footer.blocks[index].records else {
        throw CacheDamage(description: "a block in it has another number of records")
      }
      return true
    } catch let damage as CacheDamage {
      rebuilds += 1
      guard rebuilds <= 3 else {
        throw TickFileError(
          .corrupt, file: path, "its cache is damaged again and again: \(damage)",
          advice: "run without a cache, and check the disk")
      }
      let rebuilt = try options.rebuild(damage)
      // Where blocks end depends on the file's contents alone.
      guard rebuilt.firstRecords == cache.firstRecords else {
        throw TickFileError(
          .corrupt, file: path, "the file was changed while it was read", advice: "run it again")
      }
      cache = rebuilt
      return false
    }
  }

  /// Takes over what is known of block `index` as its records are delivered.
  private func enter(_ index: Int) {
    let block = cache.footer.blocks[index]
    file = path + cache.footer.members[block.member].suffix
    if isReversed {
      if symbols.count != cache.footer.symbols.count { symbols = cache.footer.symbols }
    } else if symbols.count != block.symbols {
      symbols = Array(cache.footer.symbols[..<block.symbols])
    }
    for (place, count) in block.counts {
      let kind = cache.footer.counted[place]
      if kind.isPassedOver {
        rowsPassedOver[kind.name, default: 0] += count
      } else {
        rowsByKind[kind.name, default: 0] += count
      }
    }
  }

  /// Counts the rows of block `index` once all of them have been delivered.
  private func finish(_ index: Int) {
    let before = index == 0 ? 0 : cache.footer.blocks[index - 1].rowsRead
    if isReversed {
      rowsRead = cache.footer.rowsRead - before
    } else {
      rowsRead =
        index == cache.footer.blocks.count - 1
        ? cache.footer.rowsRead : cache.footer.blocks[index].rowsRead
    }
  }

  // MARK: - From the last to the first

  /// Delivers the blocks from the last one not yet delivered down to one that begins a message,
  /// row by row and message by message backwards; within a message in order.
  private func deliverReversed() throws -> Bool {
    let last = nextBlock
    var first = last
    while first > 0, !cache.footer.blocks[first].startsMessage,
      cache.footer.blocks[first - 1].member == cache.footer.blocks[last].member
    {
      first -= 1
    }
    currentRecords = 0..<0
    var rejects: [StoredReject] = []
    for index in first...last {
      guard try begin(index) else { return false }
      decode(decoder.count)
      rejects += decoder.rejects
    }
    currentRejects = rejects
    openBlock = first
    firstRecord = cache.firstRecords[first]
    for index in first...last { enter(index) }
    finish(first)
    nextBlock = first - 1
    MessageStart.reverse(UnsafeMutableBufferPointer(rebasing: recordMemory[currentRecords]))
    return true
  }
}

/// In which order the rows of a file are delivered.
public enum ReadingOrder: Sendable {
  /// As the file has them.
  case asWritten
  /// From the last to the first; the records of a row, and the rows of a message, keep their
  /// order. For files whose newest row comes first.
  case reversed
}

extension MessageStart {
  /// Reverses the messages of `records`, each of them kept as it is.
  static func reverse(_ records: UnsafeMutableBufferPointer<TickRecord>) {
    var records = records
    records.reverse()
    var start = 0
    // Backwards, a message ends with the record that begins it.
    for index in records.indices {
      let isStart = isAt(index, of: records) || index == records.count - 1
      guard isStart else { continue }
      if index > start { records[start...index].reverse() }
      start = index + 1
    }
  }
}
