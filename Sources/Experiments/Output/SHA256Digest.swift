internal import CLibMD

/// SHA-256 of bytes that come piece by piece (FIPS 180-4), by libmd.
public struct SHA256Digest {
  private var context = SHA2_CTX()

  /// The digest of nothing yet.
  public init() { SHA256Init(&context) }

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    SHA256Update(&context, start.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// The digest of all bytes so far as 64 lower-case hexadecimal digits; ends the computation.
  public mutating func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    digest.withUnsafeMutableBufferPointer { SHA256Final($0.baseAddress, &context) }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The digest of the files at `paths`, one after the other as if they were one file.
  ///
  /// - Throws: `FileError` where one cannot be read.
  public static func of(files paths: [String]) throws -> String {
    var digest = SHA256Digest()
    for path in paths {
      try FileOperations.readChunks(path) { digest.update($0) }
    }
    return digest.finish()
  }
}
