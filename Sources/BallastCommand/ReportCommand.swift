internal import ArgumentParser
internal import Experiments

/// `ballast report RUN`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Rebuild the report of a finished run.",
    discussion: """
      Reads the CSV files and the manifest of a run and writes its report and charts anew, without \
      replaying anything. The results themselves are not touched.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var folder: String

  @Flag(help: "No table, only errors.")
  var quiet = false

  mutating func run() throws {
    _ = try Inputs.text(
      Paths.join(folder, "manifest.json"), advice: "name the folder of a finished run")
    try Reports.write(folder)
    if !quiet { print(try Reports.summary(of: folder)) }
  }
}
