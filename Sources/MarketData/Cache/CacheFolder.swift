internal import Glibc

/// The files of a cache's folder: caches, notes on what was found in which source, and files that
/// are being written.
enum CacheFolder {
  static let cacheSuffix = ".ticks"
  static let noteSuffix = ".source"
  static let temporarySuffix = ".part"

  /// The folder of the file at `path`.
  static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// Creates the folder at `path` and those it is in.
  static func create(_ path: String) throws {
    if access(path, W_OK) == 0 { return }
    let parent = parent(of: path)
    if !parent.isEmpty, parent != path, access(parent, F_OK) != 0 { try create(parent) }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw CacheDamage(description: String(cString: strerror(errno)))
    }
  }

  /// The names of the files in the folder at `path`.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The process that writes the file being made at `path`, by its name `….123-random.part`; `nil`
  /// where that tells none.
  static func writer(of path: String) -> pid_t? {
    guard path.hasSuffix(temporarySuffix) else { return nil }
    let parts = path.dropLast(temporarySuffix.count).split(separator: ".")
    return parts.last?.split(separator: "-").first.flatMap { pid_t($0) }.flatMap {
      $0 > 0 ? $0 : nil
    }
  }

  /// The contents of a small file; `nil` where there is none.
  static func text(_ path: String) -> String? {
    guard let descriptor = CacheDescriptor.reading(path) else { return nil }
    let size = descriptor.size
    guard size <= 1 << 20 else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    guard (try? bytes.withUnsafeMutableBytes { try descriptor.read(at: 0, into: $0) }) != nil
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces the file at `path` by one of this text in one step.
  static func write(_ text: String, to path: String) throws {
    let random = String(UInt32.random(in: 0 ... .max), radix: 36)
    let temporary = "\(path).\(getpid())-\(random)\(temporarySuffix)"
    let descriptor = try CacheDescriptor.creating(temporary)
    do {
      try Array(text.utf8).withUnsafeBytes { try descriptor.append($0) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      unlink(temporary)
      throw CacheDamage(description: String(cString: strerror(errno)))
    }
  }

  /// The path of a file without links in it, as far as it can be told.
  static func realPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// What was found in a source when it was last hashed, kept so that it need not be hashed again
/// while it is the same file.
struct SourceNote: Equatable, Sendable {
  var path: String
  var identity: FileIdentity
  var hashed: Int64
  var digest: [UInt8]

  /// Where the note on the file at `path` is.
  static func place(of path: String, in folder: String) -> String {
    let name = ContentDigest.text(KeyDigest.of(path).prefix(16))
    return "\(folder)/\(name)\(CacheFolder.noteSuffix)"
  }

  init(path: String, identity: FileIdentity, hashed: Int64, digest: [UInt8]) {
    self.path = path
    self.identity = identity
    self.hashed = hashed
    self.digest = digest
  }

  /// A note from its text; `nil` where it is damaged.
  init?(text: String) {
    let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4, lines[0] == Self.checksum(lines[1], lines[2], lines[3]),
      let identity = FileIdentity(text: lines[1])
    else { return nil }
    let words = lines[2].split(separator: " ")
    guard words.count == 2, let hashed = Int64(words[0]),
      let digest = ContentDigest.bytes(words[1])
    else { return nil }
    self.init(path: String(lines[3]), identity: identity, hashed: hashed, digest: digest)
  }

  /// The note as text.
  var text: String {
    let second = Substring(identity.text)
    let third = Substring("\(hashed) \(ContentDigest.text(digest))")
    let checksum = Self.checksum(second, third, Substring(path))
    return "\(checksum)\n\(second)\n\(third)\n\(path)"
  }

  private static func checksum(_ lines: Substring...) -> Substring {
    let text = "\(CacheLayout.version)\n" + lines.joined(separator: "\n")
    let bytes = Array(text.utf8)
    return Substring(String(bytes.withUnsafeBytes { BlockChecksum.of($0) }, radix: 16))
  }

  /// Whether the file's contents are still those of the digest.
  func isValid(for identity: FileIdentity) -> Bool {
    identity == self.identity && !identity.isRacy(at: hashed)
  }
}
