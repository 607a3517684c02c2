internal import Glibc

/// The system calls through which results are written, replaceable so that tests can make any of
/// them fail at any moment. Each returns 0, or the system's error number.
public struct FileOperations: Sendable {
  /// Creates a file that must not exist yet; gives its descriptor.
  public var create: @Sendable (_ path: String) -> (descriptor: Int32, code: Int32)
  /// Writes some of the bytes; gives how many.
  public var write:
    @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) ->
      (count: Int, code: Int32)
  /// Makes a file's or folder's contents durable.
  public var synchronize: @Sendable (_ descriptor: Int32) -> Int32
  /// Closes a descriptor.
  public var close: @Sendable (_ descriptor: Int32) -> Int32
  /// Renames a file or folder, replacing a file of the new name.
  public var rename: @Sendable (_ old: String, _ new: String) -> Int32
  /// Swaps two names in one step.
  public var exchange: @Sendable (_ one: String, _ other: String) -> Int32
  /// Removes a file.
  public var remove: @Sendable (_ path: String) -> Int32

  /// The operating system's own.
  public static let system = FileOperations(
    create: { path in
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      return (descriptor, descriptor < 0 ? errno : 0)
    },
    write: { descriptor, bytes in
      let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      return (count, count < 0 ? errno : 0)
    },
    synchronize: { fsync($0) == 0 ? 0 : errno },
    close: { Glibc.close($0) == 0 ? 0 : errno },
    rename: { Glibc.rename($0, $1) == 0 ? 0 : errno },
    exchange: { exchangeNames($0, $1) },
    remove: { unlink($0) == 0 ? 0 : errno })

  /// All bytes of the file at `path`.
  ///
  /// - Throws: `FileError` where it cannot be read.
  public static func read(_ path: String) throws -> [UInt8] {
    var result: [UInt8] = []
    try readChunks(path) { result.append(contentsOf: $0) }
    return result
  }

  /// Calls `body` with the bytes of the file at `path`, a chunk of at most 256 KiB at a time.
  ///
  /// - Throws: `FileError` where it cannot be read.
  public static func readChunks(
    _ path: String, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path, "open", code: errno) }
    defer { _ = Glibc.close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(path, "read", code: errno)
      }
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}

/// Swaps two names by Linux's `renameat2`, which glibc has but its Swift module does not show;
/// `ENOSYS` where there is no such call.
private func exchangeNames(_ one: String, _ other: String) -> Int32 {
  typealias Call =
    @convention(c) (
      Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
    ) -> Int32
  guard let symbol = dlsym(nil, "renameat2") else { return ENOSYS }
  let flagExchange: UInt32 = 2
  let call = unsafeBitCast(symbol, to: Call.self)
  return call(AT_FDCWD, one, AT_FDCWD, other, flagExchange) == 0 ? 0 : errno
}
