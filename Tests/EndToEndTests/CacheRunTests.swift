import Foundation
import Testing

/// Whether ticks come from their file or from its cache shows nowhere but in the timing.
@Suite(.enabled(if: PackageFolder.executable != nil, "the executable was not built"))
struct CacheRunTests {
  private func run(_ folder: URL, _ name: String, _ more: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = PackageFolder.executable
    process.arguments =
      ["run", folder.path + "/e.yaml", "--quiet", "--out", folder.path + "/" + name] + more
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["BALLAST_CACHE": folder.path + "/caches"]) { $1 }
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(text)")
    return text
  }

  /// The files of a run, the manifest without what may differ.
  private func contents(_ folder: URL, _ name: String) throws -> [String: String] {
    let run = folder.appendingPathComponent(name)
    var contents: [String: String] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: run.path)
    where file.hasSuffix(".csv") || file == "manifest.json" {
      var text = try String(contentsOf: run.appendingPathComponent(file), encoding: .utf8)
      if file == "manifest.json", let timing = text.range(of: "\"timing\"") {
        text = String(text[..<timing.lowerBound])
      }
      contents[file] = text
    }
    return contents
  }

  @Test("uncached, building, cached and damaged: the same files to the byte")
  func identical() throws {
    let session = try #require(Session.sample)
    try TestFolder.with { folder in
      try session.write(to: folder)
      // Rows off the grid, and rows that cannot be read.
      let trades = folder.url.appendingPathComponent("trades.csv")
      var lines = try String(contentsOf: trades, encoding: .utf8).split(separator: "\n")
      for line in stride(from: 100, to: lines.count, by: 401) {
        lines[line] = lines[line].replacing(
          ".", with: line % 2 == 0 ? ".012345" : "x", maxReplacements: 1)
      }
      try lines.joined(separator: "\n").write(to: trades, atomically: true, encoding: .utf8)
      try folder.write(session.experiment(), to: "e.yaml")
      _ = try run(folder.url, "plain", ["--no-cache"])
      let plain = try contents(folder.url, "plain")
      #expect((plain["rejects.csv"]?.split(separator: "\n").count ?? 0) > 7)
      #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/caches"))
      #expect(try run(folder.url, "built") == "")
      #expect(try contents(folder.url, "built") == plain)
      #expect(try run(folder.url, "cached") == "")
      #expect(try contents(folder.url, "cached") == plain)
      let manifest = try String(
        contentsOf: folder.url.appendingPathComponent("cached/manifest.json"), encoding: .utf8)
      #expect(manifest.contains("\"used\"") && !manifest.contains("\"built\""))
      let caches = folder.url.appendingPathComponent("caches")
      for name in try FileManager.default.contentsOfDirectory(atPath: caches.path)
      where name.hasSuffix(".ticks") {
        let file = try #require(FileHandle(forUpdatingAtPath: caches.path + "/" + name))
        try file.seek(toOffset: try file.seekToEnd() / 2)
        try file.write(contentsOf: Data("damage".utf8))
        try file.close()
      }
      #expect(try run(folder.url, "damaged").contains("damaged"))
      #expect(try contents(folder.url, "damaged") == plain)
    }
  }
}
