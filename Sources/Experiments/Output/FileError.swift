internal import Glibc

/// A file could not be read or written.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file or folder.
  public var path: String
  /// What was tried: `write`, `rename`, ….
  public var operation: String
  /// The system's error number; 0 where the reason is not the system's.
  public var code: Int32
  /// The reason in words.
  public var reason: String

  /// An error of the system's.
  public init(_ path: String, _ operation: String, code: Int32) {
    self.path = path
    self.operation = operation
    self.code = code
    reason = String(cString: strerror(code))
  }

  /// An error with a reason of our own.
  public init(_ path: String, _ operation: String, reason: String) {
    self.path = path
    self.operation = operation
    code = 0
    self.reason = reason
  }

  /// Whether trying again later may succeed: interrupted, busy, or out of descriptors or memory.
  public var isTransient: Bool {
    [EAGAIN, EINTR, EBUSY, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT].contains(code)
  }

  /// `path: error: cannot write: reason`.
  public var description: String { "\(path): error: cannot \(operation): \(reason)" }
}
