internal import Glibc

/// A file that appears under its name complete or not at all: everything that is written goes
/// through here.
///
/// Bytes are collected in a buffer and written to a temporary name in the same folder; `commit`
/// makes them durable (fsync) and renames. Until then, and after any failure, a file of that name
/// from before is untouched, and the temporary one is removed.
public final class AtomicFile {
  /// The name the file gets.
  public let path: String
  private let temporaryPath: String
  private let operations: FileOperations
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private let capacity: Int

  /// A file to become `path`, buffered in memory up to `capacity` bytes.
  ///
  /// - Throws: `FileError` where it cannot be created.
  public init(
    path: String, capacity: Int = 65_536, operations: FileOperations = .system
  ) throws {
    self.path = path
    self.operations = operations
    self.capacity = capacity
    temporaryPath = Paths.join(
      Paths.folder(of: path),
      ".\(Paths.name(of: path)).\(getpid())-\(String(UInt32.random(in: 0 ... .max), radix: 36))")
    let (descriptor, code) = operations.create(temporaryPath)
    guard code == 0 else { throw FileError(path, "create the file", code: code) }
    self.descriptor = descriptor
    buffer.reserveCapacity(capacity + 1024)
  }

  deinit { abandon() }

  /// Writes a file of these bytes in one go.
  ///
  /// - Throws: `FileError`, with nothing changed under `path`.
  public static func write(
    _ text: String, to path: String, operations: FileOperations = .system
  ) throws {
    let file = try AtomicFile(path: path, operations: operations)
    try file.append { $0.append(contentsOf: text.utf8) }
    try file.commit()
  }

  /// Lets `body` append bytes to the buffer, which is written out once it is full.
  ///
  /// - Throws: `FileError` where that fails; the temporary file is gone then.
  @inline(__always)
  public func append(_ body: (inout [UInt8]) throws -> Void) throws {
    try body(&buffer)
    if buffer.count >= capacity { try flush() }
  }

  /// Makes the bytes durable and gives the file its name.
  ///
  /// - Throws: `FileError`; the temporary file is gone then and `path` as it was.
  public func commit() throws {
    try flush()
    try check(operations.synchronize(descriptor), "make durable")
    let closing = descriptor
    descriptor = -1
    let code = operations.close(closing)
    guard code == 0 else {
      _ = operations.remove(temporaryPath)
      throw FileError(path, "close", code: code)
    }
    let renamed = operations.rename(temporaryPath, path)
    guard renamed == 0 else {
      _ = operations.remove(temporaryPath)
      throw FileError(path, "rename into place", code: renamed)
    }
  }

  /// Gives up: removes the temporary file and leaves `path` as it was. Does nothing after `commit`.
  public func abandon() {
    guard descriptor >= 0 else { return }
    _ = operations.close(descriptor)
    descriptor = -1
    _ = operations.remove(temporaryPath)
  }

  private func check(_ code: Int32, _ operation: String) throws {
    guard code != 0 else { return }
    abandon()
    throw FileError(path, operation, code: code)
  }

  private func flush() throws {
    guard descriptor >= 0 else {
      throw FileError(path, "write", reason: "an earlier write failed or the file is finished")
    }
    var written = 0
    while written < buffer.count {
      let (count, code) = buffer.withUnsafeBytes {
        operations.write(descriptor, UnsafeRawBufferPointer(rebasing: $0[written...]))
      }
      if code == EINTR { continue }
      try check(code, "write")
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
