internal import ArgumentParser
internal import Experiments
internal import MarketData
internal import Strategies

/// `ballast audit EXPERIMENT`.
struct AuditCommand: CatalogueCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Test on an experiment that its strategies are treated alike and see no future.",
    discussion: """
      Replays the strategies of an experiment on its own data and compares, order message by order \
      message and fill by fill: the same replay again; several copies of each strategy; the \
      strategies in other orders; some of them left out; everything that happens after an instant \
      altered (prices, sizes, sides, rows left out or twice), for several instants; and, without \
      fills, everything that arrives after an instant altered. What is drawn follows --seed.

      Each test says pass and what it compared, or shows the first difference: the strategy, the \
      time and what it did in both replays. Ends with status 0 where all tests pass and with 1 \
      where one fails. Memory grows by some 50 bytes per order message; --until and --quick bound \
      the work on long data. Strategies run under their own assumptions alone, not under those of \
      'sensitivity'. A strategy that reads later prices from a file of its own reads the same in \
      every replay: that cannot be seen from here.
      """)

  @Argument(help: "The experiment file (YAML).")
  var experiment: String

  @Option(help: "Copies of each strategy.")
  var copies = 16

  @Option(help: "Determines the instants, orders and alterations.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Only the data before this: an instant (2024-08-08T12:00:00Z) or a span from the start.",
      valueName: "time"))
  var until: String?

  @Flag(help: "Fewer copies, orders and instants.")
  var quick = false

  @Flag(help: "No progress and no text, only errors.")
  var quiet = false

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(name: .customLong("no-cache"), help: "Neither use nor make binary copies of tick files.")
  var withoutCache = false

  mutating func validate() throws {
    if copies < 2 { throw ValidationError("--copies must be 2 or more") }
    if copies > 10_000 { throw ValidationError("--copies must be 10000 or less") }
  }

  mutating func run(_ catalogue: StrategyCatalogue) throws {
    let experiment = try Inputs.experiment(self.experiment, catalogue)
    var settings = Audit.Settings()
    settings.copies = quick ? min(copies, 4) : copies
    settings.seed = seed
    if quick { (settings.permutations, settings.halves, settings.instants) = (1, 1, 2) }
    if let until { try settings.end(at: until) }
    var line = ProgressLine(isQuiet: quiet)
    defer { line.clear() }
    Interruption.install()
    let report = try Audit(
      experiment, settings: settings,
      open: Caches.feed(from: Caches.standard(isOff: withoutCache))
    ).run { line.update($0) }
    line.clear()
    if json {
      print(report.json.text)
    } else if !quiet {
      print(report.text, terminator: "")
    }
    guard report.passes else { throw AuditFailed(experiment: self.experiment, report: report) }
  }
}

/// An audit in which a test failed.
struct AuditFailed: Error, CustomStringConvertible {
  var experiment: String
  var report: AuditReport
  var description: String {
    let failed = report.tests.filter { !$0.isGood }.map(\.name).joined(separator: ", ")
    return "\(experiment): error: the audit failed: \(failed); see the differences it printed"
  }
}

extension ProgressLine {
  /// Redraws the line where enough time has passed.
  mutating func update(_ progress: Audit.Progress) {
    draw { _ in "audit: \(progress.test), \(Int(progress.share * 100)) %" }
  }
}
