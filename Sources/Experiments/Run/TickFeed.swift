internal import Backtesting
public import MarketData

/// The ticks of an experiment from its files.
public final class TickFeed: MarketFeed {
  private let timeline: Timeline
  private let experiment: Experiment
  private let counter: RowCounter
  private let cache: TickCache?

  /// All sources merged into one timeline, on corrected clocks.
  public var stream: any EventStream { counter }

  /// Opens the files of `experiment` without a cache.
  ///
  /// - Throws: `TickFileError` where a file is missing or cannot be read.
  public convenience init(_ experiment: Experiment, rejects: RejectsFile) throws {
    try self.init(experiment, rejects: rejects, cache: nil)
  }

  /// Opens the files of `experiment`; where a clock shift is to be measured this reads them once.
  ///
  /// - Throws: `TickFileError` where a file is missing or cannot be read.
  public init(
    _ experiment: Experiment, rejects: RejectsFile, cache: TickCache?
  ) throws {
    self.experiment = experiment
    self.cache = cache
    let folder = experiment.folder
    for source in experiment.data { try source.findFiles(in: folder) }
    timeline = try Timeline(
      sources: experiment.data.map { $0.specification(in: folder) },
      instruments: experiment.instruments.map(\.instrument), clock: experiment.clock.settings,
      window: TimeWindow(from: experiment.window.replayedFrom, to: experiment.window.to),
      rejectPolicy: experiment.rejects.policy, cache: cache
    ) { row, source in
      try rejects.record(
        source: source,
        file: Paths.relative(row.file, under: folder), line: row.line, column: row.column,
        columnName: row.columnName, reason: row.reason.code, text: row.text)
    }
    let spreads = experiment.instruments.map(\.touchSpread)
    let market: any EventStream =
      spreads.contains { $0 != nil } ? TouchFromTrades(timeline, spreads: spreads) : timeline
    let scales = experiment.data.map { source -> FixedDecimal? in
      guard case .scaled(let scale) = source.feed ?? experiment.clock.feed else { return nil }
      return scale
    }
    counter = RowCounter(
      scales.contains { $0 != nil } ? ScaledFeed(market, scales: scales) : market)
  }

  /// The share of the bytes on disk consumed so far.
  public var shareDone: Double {
    timeline.bytes > 0 ? min(1, Double(timeline.bytesConsumed) / Double(timeline.bytes)) : 0
  }

  /// Events handed out so far: rows that were not rejected.
  public var rowsRead: Int64 { counter.events }

  /// What became of every row.
  public func report() throws -> MarketReport {
    var report = MarketReport()
    let statistics = timeline.statistics
    let files = statistics.flatMap(\.files)
    for source in statistics {
      for file in source.files {
        report.inputs.append(
          try Manifest.Input(
            reading: Paths.relative(file.file, under: experiment.folder),
            folder: experiment.folder, format: source.format, rows: Int64(file.rowsRead),
            sha256: cache?.knownDigest(of: file.file)))
        for (reason, count) in file.rejects {
          report.rowsRejected[reason.code, default: 0] += Int64(count)
        }
      }
    }
    func total(_ count: (FileStatistics) -> Int) -> Int64 {
      Int64(files.reduce(0) { $0 + count($1) })
    }
    report.rowsRead = total(\.rowsRead)
    report.rowsReplayed = total(\.rowsReplayed)
    report.rowsSnapped = total(\.rowsSnapped)
    report.statistics = [
      ("rows_passed_over", .object(Self.passedOver(files))),
      ("rows_reordered", .integer(total(\.rowsReordered))),
      ("messages", .integer(total(\.messages))),
      ("exchange_times_moved", .integer(total(\.exchangeTimesMoved))),
      ("arrival_times_moved", .integer(total(\.arrivalTimesMoved))),
      ("rows_without_exchange_time", .integer(total(\.rowsWithoutExchangeTime))),
      ("exchange_times_from_next_row", .integer(total(\.exchangeTimesFromNextRow))),
      ("crossed_quotes", .integer(total(\.crossedQuotes))),
      ("locked_quotes", .integer(total(\.lockedQuotes))),
      ("one_sided_quotes", .integer(total(\.oneSidedQuotes))),
      ("trades_without_side", .integer(total(\.tradesWithoutSide))),
      ("sources", .array(statistics.map { $0.json(under: experiment.folder) })),
    ]
    report.clockShifts = timeline.clockShifts.map { clock in
      let given = experiment.clock.shift(of: clock.recorder)
      let source = clock.isMeasured ? "measured" : given == .none ? "none" : "given"
      return (clock.recorder, clock.shift, source)
    }
    report.caveats = DataCaveats(experiment, timeline).sentences
    report.timing = [("tick_cache", cacheUses)]
    return report
  }

  /// What became of the binary copies of the files: nothing that a result could depend on.
  private var cacheUses: JSONValue {
    guard let cache else { return .null }
    return .array(
      cache.uses.map { use in
        .object([
          ("file", .string(Paths.relative(use.path, under: experiment.folder))),
          ("outcome", .string(use.outcome.rawValue)),
          ("reason", use.reason.map { .string($0) } ?? .null),
        ])
      })
  }

  private static func passedOver(_ files: [FileStatistics]) -> [(String, JSONValue)] {
    let counts = files.reduce(into: [:]) { $0.merge($1.rowsPassedOver, uniquingKeysWith: +) }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) }
  }
}

/// Passes a stream on and counts its events.
private final class RowCounter: EventStream {
  private let stream: any EventStream
  private(set) var events: Int64 = 0

  init(_ stream: any EventStream) { self.stream = stream }

  func nextBatch(into batch: inout [MarketEvent]) throws -> Bool {
    defer { events += Int64(batch.count) }
    return try stream.nextBatch(into: &batch)
  }
}

extension DataSource {
  func specification(in folder: String) -> SourceSpecification {
    var specification = SourceSpecification(
      format: tickFormat, files: files.map { Paths.join(folder, $0) }, recorder: recorder,
      instrument: instrument, symbol: symbol)
    specification.feed = feed?.latency
    specification.replaysBook = replaysBook
    specification.dates = dates
    specification.failsOnMissingDates = failsOnMissingDates
    specification.order = order
    specification.reorderWindow = reorderWindow
    return specification
  }
}

extension RejectRule {
  fileprivate var policy: RejectPolicy {
    if failsAtFirst { return .fail }
    return switch budget {
    case .share(let share): .reject(.share(share.doubleValue))
    case .count(let count): .reject(.count(Int(count)))
    }
  }
}

extension ClockRule {
  var settings: ClockSettings {
    var settings = ClockSettings(shift: shift.clockShift)
    settings.feed = feed.latency
    if case .constant(let latency) = feed {
      settings.missingExchangeTimeLatency = latency
    }
    for one in recorderShifts { settings.recorderShifts[one.recorder] = one.shift.clockShift }
    return settings
  }
}

extension ClockRule.Feed {
  fileprivate var latency: FeedLatency {
    switch self {
    case .fromData, .scaled: .fromData
    case .constant(let latency): .constant(latency)
    }
  }
}

extension ClockRule.Shift {
  fileprivate var clockShift: ClockShift {
    switch self {
    case .none: .none
    case .measured: .measured
    case .given(let shift): .given(shift)
    }
  }
}
