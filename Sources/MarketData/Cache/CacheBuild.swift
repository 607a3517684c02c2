internal import Glibc

/// A cache being built: complete under its own name or not there at all.
final class CacheBuild {
  /// Writes the file.
  let writer: CacheWriter
  /// What it is made for.
  let entry: CacheEntry?
  private let descriptor: CacheDescriptor
  /// The name it has until it is complete; `nil` for a file without a name.
  private var temporaryPath: String?

  /// Begins the cache of `entry` in its folder.
  ///
  /// - Throws: `CacheDamage` with the reason where nothing can be written there.
  init(_ entry: CacheEntry) throws {
    self.entry = entry
    try CacheFolder.create(CacheFolder.parent(of: entry.cachePath))
    let random = String(UInt32.random(in: 0 ... .max), radix: 36)
    let path = "\(entry.cachePath).\(getpid())-\(random)\(CacheFolder.temporarySuffix)"
    descriptor = try CacheDescriptor.creating(path)
    temporaryPath = path
    do {
      writer = try CacheWriter(
        descriptor, key: entry.key, path: entry.path, format: entry.formatName,
        sources: entry.sources)
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Begins a cache of the file at `path` that is gone once it has been read.
  init(spilling path: String, format: TickFormat) throws {
    entry = nil
    descriptor = try CacheDescriptor.temporary()
    writer = try CacheWriter(descriptor, key: Self.noKey, path: path, format: format.name)
  }

  deinit { if let temporaryPath { unlink(temporaryPath) } }

  /// The key of caches that are gone once they have been read.
  private static let noKey = [UInt8](repeating: 0, count: 32)

  /// Completes the file after the last batch of `reader` and gives it its name.
  ///
  /// - Returns: the file, open to be read.
  func finish(_ reader: any RecordReader) throws -> CacheFile {
    try writer.finish(reader)
    if let entry, let temporaryPath {
      guard entry.isStillCurrent() else {
        throw CacheDamage(description: "the file was changed while it was read")
      }
      try descriptor.synchronize()
      guard rename(temporaryPath, entry.cachePath) == 0 else {
        throw CacheDamage(description: String(cString: strerror(errno)))
      }
      self.temporaryPath = nil
    }
    return try CacheFile(descriptor, key: entry?.key ?? Self.noKey)
  }
}

/// Reads a file and writes its cache on the way.
final class BuildingRecordReader: RecordReader {
  private let source: any RecordReader
  private var build: CacheBuild?
  /// Told what came of it: `nil` where the cache is complete, else why there is none.
  private let report: (CacheDamage?) -> Void

  init(
    _ source: any RecordReader, _ build: CacheBuild, report: @escaping (CacheDamage?) -> Void
  ) {
    self.source = source
    self.build = build
    self.report = report
  }

  var file: String { source.file }
  var rowsRead: Int { source.rowsRead }
  var records: UnsafeBufferPointer<TickRecord> { source.records }
  var hasRejects: Bool { source.hasRejects }
  var symbols: [String] { source.symbols }
  var rowsPassedOver: [String: Int] { source.rowsPassedOver }
  var rowsByKind: [String: Int] { source.rowsByKind }
  var bytes: Int { source.bytes }
  var bytesConsumed: Int { source.bytesConsumed }
  var skippedMembers: [String] { source.skippedMembers }
  var isChecksumUnknown: Bool { source.isChecksumUnknown }
  var unterminatedLine: Int? { source.unterminatedLine }
  func rejects() -> [RejectedRow] { source.rejects() }
  func reject(_ record: TickRecord, _ reason: RejectReason, slot: Int) -> RejectedRow {
    source.reject(record, reason, slot: slot)
  }

  func nextBatch() throws -> Bool {
    let isMore = try source.nextBatch()
    guard let build else { return isMore }
    do {
      if isMore {
        try build.writer.add(source)
      } else {
        self.build = nil
        _ = try build.finish(source)
        report(nil)
      }
    } catch let damage as CacheDamage {
      self.build = nil
      report(damage)
    }
    return isMore
  }
}
