import Foundation

/// Where things are around these tests.
enum PackageFolder {
  /// The root of the package.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The sample ticks and the experiment on them.
  static let sample = root.appendingPathComponent("Data/sample")

  /// The Python programs that check runs independently.
  static let verification = root.appendingPathComponent("Tests/Verification")

  /// The fixtures of these tests in the sources, where golden files are written again.
  static let fixtures = root.appendingPathComponent("Tests/EndToEndTests/Fixtures")

  /// The folder with real data, named by `BALLAST_SHARED` or beside the package; `nil` (and a word
  /// about it) where there is none.
  static let shared: URL? = {
    let folder =
      ProcessInfo.processInfo.environment["BALLAST_SHARED"].map { URL(fileURLWithPath: $0) }
      ?? root.appendingPathComponent("../shared").standardized
    if FileManager.default.fileExists(atPath: folder.appendingPathComponent("data").path) {
      return folder
    }
    print("skipped: no real data at BALLAST_SHARED or ../shared")
    return nil
  }()

  /// The `ballast` executable that was built along with these tests.
  static let executable: URL? = {
    let folders = [
      Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent(),
      Bundle.module.bundleURL.deletingLastPathComponent(),
      root.appendingPathComponent(".build/debug"),
    ]
    let found = folders.compactMap { $0?.appendingPathComponent("ballast") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    if found == nil { print("skipped: the ballast executable was not built") }
    return found
  }()

  /// The Python interpreter.
  static let python: URL? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let found = path.split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent("python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    if found == nil { print("skipped: there is no python3 on the PATH") }
    return found
  }()
}
