internal import Glibc

/// The folder of a run, which appears under its name complete or not at all.
///
/// Files are written into a hidden folder beside it; `publish` swaps that in. An earlier run of the
/// same name stays until then, and is removed afterwards.
public final class RunFolder {
  /// Where the run is to be found.
  public let path: String
  /// Where it is written until it is published.
  public let stagingPath: String
  private let operations: FileOperations
  private var isOpen = true

  /// A folder to become `path`.
  ///
  /// - Throws: `FileError` where it cannot be created, or where something that is no run is there.
  public init(path: String, operations: FileOperations = .system) throws {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    // A link keeps pointing where it does: what it points at is replaced.
    path = Paths.withoutLink(path)
    self.path = path
    self.operations = operations
    try Self.checkReplaceable(path)
    let parent = Paths.folder(of: path)
    try Paths.createFolder(parent)
    var template = Array(Paths.join(parent, ".\(Paths.name(of: path))-XXXXXX").utf8CString)
    let made = template.withUnsafeMutableBufferPointer { bytes in
      bytes.baseAddress.map { mkdtemp($0) != nil } ?? false
    }
    guard made else { throw FileError(path, "create the folder beside it", code: errno) }
    stagingPath = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // mkdtemp makes it private; results are as readable as any other file.
    _ = chmod(stagingPath, 0o755)
  }

  deinit { discard() }

  /// A file of the run; `commit` it before `publish`.
  ///
  /// - Throws: `FileError` where it cannot be created.
  public func file(_ name: String) throws -> AtomicFile {
    try AtomicFile(path: Paths.join(stagingPath, name), operations: operations)
  }

  /// Removes a file of the run that was committed.
  ///
  /// - Throws: `FileError` where that fails.
  func remove(_ file: AtomicFile) throws {
    let code = operations.remove(file.path)
    guard code == 0 else { throw FileError(file.path, "remove", code: code) }
  }

  /// Writes a whole file of the run.
  ///
  /// - Throws: `FileError` where that fails.
  public func write(_ name: String, _ text: String) throws {
    try AtomicFile.write(text, to: Paths.join(stagingPath, name), operations: operations)
  }

  /// The SHA-256 over the bytes of all CSV files of the run written so far, one after the other in
  /// the order of their names' bytes: `LC_ALL=C cat *.csv | sha256sum`.
  ///
  /// - Throws: `FileError` where one cannot be read.
  public func resultHash() throws -> String { try Self.resultHash(of: stagingPath) }

  /// The result hash of the run in the folder at `path`.
  ///
  /// - Throws: `FileError` where a file cannot be read.
  public static func resultHash(of path: String) throws -> String {
    let names = Paths.contents(of: path).filter { $0.hasSuffix(".csv") && !$0.hasPrefix(".") }
    return try SHA256Digest.of(files: names.map { Paths.join(path, $0) })
  }

  /// Gives the folder its name; an earlier run there is replaced in the same instant.
  ///
  /// - Throws: `FileError`; the earlier run is untouched then.
  public func publish() throws {
    try Self.checkReplaceable(path)
    try synchronize(stagingPath)
    if Paths.exists(path) {
      try swapWithOld()
    } else {
      let code = operations.rename(stagingPath, path)
      guard code == 0 else { throw failure("rename into place", code) }
    }
    isOpen = false
    // The run is in place: what is left is only tidiness.
    try? synchronize(Paths.folder(of: path))
  }

  /// Removes what was written so far. Does nothing after `publish`.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    Self.removeTree(stagingPath)
  }

  /// Removes the run in the folder at `path`, if there is one.
  public static func remove(_ path: String) {
    if foreignName(in: path) == nil { removeTree(path) }
  }

  private func swapWithOld() throws {
    let code = operations.exchange(stagingPath, path)
    if code == 0 { return Self.removeTree(stagingPath) }
    guard code == ENOSYS || code == EINVAL || code == ENOTSUP else {
      throw failure("exchange with the earlier run", code)
    }
    // File systems without an exchange: two renames, undone where the second fails.
    let aside = stagingPath + "-old"
    let moved = operations.rename(path, aside)
    guard moved == 0 else { throw failure("move the earlier run aside", moved) }
    let placed = operations.rename(stagingPath, path)
    guard placed == 0 else {
      _ = operations.rename(aside, path)
      throw failure("rename into place", placed)
    }
    Self.removeTree(aside)
  }

  private func failure(_ operation: String, _ code: Int32) -> FileError {
    discard()
    return FileError(path, operation, code: code)
  }

  private func synchronize(_ folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open the folder", errno) }
    defer { _ = Glibc.close(descriptor) }
    let code = operations.synchronize(descriptor)
    // Some network file systems cannot synchronise a folder.
    guard code == 0 || code == EINVAL else { throw failure("make durable", code) }
  }

  /// Only a run, or an empty folder, is ever replaced.
  private static func checkReplaceable(_ path: String) throws {
    guard Paths.exists(path) else { return }
    guard Paths.isFolder(path) else {
      throw FileError(path, "write the run", reason: "a file is there; choose another --out")
    }
    if let foreign = foreignName(in: path) {
      throw FileError(
        path, "write the run",
        reason: "the folder holds '\(foreign)', which is no part of a run and would be lost; "
          + "move it away or choose another --out")
    }
  }

  /// Everything that a run's folder may hold.
  private static let names: Set<String> = [
    "metrics.csv", "pnl.csv", "risk.csv", "inventory.csv", "timeseries.csv", "fills.csv",
    "orders.csv", "rejects.csv", "sessions.csv", "legs.csv", "sensitivity.csv", "comparison.csv",
    "tests.csv",
    "manifest.json",
    "report.md", "report.html", "charts",
  ]

  /// The first thing in the folder at `path` that no run has written; `nil` where it holds a run or
  /// nothing.
  private static func foreignName(in path: String) -> String? {
    let contents = Paths.contents(of: path)
    if let foreign = contents.first(where: { !names.contains($0) }) { return foreign }
    let charts = Paths.contents(of: Paths.join(path, "charts"))
    if let foreign = charts.first(where: { !$0.hasSuffix(".svg") }) { return "charts/" + foreign }
    guard let first = contents.first else { return nil }
    let manifest = try? FileOperations.read(Paths.join(path, "manifest.json"))
    let text = manifest.map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.contains("\"result_hash\"") ? nil : first
  }

  /// Removes a folder and what is in it; links are removed, never followed.
  private static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in Paths.contents(of: path) { removeTree(Paths.join(path, name)) }
    rmdir(path)
  }
}
