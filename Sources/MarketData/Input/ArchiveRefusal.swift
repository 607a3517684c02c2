internal import CLibArchive
internal import Glibc

/// Why libarchive does not read a file that need not be damaged.
enum ArchiveRefusal {
  /// The file needs a password.
  case encrypted
  /// It is packed in a way that is not known, or that takes too much memory.
  case unsupported(String)
  /// The machine is out of memory.
  case outOfMemory
  /// The library was asked for what it cannot do: no fault of the file.
  case misuse(String)

  /// What the latest error of `archive` says; `nil` where the file is to blame.
  ///
  /// - Parameters:
  ///   - archive: the library's reader.
  ///   - failure: what was found wrong with the file before the library saw it.
  init?(_ archive: OpaquePointer, _ failure: String?) {
    guard failure == nil, let text = archive_error_string(archive) else { return nil }
    let message = String(cString: text)
    let words = message.lowercased()
    if archive_errno(archive) == ENOMEM {
      self = .outOfMemory
    } else if words.contains("passphrase") || words.contains("encrypt") {
      self = .encrypted
    } else if words.contains("unsupported") || words.contains("too much memory") {
      self = .unsupported(message)
    } else if words.contains("internal error") {
      self = .misuse(message)
    } else {
      return nil
    }
  }

  /// The error about the file at `path`.
  func error(about path: String) -> TickFileError {
    switch self {
    case .encrypted:
      TickFileError(
        .unreadable, file: path, "the archive is encrypted", advice: "unpack it with its password")
    case .unsupported(let why):
      TickFileError(
        .unreadable, file: path, "the file is packed in a way that is not read (\(why))",
        advice: "unpack it, or pack it again as gz, zip, zst, xz or bz2")
    case .outOfMemory:
      TickFileError(
        .outOfMemory, file: path, "there is no memory left to unpack the file",
        advice: "try again when there is more")
    case .misuse(let why):
      TickFileError(
        .internalFault, file: path, "libarchive failed (\(why))",
        advice: "unpack the file, and report this as a mistake of Ballast")
    }
  }
}
