internal import ArgumentParser
internal import Experiments
internal import Reporting
internal import Strategies

/// `ballast run EXPERIMENT`.
struct RunCommand: CatalogueCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Replay an experiment once, all strategies side by side.",
    discussion: """
      Reads the ticks of the experiment file once, runs every strategy on them and writes the \
      tables (metrics, pnl, risk, inventory, timeseries, fills, rejects, as CSV), manifest.json \
      and the report into one folder. The folder appears complete or not at all; an earlier run \
      of that name is replaced only then.

      An experiment file:

        name: my-first-run
        instrument: { symbol: BTCUSDT, tick: 0.1, lot: 0.001, kind: linear, quote: USDT }
        data:
          - { format: tardis/book_ticker, files: ticks/book_ticker_*.csv.gz }
          - { format: tardis/trades, files: ticks/trades_*.csv.gz }
        fills:
          model: { queue: { cancels: power, n: 3 } }
          latency: { feed: from-data, clock-shift: measured, order: 10ms, cancel: 10ms, \
      response: 10ms }
          fees: { maker: -0.00005, taker: 0.0004 }
        strategies:
          - { name: control, use: symmetric, half-spread: 2 ticks, size: 0.01 }
          - { name: skew, use: linear-skew, half-spread: 2 ticks, size: 0.01, \
      skew: 0.02 ticks per lot, limit: 0.5 }

      'ballast strategies' lists what 'use' can name. Paths are relative to the experiment file.
      """)

  @Argument(help: "The experiment file (YAML).")
  var experiment: String

  @Option(help: "The folder of the run (default: Reports/<name>).")
  var out: String?

  @Flag(help: "No progress and no table, only errors.")
  var quiet = false

  @Flag(help: "Print the manifest as JSON instead of the table.")
  var json = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a parameter or the limit of one strategy; may be repeated.",
      valueName: "strategy.parameter=value"))
  var overrides: [String] = []

  @Flag(name: .customLong("no-cache"), help: "Neither use nor make binary copies of tick files.")
  var withoutCache = false

  @OptionGroup var threads: ThreadsOption

  mutating func run(_ catalogue: StrategyCatalogue) throws {
    threads.apply()
    let overrides = try self.overrides.map { text in
      guard let override = ExperimentFile.Override(text) else {
        throw UsageError(
          message: "'--set \(text)' is not understood; write --set strategy.parameter=value")
      }
      return override
    }
    let experiment = try Inputs.experiment(self.experiment, catalogue, overrides: overrides)
    let path = out ?? "Reports/\(experiment.name)"
    var progress = ProgressLine(isQuiet: quiet)
    defer { progress.clear() }
    Interruption.install()
    let manifest = try ExperimentRun(
      experiment, open: Caches.feed(from: Caches.standard(isOff: withoutCache))
    ).run(
      into: path, report: Reports.write, progress: { progress.update($0) })
    progress.clear()
    guard !quiet else { return }
    print(json ? manifest.json.text : try Reports.summary(of: path))
  }
}
