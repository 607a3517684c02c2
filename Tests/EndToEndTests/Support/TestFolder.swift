import BallastCommand
import Foundation
import Testing

/// A temporary folder with tick files, experiments and runs.
struct TestFolder {
  let url: URL

  /// Makes a folder, and removes it after `body`.
  static func with<T>(_ body: (TestFolder) throws -> T) throws -> T {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-end-to-end-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(TestFolder(url: url))
  }

  /// Writes a file.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
  }

  /// Writes `experiment`, replays it by `ballast run` into the folder `name`, and reads the
  /// results.
  func run(_ experiment: String, as name: String = "run") throws -> RunFolderContents {
    try write(experiment, to: name + ".yaml")
    return try run(existing: url.appendingPathComponent(name + ".yaml"), as: name)
  }

  /// Replays the experiment in `file` into the folder `name`, and reads the results.
  func run(existing file: URL, as name: String = "run") throws -> RunFolderContents {
    let out = url.appendingPathComponent(name)
    let status = BallastCommand.run(["run", file.path, "--quiet", "--no-cache", "--out", out.path])
    try #require(status == .done, "ballast run \(name) ended with \(status.rawValue)")
    return RunFolderContents(url: out)
  }
}

/// The files that a run wrote.
struct RunFolderContents {
  let url: URL

  /// The names of the CSV files, in order.
  var tables: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: url.path)
        .filter { $0.hasSuffix(".csv") }.sorted()
    }
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: url.appendingPathComponent(name))
  }

  func table(_ name: String) throws -> CSVFile { CSVFile(try bytes(name)) }

  var manifest: [String: Any] {
    get throws {
      try #require(
        try JSONSerialization.jsonObject(with: try bytes("manifest.json")) as? [String: Any])
    }
  }
}
