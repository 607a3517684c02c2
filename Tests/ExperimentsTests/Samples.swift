import Backtesting
import Experiments
import Foundation
import MarketData
import Strategies

/// Texts and values that several tests start from.
enum Samples {
  static let head = """
    name: sample
    instrument: { symbol: BTCUSDT, tick: 0.1, lot: 0.001 }
    data:
      - { format: tardis/book_ticker, files: quotes.csv }

    """

  static let symmetric =
    "strategies:\n  - { name: control, use: symmetric, half-spread: 2 ticks, size: 0.01 }\n"

  static func parse(
    _ yaml: String, overrides: [ExperimentFile.Override] = []
  ) throws -> Experiment {
    try ExperimentFile.parse(
      yaml, file: "e.yaml", catalogue: StrategyCatalogue.builtIn, overrides: overrides)
  }

  /// What is wrong with `yaml`, as a user reads it; `nil` where nothing is.
  static func complaint(
    _ yaml: String, overrides: [ExperimentFile.Override] = []
  ) -> String? {
    do {
      _ = try parse(yaml, overrides: overrides)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// A folder that is gone after `body`.
  static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try FileOperations.read(path), as: UTF8.self)
  }
}
