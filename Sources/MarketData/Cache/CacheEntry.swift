/// The cache of one file read as one format: where it is, and what it must have been made for.
struct CacheEntry: Sendable {
  /// The file as it was named.
  var path: String
  var formatName: String
  /// The files that its rows come from, as they were when they were hashed.
  var sources: [SourceNote]
  /// The digest of version, contents and format.
  var key: [UInt8]
  /// Where the cache is.
  var cachePath: String
  /// Why a cache of the file from before cannot be used, where there was one.
  var staleness: String?

  init(
    path: String, format: TickFormat, sources: [SourceNote], folder: String, staleness: String?
  ) {
    self.path = path
    formatName = format.name
    self.sources = sources
    self.staleness = staleness
    var text = "\(CacheLayout.version)\n\(FormatFingerprint.text(of: format))\n"
    for source in sources {
      // Names count: a format may take the date from them.
      let name = source.path.split(separator: "/").last.map(String.init) ?? ""
      text += "\(ContentDigest.text(source.digest)) \(name)\n"
    }
    key = KeyDigest.of(text)
    let name = ContentDigest.text(key.prefix(16))
    cachePath = "\(folder)/\(name)\(CacheFolder.cacheSuffix)"
  }

  /// Whether the files are still what they were when they were hashed.
  func isStillCurrent() -> Bool {
    sources.allSatisfy { source in
      guard FileIdentity(path: source.path) == source.identity else { return false }
      // So soon after a change another one may not show.
      guard source.identity.isRacy(at: source.hashed) else { return true }
      return ContentDigest.of(path: source.path) == source.digest
    }
  }
}
