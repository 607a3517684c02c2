/// Opening the rows of a file through its cache, or backwards.
extension RecordReaders {
  /// Opens the rows of the file at `path`, from its cache where that is sound; otherwise the cache
  /// is made while the rows are read.
  ///
  /// - Parameters:
  ///   - path: the file, plain or compressed; the message file of a pair.
  ///   - format: how its rows are laid out.
  ///   - cache: the caches; `nil` = none is used or made.
  ///   - order: `.reversed` reads a file that has no cache to its end first, into its cache or into
  ///     a temporary file.
  ///   - timesOnly: nothing but times, kinds and flags of records will be looked at.
  /// - Returns: a reader before its first batch.
  /// - Throws: `TickFileError` where it, or a file that belongs to it, cannot be opened.
  public static func open(
    path: String, format: TickFormat, cache: TickCache?, order: ReadingOrder = .asWritten,
    timesOnly: Bool = false
  ) throws -> any RecordReader {
    guard let cache, var entry = cache.entry(of: path, format: format) else {
      guard order == .reversed else { return try open(path: path, format: format) }
      return cached(try spill(path, format), path, format, cache: nil, nil, order, timesOnly)
    }
    if let file = cache.find(&entry) {
      cache.noteUse(entry)
      return cached(file, path, format, cache: cache, entry, order, timesOnly)
    }
    cache.noteRebuilding(entry)
    if order == .reversed {
      let file = try build(path, format, cache: cache, entry)
      return cached(file, path, format, cache: cache, entry, order, timesOnly)
    }
    let source = try open(path: path, format: format)
    do {
      let entry = entry
      return BuildingRecordReader(source, try CacheBuild(entry)) { failure in
        cache.noteBuild(entry, failure)
      }
    } catch let failure as CacheDamage {
      cache.noteFailure(path, failure)
      return source
    }
  }

  private static func cached(
    _ file: CacheFile, _ path: String, _ format: TickFormat, cache: TickCache?,
    _ entry: CacheEntry?, _ order: ReadingOrder, _ timesOnly: Bool
  ) -> any RecordReader {
    let options = CachedRecordReader.Options(
      order: order, timesOnly: timesOnly,
      source: { try open(path: path, format: format) },
      rebuild: { damage in
        guard let cache, var entry else { return try spill(path, format) }
        entry.staleness = "the cache is damaged: \(damage)"
        cache.noteRebuilding(entry)
        return try build(path, format, cache: cache, entry)
      })
    return CachedRecordReader(file, path: path, options: options)
  }

  /// Reads the whole file into its cache, or into a temporary one where that cannot be written.
  static func build(
    _ path: String, _ format: TickFormat, cache: TickCache, _ entry: CacheEntry
  ) throws -> CacheFile {
    do {
      let file = try fill(try CacheBuild(entry), try open(path: path, format: format))
      cache.noteBuild(entry, nil)
      return file
    } catch let failure as CacheDamage {
      cache.noteFailure(path, failure)
      return try spill(path, format)
    }
  }

  private static func spill(_ path: String, _ format: TickFormat) throws -> CacheFile {
    do {
      return try fill(
        try CacheBuild(spilling: path, format: format), try open(path: path, format: format))
    } catch let failure as CacheDamage {
      throw TickFileError(
        .unreadable, file: path, "no temporary copy of it can be written: \(failure)",
        advice: "set TMPDIR to a folder with room")
    }
  }

  private static func fill(_ build: CacheBuild, _ reader: any RecordReader) throws -> CacheFile {
    while try reader.nextBatch() { try build.writer.add(reader) }
    return try build.finish(reader)
  }
}
