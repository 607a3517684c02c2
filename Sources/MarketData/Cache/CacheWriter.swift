/// Writes what a reader delivers to a cache file, a block at a time.
///
/// Where blocks end depends on the records and rejected rows alone, never on how the reader cut
/// them into batches.
final class CacheWriter {
  /// The file it writes.
  let descriptor: CacheDescriptor
  private let path: String
  private var footer = CacheFooter()
  private var encoder = BlockEncoder()
  private var records: [TickRecord] = []
  private var rejects: [StoredReject] = []
  private var offset = CacheLayout.headerSize
  /// Rows in the blocks written and in those waiting, as far as they show in them.
  private var rowsWritten = 0
  private var rowsRead = 0
  private var counts: [RowKind: Int] = [:]
  private var countsWritten: [RowKind: Int] = [:]
  private var symbolCount = 0
  /// The kinds of records whose columns are known, a bit each.
  private var probedKinds: UInt8 = 0

  /// Begins a cache of the file at `path`.
  init(
    _ descriptor: CacheDescriptor, key: [UInt8], path: String, format: String,
    sources: [SourceNote] = []
  ) throws {
    footer.sourceFiles = sources
    self.descriptor = descriptor
    self.path = path
    footer.source = path
    footer.format = format
    try CacheFile.header(key).withUnsafeBytes { try descriptor.append($0) }
  }

  /// Takes the current batch of `reader`.
  func add(_ reader: any RecordReader) throws {
    let suffix =
      reader.file.hasPrefix(path) ? String(reader.file.dropFirst(path.count)) : reader.file
    if footer.members.last?.suffix != suffix {
      try flush(all: true)
      footer.members.append(CacheMember(suffix: suffix))
      probedKinds = 0
    }
    probe(reader)
    records.append(contentsOf: reader.records)
    if reader.hasRejects {
      rejects += reader.rejects().map { StoredReject($0, of: reader.file, path: path) }
    }
    rowsRead = reader.rowsRead
    counts = RowKind.counts(of: reader)
    if reader.symbols.count != symbolCount {
      // A symbol counts as known from the block on in which it appears.
      footer.symbols = reader.symbols
      symbolCount = footer.symbols.count
    }
    try flush(all: false)
  }

  /// Completes the file after the last batch of `reader`.
  func finish(_ reader: any RecordReader) throws {
    rowsRead = reader.rowsRead
    counts = RowKind.counts(of: reader)
    try flush(all: true)
    footer.bytes = reader.bytes
    footer.rowsRead = reader.rowsRead
    footer.unterminatedLine = reader.unterminatedLine
    footer.isChecksumUnknown = reader.isChecksumUnknown
    footer.skippedMembers = reader.skippedMembers
    var bytes = CacheBytes()
    footer.append(to: &bytes)
    let checksum = bytes.bytes.withUnsafeBytes { BlockChecksum.of($0) }
    let length = UInt64(bytes.bytes.count)
    for number in [UInt64(offset), length, checksum] { bytes.append(number) }
    bytes.append(CacheFile.checksum(UInt64(offset), length, checksum))
    try bytes.bytes.withUnsafeBytes { try descriptor.append($0) }
  }

  /// Learns which column fills which slot, for rows that are rejected after they were decoded.
  private func probe(_ reader: any RecordReader) {
    for record in reader.records where probedKinds & 1 &<< record.kind.rawValue == 0 {
      probedKinds |= 1 &<< record.kind.rawValue
      for slot in 0..<16 {
        let row = reader.reject(record, .offTick, slot: slot)
        guard row.column != nil || row.columnName != nil else { continue }
        let place = Int(record.kind.rawValue) * 16 + slot
        footer.members[footer.members.count - 1].columns[place] = CacheMember.Column(
          number: row.column, name: row.columnName)
      }
    }
  }

  // MARK: - Blocks

  /// Writes the blocks that are complete, or all that is left of a member.
  private func flush(all: Bool) throws {
    var start = 0
    while let length = nextLength(from: start, all: all) {
      let isLast = all && start + length == records.count
      try write(start..<start + length, isLast: isLast)
      start += length
    }
    if start > 0 { records.removeFirst(start) }
    if all, !rejects.isEmpty || hasCounts { try write(0..<0, isLast: true) }
  }

  private var hasCounts: Bool { !footer.members.isEmpty && counts != countsWritten }

  /// How many records the next block has; `nil` while that is not known.
  private func nextLength(from start: Int, all: Bool) -> Int? {
    let byRecords = nextBoundary(from: start)
    if rejects.count >= CacheLayout.blockRejects {
      // Rejected rows are not kept in memory without end either.
      let line = rejects[CacheLayout.blockRejects - 1].line
      if byRecords.map({ records[$0].line >= line }) ?? true {
        var index = start
        while index < records.count, records[index].line < line { index += 1 }
        return index - start
      }
    }
    if let byRecords { return byRecords - start }
    return all && start < records.count ? records.count - start : nil
  }

  /// The first place where a block that begins at `start` can end, of the records so far.
  private func nextBoundary(from start: Int) -> Int? {
    guard start + CacheLayout.blockRecords < records.count else { return nil }
    return (start + CacheLayout.blockRecords..<records.count).first { index in
      let isLong = index - start >= CacheLayout.largestBlockRecords
      return !records[index].flags.contains(.continuesRow) && (isLong || startsMessage(index))
    }
  }

  /// Whether record `index` begins a message, or is none of a book.
  private func startsMessage(_ index: Int) -> Bool {
    MessageStart.isAt(index, of: records)
  }

  private func write(_ range: Range<Int>, isLast: Bool) throws {
    var block = CacheBlock()
    // Rows are stored in order of lines, so those rejected before the next block's first row are
    // of this block.
    var own = min(rejects.count, CacheLayout.blockRejects)
    if range.upperBound < records.count {
      let next = Int(records[range.upperBound].line)
      own = rejects[..<own].firstIndex { $0.line >= next } ?? own
    }
    let taken = Array(rejects[..<own])
    rejects.removeFirst(own)
    for record in records[range] where !record.flags.contains(.continuesRow) { rowsWritten += 1 }
    rowsWritten += taken.count
    // Rows passed over show nowhere else.
    for (kind, count) in counts {
      let more = count - countsWritten[kind, default: 0]
      guard more > 0 else { continue }
      if kind.isPassedOver { rowsWritten += more }
      block.counts[place(of: kind)] = more
    }
    countsWritten = counts
    if isLast { rowsWritten = rowsRead }
    let bytes = records[range].withUnsafeBufferPointer { encoder.encode($0, taken) }
    block.offset = offset
    block.size = bytes.count
    block.checksum = bytes.withUnsafeBytes { BlockChecksum.of($0) }
    block.records = range.count
    block.rejects = taken.count
    block.rowsRead = min(rowsWritten, rowsRead)
    block.member = max(0, footer.members.count - 1)
    block.symbols = symbolCount
    block.startsMessage = range.isEmpty || startsMessage(range.lowerBound)
    try bytes.withUnsafeBytes { try descriptor.append($0) }
    offset += bytes.count
    footer.records += range.count
    footer.blocks.append(block)
  }

  private func place(of kind: RowKind) -> Int {
    if let place = footer.counted.firstIndex(of: kind) { return place }
    footer.counted.append(kind)
    return footer.counted.count - 1
  }
}

/// Where one message of a file ends and the next begins.
enum MessageStart {
  /// Whether a message begins with record `index`, or a row that is no part of any.
  static func isAt(_ index: Int, of records: some RandomAccessCollection<TickRecord>) -> Bool {
    let place = records.index(records.startIndex, offsetBy: index)
    let record = records[place]
    if record.flags.contains(.continuesRow) { return false }
    guard record.kind == .level || record.kind == .depth else { return true }
    return record.flags.contains(.startsMessage)
  }
}
