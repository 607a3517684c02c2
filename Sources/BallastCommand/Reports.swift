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
    let table = try Report(runFolder: path).summaryTable(width: Console.width)
    return "\(table)\n\nreport: \(path)/report.md"
  }
}
