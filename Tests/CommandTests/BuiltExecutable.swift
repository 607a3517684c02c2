import Foundation

/// The `ballast` executable that was built along with these tests.
enum BuiltExecutable {
  /// What a command said and how it ended.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Where it is; `nil` where it was not built.
  static let url: URL? = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folders =
      [Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent()]
      .compactMap { $0 } + [root.appendingPathComponent(".build/debug")]
    return folders.map { $0.appendingPathComponent("ballast") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  /// Runs it with `arguments` in the folder at `folder`.
  static func run(_ arguments: [String], in folder: String) throws -> Outcome {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let errors = URL(fileURLWithPath: folder + "/.errors-\(UUID().uuidString)")
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}
