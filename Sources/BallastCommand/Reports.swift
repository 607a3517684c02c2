internal import Experiments
internal import Reporting

/// Where the command line meets the reports: the one place that names what is written into a run's
/// folder beside its results, and what is printed of it.
enum Reports {
  /// Writes the report into the folder of a run.
  static func write(_ path: String) throws {
    try Report(runFolder: path).write()
  }

  /// What a run ends with on standard output: its main table and where the rest is.
  static func summary(of path: String) throws -> String {
    let report = try Report(runFolder: path, tablesAlone: true)
    let table = report.summaryTable(width: Console.width)
    let place = Paths.exists("\(path)/report.md") ? "report: \(path)/report.md" : "tables: \(path)"
    return "\(table)\n\n\(place)"
  }
}
