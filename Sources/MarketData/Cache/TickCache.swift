internal import Glibc
internal import Synchronization

/// Binary copies of tick files in a folder, read many times faster than the files: made when a file
/// is first read, and found again by what the file holds and how it is read.
///
/// A cache never changes a result. One that is damaged, incomplete or of another file is not used
/// but made anew; one that cannot be written is done without.
public final class TickCache: Sendable {
  /// What became of the cache of a file.
  public struct Use: Sendable, Equatable {
    /// What was done.
    public enum Outcome: String, Sendable {
      /// The rows came from the cache.
      case used
      /// The cache was made while the file was read.
      case built
      /// The cache was made anew, for that from before was damaged or stale.
      case rebuilt
      /// The file was read and no cache could be made.
      case refused
    }
    /// The file, as it was named.
    public var path: String
    /// What was done.
    public var outcome: Outcome
    /// Why, where the cache was rebuilt or refused.
    public var reason: String?
  }

  /// Files of fewer bytes are read faster than their cache is found.
  public static let standardSmallestFile = 512 * 1024

  /// The folder of the caches.
  public let folder: String
  /// Smaller files have no cache (bytes).
  public let smallestFile: Int
  private let notice: @Sendable (String) -> Void
  private let state = Mutex(State())

  private struct State {
    var uses: [Use] = []
    var digests: [String: SourceNote] = [:]
    var hasWarnedOfFolder = false
  }

  /// A cache in a folder.
  ///
  /// - Parameters:
  ///   - folder: its path; it need not exist yet.
  ///   - smallestFile: smaller files have no cache (bytes).
  ///   - notice: told, in a sentence, of caches that are rebuilt or cannot be written.
  public init(
    folder: String, smallestFile: Int = TickCache.standardSmallestFile,
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.folder = folder
    self.smallestFile = smallestFile
    self.notice = notice
  }

  /// Where caches are unless something else is said: `$BALLAST_CACHE`, `$XDG_CACHE_HOME/ballast` or
  /// `~/.cache/ballast`; `nil` where `BALLAST_CACHE` is `off` or there is no home.
  public static var standardFolder: String? {
    func variable(_ name: String) -> String? {
      guard let value = getenv(name) else { return nil }
      let text = String(cString: value)
      return text.isEmpty ? nil : text
    }
    if let folder = variable("BALLAST_CACHE") { return folder == "off" ? nil : folder }
    // The convention ignores relative paths.
    if let folder = variable("XDG_CACHE_HOME"), folder.hasPrefix("/") { return folder + "/ballast" }
    return variable("HOME").map { $0 + "/.cache/ballast" }
  }

  /// What became of the caches of the files opened so far, in that order.
  public var uses: [Use] { state.withLock { $0.uses } }

  /// The SHA-256 of the file at `path`, where it is known of the file as it is now.
  public func knownDigest(of path: String) -> String? {
    let real = CacheFolder.realPath(path)
    guard let source = state.withLock({ $0.digests[real] }),
      let identity = FileIdentity(path: real), identity == source.identity,
      !identity.isRacy(at: source.hashed)
    else { return nil }
    return ContentDigest.text(source.digest)
  }

  // MARK: - Finding

  /// Where the cache of the file at `path` is to be; `nil` where it has none.
  func entry(of path: String, format: TickFormat) -> CacheEntry? {
    let paths = RecordReaders.files(path: path, format: format).map(CacheFolder.realPath)
    let identities = paths.compactMap(FileIdentity.init)
    guard identities.count == paths.count else { return nil }
    // A small file has a cache only where it was asked for.
    if identities.reduce(0, { $0 + $1.size }) < Int64(smallestFile), let first = paths.first,
      CacheFolder.text(SourceNote.place(of: first, in: folder)) == nil
    {
      return nil
    }
    var sources: [SourceNote] = []
    var hasChanged = false
    for path in paths {
      guard let found = source(path) else { return nil }
      sources.append(found.source)
      hasChanged = hasChanged || found.hasChanged
    }
    return CacheEntry(
      path: path, format: format, sources: sources, folder: folder,
      staleness: hasChanged ? "the file has changed" : nil)
  }

  /// The digest of the file at `path`, from the note on it or anew.
  private func source(_ path: String) -> (source: SourceNote, hasChanged: Bool)? {
    let place = SourceNote.place(of: path, in: folder)
    let note = CacheFolder.text(place).flatMap(SourceNote.init).flatMap {
      $0.path == path ? $0 : nil
    }
    guard let identity = FileIdentity(path: path) else { return nil }
    var source = SourceNote(path: path, identity: identity, hashed: FileIdentity.now, digest: [])
    if let note, note.isValid(for: identity) {
      source = note
    } else {
      guard let digest = ContentDigest.of(path: path), FileIdentity(path: path) == identity else {
        return nil
      }
      source.digest = digest
      // A note that cannot be written costs only time.
      try? CacheFolder.create(folder)
      try? CacheFolder.write(source.text, to: place)
    }
    let known = source
    state.withLock { $0.digests[path] = known }
    return (source, note.map { $0.digest != source.digest } ?? false)
  }

  /// The cache of `entry`, where it is there and sound.
  func find(_ entry: inout CacheEntry) -> CacheFile? {
    guard let descriptor = CacheDescriptor.reading(entry.cachePath) else { return nil }
    do {
      let file = try CacheFile(descriptor, key: entry.key)
      // For --prune: the time of the last use.
      utimensat(AT_FDCWD, entry.cachePath, nil, 0)
      return file
    } catch {
      entry.staleness = "the cache is damaged: \(error)"
      return nil
    }
  }

  // MARK: - Reporting

  /// Notes that the rows of the file of `entry` came from its cache.
  func noteUse(_ entry: CacheEntry) { add(Use(path: entry.path, outcome: .used)) }

  /// Says that a cache is being made anew, where that is so.
  func noteRebuilding(_ entry: CacheEntry) {
    guard let reason = entry.staleness else { return }
    notice("\(entry.path): note: its tick cache is rebuilt: \(reason)")
  }

  /// Notes that the cache of `entry` was made, or why it was not.
  func noteBuild(_ entry: CacheEntry, _ failure: CacheDamage?) {
    if let failure { return noteFailure(entry.path, failure) }
    add(
      Use(
        path: entry.path, outcome: entry.staleness == nil ? .built : .rebuilt,
        reason: entry.staleness))
  }

  /// Notes that no cache of the file at `path` can be made.
  func noteFailure(_ path: String, _ failure: CacheDamage) {
    add(Use(path: path, outcome: .refused, reason: failure.description))
    let isFirst = state.withLock { state in
      defer { state.hasWarnedOfFolder = true }
      return !state.hasWarnedOfFolder
    }
    if isFirst {
      notice("\(folder): note: no tick cache of \(path) can be written here: \(failure)")
    }
  }

  /// A file may be opened more than once in a run, and is still one.
  private func add(_ use: Use) {
    state.withLock { if !$0.uses.contains(use) { $0.uses.append(use) } }
  }
}
