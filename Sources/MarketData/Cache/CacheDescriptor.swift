internal import Glibc

/// An open file that a cache is written to or read from; closed with its last reference.
final class CacheDescriptor {
  private let number: Int32
  /// What becomes of bytes on their way to the file; tests replace it to let writing fail.
  var write: (Int32, UnsafeRawBufferPointer) -> Int = { Glibc.write($0, $1.baseAddress, $1.count) }

  private init(_ number: Int32) { self.number = number }

  deinit { _ = close(number) }

  /// Opens the file at `path` to be read; `nil` where that is not possible.
  static func reading(_ path: String) -> CacheDescriptor? {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    return number < 0 ? nil : CacheDescriptor(number)
  }

  /// Creates the file at `path`, which must not exist, to be written and read.
  static func creating(_ path: String) throws -> CacheDescriptor {
    let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard number >= 0 else { throw CacheDamage(description: String(cString: strerror(errno))) }
    return CacheDescriptor(number)
  }

  /// A file without a name in the folder for temporary files: it is gone once it is closed,
  /// however the process ends.
  static func temporary() throws -> CacheDescriptor {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/ballast-ticks-XXXXXX".utf8CString)
    let number = mkstemp(&template)
    guard number >= 0 else {
      throw TickFileError(
        .unreadable, file: folder,
        "cannot create a temporary file: \(String(cString: strerror(errno)))",
        advice: "set TMPDIR to a folder with room")
    }
    unlink(template)
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    return CacheDescriptor(number)
  }

  /// The size of the file in bytes.
  var size: Int {
    var status = stat()
    return fstat(number, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Appends all of `bytes`.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = write(number, rest)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw CacheDamage(description: String(cString: strerror(count < 0 ? errno : ENOSPC)))
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Makes the bytes durable.
  func synchronize() throws {
    guard fsync(number) == 0 else {
      throw CacheDamage(description: String(cString: strerror(errno)))
    }
  }

  /// Fills `buffer` with the bytes from `offset` on; all of them must be there.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let count = pread(
        number, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CacheDamage(description: "it cannot be read to its end") }
      done += count
    }
  }
}
