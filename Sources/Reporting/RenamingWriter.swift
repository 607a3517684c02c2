import Foundation

/// Writes files that appear complete or not at all.
public enum RenamingWriter {
  /// Writes `bytes` under a temporary name beside `path`, then renames; the folder is made where
  /// absent.
  ///
  /// - Throws: Foundation's error, with `path` as it was.
  public static func write(_ path: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url, options: .atomic)
  }
}
