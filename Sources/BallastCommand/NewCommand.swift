internal import ArgumentParser
internal import Experiments
internal import MarketData

/// `ballast new FILES…`.
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a runnable experiment for tick files.",
    discussion: """
      Examines the files like 'ballast check', and writes an experiment that replays them: formats \
      and their sources, tick and lot, the clocks, and seven strategies with sizes and distances \
      that suit the data. Comments explain every choice; those marked with (?) are guesses.
      """)

  @Argument(help: "Files or patterns: CSV, plain or compressed (gz, zip, zst, xz, bz2).")
  var files: [String]

  @Option(help: "The file to write; - prints the experiment.")
  var out = "experiment.yaml"

  @Option(help: "The experiment's name.")
  var name: String?

  @Option(help: "The format of all files.")
  var format: String?

  @Option(help: "The symbol to trade, where the files tell of several.")
  var symbol: String?

  @Flag(help: "Replace the file where there is one.")
  var force = false

  mutating func run() throws {
    let format = try FormatOption.format(self.format)
    if out != "-", !force, Paths.exists(out) {
      throw UsageError(message: "\(out) exists; choose another --out, or --force to replace it")
    }
    let quality = try DataQuality.examine(files: files, format: format)
    guard !quality.files.isEmpty else { throw UnreadableFiles(failures: quality.failures) }
    let draft = try ExperimentDraft(
      quality, name: name, folder: out == "-" ? "." : Paths.folder(of: out), symbol: symbol)
    if out == "-" {
      print(draft.yaml, terminator: "")
    } else {
      try Paths.createFolder(Paths.folder(of: out))
      try AtomicFile.write(draft.yaml, to: out)
      print("\(out) written; run it with: ballast run \(out)")
    }
    for gap in draft.gaps { Console.error("\(out): \(gap)") }
    for failure in quality.failures { Console.error(failure.error.description) }
  }
}
