import Foundation

/// Everything a report is made from, read from a run folder.
struct RunResults {
  var manifest: Manifest
  /// `metrics.csv`: a row per strategy.
  var metrics: CSVTable
  /// `risk.csv`: a row per strategy, horizon and level; `nil` where the file is missing.
  var risk: CSVTable?
  /// `comparison.csv`: a row per pair of strategies and metric; `nil` where there is no such file.
  var comparison: CSVTable?
  /// `tests.csv`: a row per test; `nil` where there is no such file.
  var tests: CSVTable?
  /// `legs.csv`: a row per leg; `nil` where no strategy has several.
  var legs: CSVTable?
  /// Counted in the manifest or else in `fills.csv`; `nil` where neither says.
  var causes: [String: FillCauses]?
  /// From `sensitivity.csv`; `nil` where the strategies ran under their own assumptions alone.
  var sensitivity: SensitivityResults?
  /// From `timeseries.csv`; empty where the file is missing.
  var paths: [StrategyPath] = []
  /// The first and last instant of the run (ns), from the manifest or else `timeseries.csv`.
  var span: ClosedRange<Int64>?
  /// Files a run writes that this folder lacks.
  var missing: [String] = []
  /// Whether the folder has `rejects.csv`.
  var hasRejects: Bool

  /// Reads a run folder; only `manifest.json` and `metrics.csv` are indispensable.
  ///
  /// - Parameters:
  ///   - folder: the folder of a finished run.
  ///   - tablesAlone: leaves the files unread that have a row per fill or sample.
  /// - Throws: `ReportError` where one of them is missing or a file is damaged.
  init(folder: String, tablesAlone: Bool = false) throws {
    func path(_ name: String) -> String { folder + "/" + name }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
    for name in ["manifest.json", "metrics.csv"] where !exists(name) {
      throw ReportError(
        file: path(name), message: "is missing; give the folder of a finished run")
    }
    manifest = try Manifest(file: path("manifest.json"))
    metrics = try CSVTable(file: path("metrics.csv"))
    guard !metrics.rows.isEmpty else {
      throw ReportError(file: path("metrics.csv"), message: "has no rows; the run has no results")
    }
    hasRejects = exists("rejects.csv")
    if exists("risk.csv") {
      risk = try CSVTable(file: path("risk.csv"))
    } else {
      missing.append("risk.csv")
    }
    if exists("comparison.csv") { comparison = try CSVTable(file: path("comparison.csv")) }
    if exists("tests.csv") { tests = try CSVTable(file: path("tests.csv")) }
    if exists("legs.csv") { legs = try CSVTable(file: path("legs.csv")) }
    let hasFills = exists("fills.csv")
    if let counted = manifest.fillCauses {
      causes = counted
    } else if hasFills, !tablesAlone {
      causes = try FillCauses.read(file: path("fills.csv"))
    }
    if !hasFills, manifest.writesFills { missing.append("fills.csv") }
    let hasTimeSeries = exists("timeseries.csv")
    if hasTimeSeries, !tablesAlone {
      (paths, span) = try StrategyPath.read(
        file: path("timeseries.csv"), legs: manifest.legCounts)
    }
    if !hasTimeSeries, manifest.writesTimeSeries { missing.append("timeseries.csv") }
    if exists("sensitivity.csv") {
      sensitivity = try SensitivityResults(file: path("sensitivity.csv"))
    } else if manifest.hasSensitivity {
      missing.append("sensitivity.csv")
    }
    span = manifest.span ?? span
  }

  /// The names of the strategies, in the order of `metrics.csv`.
  var strategies: [String] { metrics.rows.compactMap { $0["strategy"] } }
}
