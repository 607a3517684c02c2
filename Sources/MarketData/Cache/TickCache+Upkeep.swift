internal import Glibc

/// Making, listing and removing caches.
extension TickCache {
  /// A cache in the folder.
  public struct Item: Sendable, Equatable {
    /// What can be said of a cache.
    public enum State: String, Sendable {
      /// It is sound and its source is as it was.
      case current
      /// Its source has changed since, or is read in another way now.
      case stale
      /// Its source is gone.
      case orphaned
      /// It is damaged, of another version, or no cache.
      case damaged
      /// It is being written, or what was left of that.
      case unfinished
    }
    /// The file in the folder.
    public var path: String
    /// Its size (bytes).
    public var bytes: Int64
    /// When it was last used (ns since the epoch).
    public var lastUse: Int64
    /// What can be said of it.
    public var state: State
    /// The tick file it was made of; `nil` where that cannot be told.
    public var source: String?
    /// The name of the format it was read as.
    public var format: String?
    /// Records in it.
    public var records: Int?
    /// Rows read to make it.
    public var rows: Int?
  }

  /// The caches in the folder, in the order of their names.
  public func items() -> [Item] {
    let names = CacheFolder.names(in: folder)
    var digests: [String: [UInt8]] = [:]
    for name in names where name.hasSuffix(CacheFolder.noteSuffix) {
      guard let note = CacheFolder.text("\(folder)/\(name)").flatMap(SourceNote.init) else {
        continue
      }
      digests[note.path] = note.digest
    }
    return names.compactMap { name in
      let path = "\(folder)/\(name)"
      guard let identity = FileIdentity(path: path) else { return nil }
      var item = Item(
        path: path, bytes: identity.size, lastUse: identity.modified, state: .damaged)
      if name.hasSuffix(CacheFolder.temporarySuffix) {
        item.state = .unfinished
        return item
      }
      guard name.hasSuffix(CacheFolder.cacheSuffix) else { return nil }
      guard let descriptor = CacheDescriptor.reading(path),
        let file = try? CacheFile(descriptor, key: nil), (try? file.checkBlocks()) != nil
      else { return item }
      item.source = file.footer.source
      item.format = file.footer.format
      item.records = file.footer.records
      item.rows = file.footer.rowsRead
      item.state = state(of: file)
      return item
    }
  }

  private func state(of file: CacheFile) -> Item.State {
    let sources = file.footer.sourceFiles
    for source in sources {
      guard let identity = FileIdentity(path: source.path) else { return .orphaned }
      if identity == source.identity { continue }
      // Touched, perhaps, but with the same contents.
      guard identity.size == source.identity.size,
        ContentDigest.of(path: source.path) == source.digest
      else { return .stale }
    }
    return .current
  }

  /// What to remove.
  public struct Pruning: Sendable {
    /// Also caches not used for so long (ns).
    public var unusedFor: Int64?
    /// Also those not used for longest, until the rest takes no more than this (bytes).
    public var size: Int64?

    /// Removes what is of no use any more, and what the arguments say.
    public init(unusedFor: Int64? = nil, size: Int64? = nil) {
      self.unusedFor = unusedFor
      self.size = size
    }
  }

  /// Removes caches that are stale, orphaned, damaged or were never finished, and those that
  /// `pruning` names.
  ///
  /// - Returns: what was removed.
  public func prune(_ pruning: Pruning = Pruning()) -> [Item] {
    var removed: [Item] = []
    var kept: [Item] = []
    let now = FileIdentity.now
    for item in items() {
      var isOld = item.state != .current
      if item.state == .unfinished { isOld = Self.isLeftOver(item, now) }
      if let limit = pruning.unusedFor, now - item.lastUse > limit { isOld = true }
      if isOld, unlink(item.path) == 0 { removed.append(item) } else { kept.append(item) }
    }
    if let limit = pruning.size {
      var total = kept.reduce(0) { $0 + $1.bytes }
      for item in kept.sorted(by: { $0.lastUse < $1.lastUse })
      where total > limit && item.state == .current {
        guard unlink(item.path) == 0 else { continue }
        total -= item.bytes
        removed.append(item)
      }
    }
    removeNotes()
    return removed
  }

  /// Whether nobody writes an unfinished cache any more: its process is gone and nothing was
  /// written for a minute (a process of another machine, of which nothing is known here, writes all
  /// the time), or nothing was for an hour.
  private static func isLeftOver(_ item: Item, _ now: Int64) -> Bool {
    let age = now - item.lastUse
    if age > 3_600_000_000_000 { return true }
    guard age > 60_000_000_000, let process = CacheFolder.writer(of: item.path) else {
      return false
    }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  /// Removes notes on files that are gone.
  private func removeNotes() {
    for name in CacheFolder.names(in: folder) where name.hasSuffix(CacheFolder.noteSuffix) {
      let path = "\(folder)/\(name)"
      let note = CacheFolder.text(path).flatMap(SourceNote.init)
      if note.flatMap({ FileIdentity(path: $0.path) }) == nil { unlink(path) }
    }
  }

  /// Makes the cache of the file at `path`, whatever its size, unless there is a sound one.
  ///
  /// - Returns: what was done; `.refused` with the reason where nothing can be written.
  /// - Throws: `TickFileError` where the file cannot be read.
  public func make(path: String, format: TickFormat) throws -> Use {
    guard var entry = entry(of: path, format: format) else {
      _ = try RecordReaders.open(path: path, format: format)
      return Use(
        path: path, outcome: .refused, reason: "it is too small, or was changed meanwhile")
    }
    if let file = find(&entry) {
      do {
        try file.checkBlocks()
        return Use(path: path, outcome: .used)
      } catch {
        entry.staleness = "the cache is damaged: \(error)"
      }
    }
    noteRebuilding(entry)
    _ = try RecordReaders.build(path, format, cache: self, entry)
    return uses.last { $0.path == path }
      ?? Use(path: path, outcome: .built, reason: entry.staleness)
  }
}
