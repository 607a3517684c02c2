internal import CLibCrypto

/// SHA-256 of bytes that come piece by piece (FIPS 180-4), by OpenSSL, which uses the processor's
/// own instructions for it: every input file is hashed whole.
public final class SHA256Digest {
  private let context = EVP_MD_CTX_new()

  /// The digest of nothing yet.
  public init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes so far as 64 lower-case hexadecimal digits; ends the computation.
  public func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The digest of the files at `paths`, one after the other as if they were one file.
  ///
  /// - Throws: `FileError` where one cannot be read.
  public static func of(files paths: [String]) throws -> String {
    let digest = SHA256Digest()
    for path in paths {
      try FileOperations.readChunks(path) { digest.update($0) }
    }
    return digest.finish()
  }
}
