internal import ArgumentParser
internal import Experiments
internal import Glibc
internal import Strategies

/// `ballast verify RUN`.
struct VerifyCommand: CatalogueCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run a manifest again and compare the results.",
    discussion: """
      Checks that the CSV files of the run are the ones its manifest was written for, and that the \
      input files are unchanged; then replays the resolved experiment of the manifest and compares \
      the result hash. Ends with status 0 where all of it agrees, with 70 where results differ, \
      and with 65 where the inputs have changed.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var folder: String

  @Flag(help: "No progress, only errors.")
  var quiet = false

  @Flag(name: .customLong("no-cache"), help: "Neither use nor make binary copies of tick files.")
  var withoutCache = false

  mutating func run(_ catalogue: StrategyCatalogue) throws {
    _ = try Inputs.text(
      Paths.join(folder, "manifest.json"), advice: "name the folder of a finished run")
    let record = try RunRecord(reading: folder, catalogue: catalogue.strategies)
    let present = try RunFolder.resultHash(of: folder)
    guard present == record.resultHash else {
      throw ResultsDiffer(
        path: folder,
        message: "the CSV files are not those of the manifest (\(present) instead of "
          + "\(record.resultHash)); they were changed after the run")
    }
    try record.checkInputs()
    let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array(Paths.join(temporary, "ballast-verify-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw FileError(temporary, "create a temporary folder", code: errno)
    }
    let scratch = String(cString: made)
    defer { rmdir(scratch) }
    let again = scratch + "/run"
    defer { RunFolder.remove(again) }
    var progress = ProgressLine(isQuiet: quiet)
    defer { progress.clear() }
    Interruption.install()
    let manifest = try ExperimentRun(
      record.experiment, open: Caches.feed(from: Caches.standard(isOff: withoutCache))
    ).run(
      into: again, progress: { progress.update($0) })
    progress.clear()
    guard manifest.resultHash == record.resultHash else {
      throw ResultsDiffer(
        path: folder,
        message: "run again, the results differ in "
          + Self.differing(folder, again).joined(separator: ", ")
          + "; the manifest names the versions and the CPU they were made with")
    }
    if !quiet { print("\(folder): the same results, \(manifest.resultHash)") }
  }

  /// The names of the CSV files that differ between two runs.
  private static func differing(_ one: String, _ other: String) -> [String] {
    let names = Set(Paths.contents(of: one) + Paths.contents(of: other))
    return names.filter { $0.hasSuffix(".csv") }.sorted().filter { name in
      let left = try? SHA256Digest.of(files: ["\(one)/\(name)"])
      let right = try? SHA256Digest.of(files: ["\(other)/\(name)"])
      return left == nil || left != right
    }
  }
}
