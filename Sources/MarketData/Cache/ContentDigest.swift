internal import CLibCrypto

/// SHA-256 of bytes that come piece by piece (FIPS 180-4), by OpenSSL, which uses the processor's
/// own instructions for it: every input file is hashed whole.
public final class ContentDigest {
  private let context = EVP_MD_CTX_new()

  /// The digest of nothing yet.
  public init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes so far as 64 lower-case hexadecimal digits; ends the computation.
  public func finish() -> String { Self.text(finishBytes()) }

  /// The 32 bytes of the digest of all bytes so far; ends the computation.
  func finishBytes() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest
  }

  /// Bytes as lower-case hexadecimal digits.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The bytes that `text` writes as hexadecimal digits; `nil` where it does not.
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard
        let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
