public import MarketData

/// SHA-256 of bytes that come piece by piece.
public typealias SHA256Digest = ContentDigest

extension ContentDigest {
  /// The digest of the files at `paths`, one after the other as if they were one file.
  ///
  /// - Throws: `FileError` where one cannot be read.
  public static func of(files paths: [String]) throws -> String {
    let digest = ContentDigest()
    for path in paths {
      try FileOperations.readChunks(path) { digest.update($0) }
    }
    return digest.finish()
  }
}
