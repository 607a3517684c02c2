internal import Backtesting
internal import MarketData

/// One replay of an experiment: every strategy side by side, into the files of one folder.
public struct ExperimentRun {
  /// How far a run is.
  public struct Progress: Sendable {
    /// The share of the input consumed, 0 to 1.
    public var share: Double
    /// Data rows read so far.
    public var rows: Int64
    /// The exchange time reached (ns).
    public var time: Int64
  }

  /// What is run.
  public let experiment: Experiment
  private let open: (Experiment, RejectsFile) throws -> any MarketFeed
  private let operations: FileOperations

  /// A run of `experiment` on the market that `open` opens, which reports rejected rows to the
  /// given file.
  public init(
    _ experiment: Experiment, operations: FileOperations = .system,
    open: @escaping (Experiment, RejectsFile) throws -> any MarketFeed
  ) {
    self.experiment = experiment
    self.operations = operations
    self.open = open
  }

  /// Replays once and publishes the folder at `path`.
  ///
  /// - Parameters:
  ///   - path: where the run is to be found afterwards.
  ///   - report: called with the finished, not yet published folder, so that reports appear
  ///     together with the results.
  ///   - progress: called after each batch of events.
  /// - Returns: The manifest.
  /// - Throws: What the data, the strategies or the file system refuse; an earlier run at `path` is
  ///   untouched then.
  public func run(
    into path: String, report: (String) throws -> Void = { _ in },
    progress: (Progress) -> Void = { _ in }
  ) throws -> Manifest {
    let clock = ContinuousClock()
    let started = clock.now
    let folder = try RunFolder(path: path, operations: operations)
    var manifest = Manifest(
      experiment, experimentFolder: Paths.relative(experiment.folder, to: path))
    let rejects = try RejectsFile(in: folder)
    let files = try ResultFiles(experiment, in: folder)
    let backtest = try backtest(&manifest)
    let feed = try open(experiment, rejects)
    let opened = clock.now
    manifest.result = try backtest.run(feed.stream, into: files) { time, _ in
      try Interruption.check()
      progress(Progress(share: feed.shareDone, rows: feed.rowsRead, time: time))
    }
    let replayed = clock.now
    let market = try feed.report()
    manifest.take(market)
    guard manifest.rowsReplayed > 0 else { throw nothingReplayed(manifest) }
    if let error = nothingMeasured(manifest.result) { throw error }
    try files.commit()
    try rejects.commit()
    try ResultTables(
      experiment, lanes: manifest.result.lanes, series: files.series,
      legged: manifest.result.legged
    ).write(to: folder)
    // From here on the strategies under their own assumptions alone.
    let own = experiment.lanes.filter { $0.sensitivity == nil }.count
    manifest.result.lanes.removeLast(manifest.result.lanes.count - own)
    manifest.result.legged.removeAll { $0.lanes.contains { $0 >= own } }
    manifest.caveats += Caveats.of(experiment, manifest, series: files.series)
    manifest.resultHash = try folder.resultHash()
    manifest.timing =
      Timing.entries(
        opening: opened - started, replay: replayed - opened, writing: clock.now - replayed,
        rows: manifest.rowsRead) + market.timing
    try folder.write("manifest.json", manifest.json.text + "\n")
    if experiment.output.report { try report(folder.stagingPath) }
    try folder.publish()
    return manifest
  }

  /// Why no decision counted where a window or a warm-up left none, or `nil`.
  private func nothingMeasured(_ result: BacktestResult) -> (any Error)? {
    let window = experiment.window
    guard window.from != nil || window.warmUp > 0, let end = result.end,
      result.lanes.allSatisfy({ $0.span == nil })
    else { return nil }
    let start = window.from.map { "from \(TimeText.instant($0)) on" }
    return ExperimentError(
      dataPlace,
      "no decision counts: they would count "
        + (start ?? "after a warm-up of \(Durations.text(window.warmUp))")
        + ", and the data that is replayed ends at \(TimeText.instant(end)); choose another "
        + "'from' or 'warm-up', and see that the touch is two-sided by then")
  }

  private var dataPlace: SourcePlace {
    experiment.data.first?.place ?? SourcePlace(file: experiment.name, line: 1, column: 1)
  }

  private func nothingReplayed(_ manifest: Manifest) -> any Error {
    let reasons = manifest.rowsRejected.sorted { $0.key < $1.key }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    let read = "\(manifest.rowsRead) rows were read and none could be replayed"
    return ExperimentError(
      dataPlace,
      "\(read)\(reasons.isEmpty ? "" : " (rejected: \(reasons))"); "
        + "'ballast check' on the files says more")
  }

  /// The lanes of the experiment; scripts are inputs too.
  private func backtest(_ manifest: inout Manifest) throws -> Backtest {
    let replayed = try experiment.backtest()
    for (file, actions) in replayed.scripts {
      manifest.inputs.append(
        try Manifest.Input(
          reading: file, folder: experiment.folder, format: "script", rows: Int64(actions)))
    }
    manifest.inputs += replayed.latencies
    return replayed.backtest
  }
}

extension Manifest {
  /// Takes over what is known of the data.
  mutating func take(_ report: MarketReport) {
    inputs = report.inputs + inputs
    rowsRead = report.rowsRead
    rowsReplayed = report.rowsReplayed
    rowsRejected = report.rowsRejected
    rowsSnapped = report.rowsSnapped
    dataStatistics = report.statistics
    clockShifts = report.clockShifts
    caveats += report.caveats
  }
}
