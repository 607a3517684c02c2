public import Backtesting
internal import MarketData

/// Reads experiment files: YAML (or JSON, which is YAML too) by the grammar in
/// <doc:ExperimentFiles>.
///
/// Every complaint is an ``ExperimentError`` with file, line and column. Unknown keys are errors
/// that name the nearest known one.
public enum ExperimentFile {
  /// One `--set strategy.parameter=value` of the command line.
  public struct Override: Sendable, Equatable {
    /// The strategy's name in the experiment.
    public var strategy: String
    /// The key of the strategy to set.
    public var key: String
    /// Its new text.
    public var text: String

    /// An override from its parts.
    public init(strategy: String, key: String, text: String) {
      self.strategy = strategy
      self.key = key
      self.text = text
    }

    /// An override written as `strategy.parameter=value`; `nil` where it is not.
    public init?(_ argument: String) {
      guard let equals = argument.firstIndex(of: "=") else { return nil }
      let path = argument[..<equals]
      guard let point = path.firstIndex(of: ".") else { return nil }
      strategy = String(path[..<point])
      key = String(path[path.index(after: point)...])
      text = String(argument[argument.index(after: equals)...])
      guard !strategy.isEmpty, !key.isEmpty, !text.isEmpty else { return nil }
    }

    var place: SourcePlace {
      SourcePlace(file: "--set \(strategy).\(key)=\(text)", line: 1, column: 1)
    }
  }

  /// Reads the experiment file at `path` with `catalogue` to look strategies up in.
  ///
  /// - Throws: `ExperimentError` where the file says something that cannot be used; `FileError`
  ///   where it cannot be read.
  public static func read(
    path: String, catalogue: [any Strategy.Type], overrides: [Override] = []
  ) throws -> Experiment {
    let yaml = String(decoding: try FileOperations.read(path), as: UTF8.self)
    return try parse(
      yaml, file: path, folder: Paths.folder(of: path), catalogue: catalogue,
      overrides: overrides)
  }

  /// Reads the text of an experiment file that `file` names in errors and whose relative paths
  /// start from `folder`.
  public static func parse(
    _ yaml: String, file: String, folder: String = ".", catalogue: [any Strategy.Type],
    overrides: [Override] = []
  ) throws -> Experiment {
    try experiment(
      try Setting.parse(yaml, file: file), folder: folder, catalogue: catalogue,
      overrides: overrides)
  }

  /// Reads the resolved experiment that a manifest holds under the key `experiment`.
  public static func parse(
    manifest json: String, file: String, folder: String, catalogue: [any Strategy.Type]
  ) throws -> Experiment {
    let root = try Setting.parse(json, file: file).map("the manifest")
    return try experiment(
      try root.required("experiment"), folder: folder, catalogue: catalogue, overrides: [])
  }

  static let keys = [
    "name", "instrument", "instruments", "data", "book", "touch", "rejects", "from", "to",
    "warm-up", "fills", "decide", "sessions", "start", "strategies", "metrics", "output", "session",
    "sensitivity", "grid",
  ]

  private static func experiment(
    _ root: Setting, folder: String, catalogue: [any Strategy.Type], overrides: [Override]
  ) throws -> Experiment {
    let root = try root.map("the experiment", known: keys)
    let instruments = try InstrumentsSettings(root)
    let instrument = instruments.instruments[0]
    let fills = try root["fills"]?.map(
      "fills", known: FillSettings.laneKeys + ["crossed", "sensitivity"])
    let assumptions = try fills.map {
      try FillSettings.applied(
        $0, to: FillAssumptions(), latencyKeys: FillSettings.latencyKeys, instrument: instrument)
    }
    let clock = try fills?["latency"].map { try ClockKeys.read(try $0.map("latency")) }
    let start = try root["start"].map {
      // What is wrong on one instrument only is found there.
      try StartSettings.applied(
        $0, to: StartState(), instrument: instrument, allowsShort: true)
    }
    let metrics = try MetricsSettings.read(root["metrics"])
    let entries = try instruments.entries(
      fills: fills, start: root["start"],
      band: try root["metrics"].flatMap { try $0.map("metrics")["band"] })
    let window = try WindowSettings.read(root)
    var replay = try DecisionSettings.read(root["decide"])
    replay.keepsCrossedLevels =
      try fills?["crossed"]?.choice("crossed", [("drop", false), ("keep", true)]) ?? false
    replay.sampleInterval = metrics.sample
    replay.measuredFrom = window.from
    replay.warmUp = window.warmUp
    replay.sessions = try root["sessions"].map { try SessionSettings.read($0) }
    if let session = root["session"] {
      replay.sessionEnd = try session.map("session", known: ["end"])["end"]?.instant("session end")
    }
    var result = Experiment(
      name: try name(root), instruments: entries,
      data: try DataSettings.read(
        try root.required("data"), book: root["book"], instruments: instruments, folder: folder),
      rejects: try RejectSettings.read(root["rejects"]), clock: clock ?? ClockRule(),
      window: window,
      fills: entries.count == 1 ? entries[0].fills : assumptions ?? FillAssumptions(),
      sensitivity: [], replay: replay,
      start: entries.count == 1 ? entries[0].start : start ?? StartState(), strategies: [],
      metrics: metrics.settings,
      output: try OutputSettings.read(root["output"]), notes: [], folder: folder)
    result.notes += result.data.compactMap { source in
      source.formatDecision.map { "\(source.files.first ?? ""): \($0)" }
    }
    if root["grid"] != nil {
      result.notes.append(
        "grid is not part of a run: 'ballast run' replays the strategies as given")
    }
    result.strategies = try StrategySettings(
      instruments: entries, catalogue: catalogue,
      overrides: overrides
    ).read(try root.required("strategies"))
    if let cases = fills?["sensitivity"] ?? root["sensitivity"] {
      result.sensitivity = try SensitivitySettings.read(cases, for: result)
    }
    try checkArrivalTimes(result)
    try checkClocks(result, fills: fills)
    try checkBaseline(result, metrics: root["metrics"])
    return result
  }

  /// Refuses a source whose feed latency is to come from arrival times that it does not have.
  private static func checkArrivalTimes(_ experiment: Experiment) throws {
    for source in experiment.data where source.isReplayed && !source.tickFormat.hasArrivalTime {
      guard (source.feed ?? experiment.clock.feed).needsArrivalTimes else { continue }
      throw ExperimentError(
        source.place,
        "\(source.format) has no arrival times for a feed latency from the data; write "
          + "fills: { latency: { feed: 5ms } }, or what the feed takes")
    }
  }

  private static func name(_ root: SettingMap) throws -> String {
    let setting = try root.required("name")
    let name = try setting.text("name")
    let allowed = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard allowed, !name.hasPrefix(".") else {
      throw setting.error(
        "name '\(name)' cannot name a folder; use letters, digits, '_', '-' and inner '.'")
    }
    return name
  }

  private static func checkClocks(_ experiment: Experiment, fills: SettingMap?) throws {
    let recorders = experiment.data.map(\.recorder)
    for shift in experiment.clock.recorderShifts where !recorders.contains(shift.recorder) {
      let place = try fills?["latency"]?.map("latency")["clock-shift"]?
        .map("clock-shift").entries.first { $0.key == shift.recorder }?.keyPlace
      guard let place else { continue }
      throw ExperimentError(
        place,
        "no source has the recorder '\(shift.recorder)'; "
          + NearestName.hint(for: shift.recorder, among: recorders))
    }
  }

  private static func checkBaseline(_ experiment: Experiment, metrics: Setting?) throws {
    guard let baseline = experiment.metrics.baseline,
      !experiment.strategies.contains(where: { $0.lane.name == baseline }),
      let setting = try metrics?.map("metrics")["baseline"]
    else { return }
    throw setting.error(
      "baseline '\(baseline)' is no strategy here; "
        + NearestName.hint(for: baseline, among: experiment.strategies.map(\.lane.name)))
  }
}
