/// 256 bits of a short text, to name files and tell keys apart: four checksums of it behind four
/// different words. Not for contents, whose digest has to withstand intent.
enum KeyDigest {
  /// The 32 bytes for `text`.
  static func of(_ text: String) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 8)
    bytes.append(contentsOf: text.utf8)
    var digest: [UInt8] = []
    for lane in UInt8(1)...4 {
      // The word stands before the text: it starts another chain of every step after it.
      bytes[0] = lane
      let checksum = bytes.withUnsafeBytes { BlockChecksum.of($0) }
      withUnsafeBytes(of: checksum.littleEndian) { digest.append(contentsOf: $0) }
    }
    return digest
  }
}
