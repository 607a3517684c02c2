internal import Glibc

/// What the first and last bytes of a file tell of its container, where libarchive does not say.
struct ContainerFacts {
  private let path: String
  private let head: [UInt8]
  private let tail: [UInt8]

  /// Reads the ends of the file at `path`; nothing is known of one that cannot be read.
  init(path: String) {
    self.path = path
    var head: [UInt8] = []
    var tail: [UInt8] = []
    if let file = fopen(path, "rb") {
      defer { fclose(file) }
      head = Self.read(file, 256)
      // The end of a zip archive: 22 bytes and a comment of at most 65,535.
      if fseek(file, 0, SEEK_END) == 0 {
        let size = ftell(file)
        if fseek(file, max(0, size - 65_557), SEEK_SET) == 0 { tail = Self.read(file, 65_557) }
      }
    }
    self.head = head
    self.tail = tail
  }

  private static func read(_ file: UnsafeMutablePointer<FILE>, _ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = fread(buffer.baseAddress, 1, count, file)
    }
  }

  /// Members that a zip archive's end says there are, modulo 65,536; `nil` where it has no end.
  var zipMembers: Int? {
    guard tail.count >= 22 else { return nil }
    for start in stride(from: tail.count - 22, through: 0, by: -1)
    where tail[start...].starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      let comment = Int(tail[start + 20]) | Int(tail[start + 21]) << 8
      if start + 22 + comment == tail.count {
        return Int(tail[start + 10]) | Int(tail[start + 11]) << 8
      }
    }
    return nil
  }

  /// Whether the first frame of a Zstandard file has a checksum of its contents (RFC 8878).
  var isZstandardChecked: Bool {
    var start = 0
    // Skippable frames come before it.
    while start + 8 <= head.count, head[start] & 0xF0 == 0x50, head[start + 1] == 0x2A {
      let size = (0..<4).reduce(0) { $0 | Int(head[start + 4 + $1]) << (8 * $1) }
      start += 8 + size
    }
    return start + 4 < head.count && head[start + 4] & 4 != 0
  }

  /// Whether an xz file has a checksum of its contents.
  var isXZChecked: Bool { head.count > 7 && head[7] != 0 }

  /// Whether the file's name is that of a compressed one.
  var isNamedCompressed: Bool {
    let lower = path.lowercased()
    return [".gz", ".zip", ".zst", ".xz", ".bz2", ".tgz"].contains { lower.hasSuffix($0) }
  }

  /// The name of the file where it is that of a packer whose files are not read, and it is no text.
  var unknownPacker: String? {
    let name = path.lowercased()
    let packers = [".7z", ".rar", ".lz4", ".lzma", ".lz", ".lzo", ".z", ".br", ".sz", ".parquet"]
    return looksLikeText ? nil : packers.first(where: name.hasSuffix)
  }

  /// Whether the file begins with text: servers unpack what still bears its packed name.
  var looksLikeText: Bool {
    head.allSatisfy { $0 >= 0x20 || $0 == 9 || $0 == 10 || $0 == 13 }
  }
}
