internal import Glibc

/// What the system says of a file: as long as none of it changes, nor do its contents.
struct FileIdentity: Equatable, Sendable {
  var device: UInt64
  var inode: UInt64
  var size: Int64
  /// Nanoseconds of the last change of the contents.
  var modified: Int64
  /// Nanoseconds of the last change of anything.
  var changed: Int64

  /// How long after a change another one may show the same time (ns): file systems exist that
  /// tell only every second one.
  private static let granularity: Int64 = 2_000_000_000

  /// The identity of the file at `path`; `nil` where there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
  }

  /// An identity as text of numbers.
  init?(text: Substring) {
    let numbers = text.split(separator: " ").map { Int64($0) }
    guard numbers.count == 5, !numbers.contains(nil) else { return nil }
    let values = numbers.compactMap { $0 }
    device = UInt64(bitPattern: values[0])
    inode = UInt64(bitPattern: values[1])
    (size, modified, changed) = (values[2], values[3], values[4])
  }

  /// The numbers as text.
  var text: String {
    "\(Int64(bitPattern: device)) \(Int64(bitPattern: inode)) \(size) \(modified) \(changed)"
  }

  /// Whether the file was last changed so shortly before `time` (ns since the epoch) that a
  /// further change may not show.
  func isRacy(at time: Int64) -> Bool {
    max(modified, changed) > time - Self.granularity
  }

  /// The time now (ns since the epoch).
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

extension ContentDigest {
  /// The digest of the file at `path`; `nil` where it cannot be read.
  static func of(path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    let digest = ContentDigest()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { return digest.finishBytes() }
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// The digest of `bytes`.
  static func of(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let digest = ContentDigest()
    Array(bytes).withUnsafeBytes { digest.update($0) }
    return digest.finishBytes()
  }
}
