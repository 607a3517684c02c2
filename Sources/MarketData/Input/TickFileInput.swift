internal import CLibArchive
internal import Glibc

/// The bytes of a tick file, decompressed as they are read: plain, gzip, zstd, xz or bzip2, and
/// the members of zip and tar archives one after the other.
///
/// Memory does not depend on the size of the file.
final class TickFileInput {
  /// The file's path as given.
  let path: String
  /// The size of the file as it lies on disk, in bytes.
  let size: Int
  /// Members passed over because their names say that they are no ticks.
  private(set) var skippedMembers: [String] = []
  /// Which members of an archive are read, by their names.
  private let accepts: (String) -> Bool
  private let archive: OpaquePointer
  private var checksum: GzipChecksum?
  /// Whether the unpacked bytes could not be checked against the checksum in the file.
  private(set) var isChecksumUnknown = false

  /// Opens the file at `path`; of an archive, the members whose names `accepts` takes.
  init(path: String, accepts: @escaping (String) -> Bool = { _ in true }) throws {
    self.path = path
    self.accepts = accepts
    size = try Self.size(of: path)
    guard let archive = archive_read_new() else {
      throw TickFileError(.unreadable, file: path, "out of memory")
    }
    archive_read_support_filter_gzip(archive)
    archive_read_support_filter_zstd(archive)
    archive_read_support_filter_xz(archive)
    archive_read_support_filter_bzip2(archive)
    // Only these: the detection of `mtree` takes plain CSV files for its own.
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_format_raw(archive)
    archive_read_support_format_empty(archive)
    guard archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else {
      defer { archive_read_free(archive) }
      throw access(path, R_OK) == 0
        ? Self.corrupt(path, archive)
        : TickFileError(.unreadable, file: path, Self.message(archive))
    }
    self.archive = archive
  }

  deinit { archive_read_free(archive) }

  /// The size of the file at `path` in bytes; throws where there is none.
  static func size(of path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw TickFileError(.unreadable, file: path, String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw TickFileError(
        .unreadable, file: path, "this is a folder", advice: "name its files, as in \(path)/*.csv")
    }
    return Int(status.st_size)
  }

  /// Bytes of the file on disk consumed so far.
  var bytesConsumed: Int { Int(archive_filter_bytes(archive, -1)) }

  /// Moves on to the next member and returns its name for messages; `nil` at the end.
  func nextMember() throws -> String? {
    while true {
      var entry: OpaquePointer?
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF { return nil }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN else {
        throw Self.corrupt(path, archive)
      }
      if archive_format(archive) == ARCHIVE_FORMAT_RAW {
        if archive_filter_code(archive, 0) == ARCHIVE_FILTER_GZIP { checksum = GzipChecksum() }
        return path
      }
      guard archive_entry_filetype(entry) & 0o170000 == 0o100000 else { continue }
      let name = archive_entry_pathname(entry).map { String(cString: $0) } ?? "?"
      if Self.isNoTickFile(name) {
        skippedMembers.append(name)
        continue
      }
      guard accepts(name) else { continue }
      return "\(path)/\(name)"
    }
  }

  /// Fills `buffer` with the next bytes of the member; returns how many there were, 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw Self.corrupt(path, archive) }
    if checksum != nil {
      checksum?.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
      guard count == 0 else { return count }
      switch checksum?.agrees(withTrailerOf: path) {
      case true?: break
      case nil: isChecksumUnknown = true
      case false?:
        throw TickFileError(
          .corrupt, file: path, "the file is damaged (its checksum does not match)",
          advice: "fetch it again")
      }
    }
    return count
  }

  private static func corrupt(_ path: String, _ archive: OpaquePointer) -> TickFileError {
    TickFileError(
      .corrupt, file: path,
      "the file is damaged or truncated (\(message(archive)))",
      advice: "fetch it again")
  }

  private static func message(_ archive: OpaquePointer) -> String {
    archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
  }

  /// Vendors pack reports and checksums beside their ticks.
  private static func isNoTickFile(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower.hasPrefix("__macosx/")
      || [".txt", ".md", ".pdf", ".checksum", ".json", ".html"].contains { lower.hasSuffix($0) }
  }
}
