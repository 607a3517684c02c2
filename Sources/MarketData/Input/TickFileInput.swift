internal import CLibArchive
internal import Glibc

/// The bytes of a tick file, decompressed as they are read: plain, gzip, zstd, xz or bzip2, and
/// the members of zip and tar archives one after the other.
///
/// Memory does not depend on the size of the file. Damage is an error wherever the container has a
/// checksum, and all that comes before it is delivered first.
final class TickFileInput {
  /// The file's path as given.
  let path: String
  /// The size of the file as it lies on disk, in bytes.
  let size: Int
  /// Members passed over because their names say that they are no ticks.
  private(set) var skippedMembers: [String] = []
  /// Which members of an archive are read, by their names.
  private let accepts: (String) -> Bool
  /// Whether the container has no checksum of its contents.
  private(set) var isChecksumUnknown = false
  /// Whether all members have been read.
  private var isAtEnd = false
  private let archive: OpaquePointer
  /// What libarchive reads from where the file is gzip.
  private let gzip: GzipStream?
  private var zipMembers: Int?
  private var membersSeen = 0
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)
  private var blockEnd: Int64 = 0

  /// Opens the file at `path`; of an archive, the members whose names `accepts` takes.
  init(path: String, accepts: @escaping (String) -> Bool = { _ in true }) throws {
    self.path = path
    self.accepts = accepts
    size = try Self.size(of: path)
    guard let archive = archive_read_new() else {
      throw ArchiveRefusal.outOfMemory.error(about: path)
    }
    archive_read_support_filter_zstd(archive)
    archive_read_support_filter_xz(archive)
    archive_read_support_filter_bzip2(archive)
    // Only these: the detection of `mtree` takes plain CSV files for its own.
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_format_raw(archive)
    archive_read_support_format_empty(archive)
    gzip = GzipStream(path: path)
    self.archive = archive
    guard open() == ARCHIVE_OK else {
      throw access(path, R_OK) == 0
        ? corrupt() : TickFileError(.unreadable, file: path, message)
    }
  }

  deinit { archive_read_free(archive) }

  private func open() -> Int32 {
    guard let gzip else { return archive_read_open_filename(archive, path, 1 << 16) }
    return archive_read_open(
      archive, Unmanaged.passUnretained(gzip).toOpaque(), nil,
      { _, context, bytes in
        guard let context, let bytes else { return -1 }
        let stream = Unmanaged<GzipStream>.fromOpaque(context).takeUnretainedValue()
        let next = stream.next()
        bytes.pointee = next.baseAddress
        return next.isEmpty && stream.failure != nil ? -1 : next.count
      }, nil)
  }

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
  var bytesConsumed: Int { gzip?.bytesConsumed ?? Int(archive_filter_bytes(archive, -1)) }

  /// Moves on to the next member and returns its name for messages; `nil` at the end.
  func nextMember() throws -> String? {
    if isAtEnd { return nil }
    while true {
      var entry: OpaquePointer?
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF {
        try finish()
        isAtEnd = true
        return nil
      }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { throw corrupt() }
      block = UnsafeRawBufferPointer(start: nil, count: 0)
      blockEnd = 0
      if membersSeen == 0 { try examine() }
      membersSeen += 1
      if archive_format(archive) == ARCHIVE_FORMAT_RAW { return path }
      let name = archive_entry_pathname(entry).map { String(cString: $0) } ?? "?"
      switch archive_entry_filetype(entry) & 0o170000 {
      case 0o100000 where !Self.isNoTickFile(name):
        if accepts(name) { return "\(path)/\(name)" }
      case 0o040000 where name.hasSuffix("/"): continue
      default: skippedMembers.append(name)
      }
    }
  }

  /// Fills `buffer` with the next bytes of the member; returns how many there were, 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while block.isEmpty {
      var start: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      let status = archive_read_data_block(archive, &start, &count, &offset)
      if status == ARCHIVE_EOF { return 0 }
      guard status == ARCHIVE_OK else { throw corrupt() }
      guard offset == blockEnd else {
        throw TickFileError(
          .unreadable, file: path, "the archive leaves holes in a file", advice: "unpack it")
      }
      blockEnd = offset + Int64(count)
      block = UnsafeRawBufferPointer(start: start, count: count)
    }
    let count = min(buffer.count, block.count)
    guard let target = buffer.baseAddress, let source = block.baseAddress else { return 0 }
    memcpy(target, source, count)
    block = UnsafeRawBufferPointer(rebasing: block[count...])
    return count
  }

  // MARK: - Damage

  /// Looks at what the container says of itself, once libarchive knows what it is.
  private func examine() throws {
    let format = archive_format(archive)
    let filter = archive_filter_code(archive, 0)
    let container = ContainerFacts(path: path)
    if let packer = container.unknownPacker, format == ARCHIVE_FORMAT_RAW,
      filter == ARCHIVE_FILTER_NONE, gzip == nil
    {
      throw ArchiveRefusal.unsupported("files of \(packer) are not read").error(about: path)
    }
    if format & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_ZIP, gzip == nil {
      guard let members = container.zipMembers else {
        throw corrupt("its list of members is missing")
      }
      zipMembers = members
    } else if format == ARCHIVE_FORMAT_RAW, filter == ARCHIVE_FILTER_NONE, gzip == nil,
      container.isNamedCompressed, !container.looksLikeText
    {
      throw corrupt("its beginning is not that of what its name says")
    }
    switch filter {
    case ARCHIVE_FILTER_ZSTD: isChecksumUnknown = !container.isZstandardChecked
    case ARCHIVE_FILTER_XZ: isChecksumUnknown = !container.isXZChecked
    default:
      isChecksumUnknown =
        format & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_TAR
        && gzip == nil && filter == ARCHIVE_FILTER_NONE
    }
  }

  /// Makes sure that the file ends where its contents do.
  private func finish() throws {
    // An archive whose list of members is damaged may seem to be empty.
    if membersSeen == 0 { try examine() }
    if let gzip {
      // Behind the end of an archive there may be more, and the checksum is.
      while !gzip.next().isEmpty {}
      if gzip.failure != nil { throw corrupt() }
    }
    // With 65,535 members and more the number is written elsewhere.
    if let zipMembers, zipMembers < 0xFFFF, zipMembers != membersSeen {
      throw corrupt("it lists \(zipMembers) members and has \(membersSeen)")
    }
  }

  private func corrupt(_ why: String? = nil) -> TickFileError {
    if why == nil, let refusal = ArchiveRefusal(archive, gzip?.failure) {
      return refusal.error(about: path)
    }
    return TickFileError(
      .corrupt, file: path, "the file is damaged or truncated (\(why ?? message))",
      advice: "fetch it again")
  }

  private var message: String {
    gzip?.failure ?? archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
  }

  /// Vendors pack reports and checksums beside their ticks.
  private static func isNoTickFile(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower.hasPrefix("__macosx/")
      || [".txt", ".md", ".pdf", ".checksum", ".json", ".html"].contains { lower.hasSuffix($0) }
  }
}
