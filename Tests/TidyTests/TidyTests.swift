import Foundation
import Testing

/// House rules that neither the compiler nor the formatter checks.
struct TidyTests {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A Swift file by its path in the package.
  struct Source {
    var path: String
    var lines: [Substring]
  }

  static func sources(_ folder: String) throws -> [Source] {
    let base = root.appendingPathComponent(folder)
    let paths = try #require(FileManager.default.enumerator(atPath: base.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
    #expect(!paths.isEmpty)
    return try paths.map { path in
      let text = try String(contentsOf: base.appendingPathComponent(path), encoding: .utf8)
      return Source(
        path: "\(folder)/\(path)",
        lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// Fails for each line of `sources` that `isBad`.
  static func expectNone(
    _ sources: [Source], _ rule: String, where isBad: (Substring) -> Bool
  ) {
    for source in sources {
      for (number, line) in source.lines.enumerated() where isBad(line) {
        Issue.record("\(source.path):\(number + 1): \(rule): \(line)")
      }
    }
  }

  @Test(
    "the inner modules do without Foundation",
    arguments: ["MarketData", "Backtesting", "Strategies", "Metrics"])
  func foundation(module: String) throws {
    Self.expectNone(try Self.sources("Sources/\(module)"), "imports Foundation") { line in
      line.contains("import Foundation")
    }
  }

  // Written in pieces, so that this file may be looked through too.
  @Test(
    "nothing that a user can cause ends the process",
    arguments: ["try" + "!", " as" + "!", "fatal" + "Error("])
  func traps(word: String) throws {
    Self.expectNone(try Self.sources("Sources"), "uses \(word)") { $0.contains(word) }
  }

  @Test(
    "no unfinished work, no paths of one machine",
    arguments: ["TO" + "DO", "FIX" + "ME", "/wo" + "rk"])
  func leftovers(word: String) throws {
    for folder in ["Sources", "Tests", "Benchmarks/Sources"] {
      Self.expectNone(try Self.sources(folder), "contains \(word)") { $0.contains(word) }
    }
  }

  @Test("lines have at most 100 columns", arguments: ["Sources", "Tests", "Benchmarks/Sources"])
  func columns(folder: String) throws {
    Self.expectNone(try Self.sources(folder), "more than 100 columns") { $0.count > 100 }
  }

  @Test("files have at most 400 lines", arguments: ["Sources", "Tests", "Benchmarks/Sources"])
  func length(folder: String) throws {
    for source in try Self.sources(folder) {
      #expect(source.lines.count <= 401, "\(source.path) is long; one idea to a file")
    }
  }
}
