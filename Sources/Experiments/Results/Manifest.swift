public import Backtesting
internal import MarketData

/// What `manifest.json` says of a run beside its experiment: what was read, with what, and with
/// which result. Only `timing` differs between two runs of the same inputs into one folder.
public struct Manifest: Sendable {
  /// One input file.
  public struct Input: Sendable {
    /// The path as the experiment file reaches it.
    public var path: String
    /// The name of its format, or `script` for the orders of a scripted strategy.
    public var format: String
    /// Its size on disk (bytes).
    public var size: Int64
    /// The SHA-256 of its bytes on disk.
    public var sha256: String
    /// Data rows read from it.
    public var rows: Int64?

    /// An input from its parts.
    public init(path: String, format: String, size: Int64, sha256: String, rows: Int64?) {
      self.path = path
      self.format = format
      self.size = size
      self.sha256 = sha256
      self.rows = rows
    }

    /// An input whose size and digest are taken from the file now, unless its digest is known.
    ///
    /// - Throws: `FileError` where it cannot be read.
    public init(
      reading path: String, folder: String, format: String, rows: Int64?, sha256: String? = nil
    ) throws {
      let file = Paths.join(folder, path)
      self.init(
        path: path, format: format, size: Paths.size(file) ?? 0,
        sha256: try sha256 ?? SHA256Digest.of(files: [file]), rows: rows)
    }
  }

  /// The resolved experiment.
  public var experiment: Experiment
  /// The experiment's folder as a path relative to the run's.
  public var experimentFolder: String
  /// Every input file.
  public var inputs: [Input] = []
  /// Data rows read.
  public var rowsRead: Int64 = 0
  /// Rows that became events of the replay.
  public var rowsReplayed: Int64 = 0
  /// Rows set aside, by reason, in the order of the reasons' names.
  public var rowsRejected: [String: Int64] = [:]
  /// Rows whose price was moved onto the grid from within 1e-6 tick.
  public var rowsSnapped: Int64 = 0
  /// Further statistics of the data, in the order given.
  public var dataStatistics: [(name: String, value: JSONValue)] = []
  /// The clock shift applied to each recorder and how it was found.
  public var clockShifts: [(recorder: String, nanoseconds: Int64, source: String)] = []
  /// The totals of the replay.
  public var result = BacktestResult()
  /// `RunFolder.resultHash`.
  public var resultHash = ""
  /// Sentences on what limits the results of this run.
  public var caveats: [String] = []
  /// Wall-clock facts, in the order given.
  public var timing: [(name: String, value: JSONValue)] = []

  /// A manifest of `experiment`, to be filled in.
  public init(_ experiment: Experiment, experimentFolder: String) {
    self.experiment = experiment
    self.experimentFolder = experimentFolder
  }

  /// The whole manifest, in an order that never changes.
  public var json: JSONValue {
    .object([
      ("name", .string(experiment.name)),
      ("experiment", experiment.json),
      ("experiment_folder", .string(experimentFolder)),
      ("notes", .array(experiment.notes.map { .string($0) })),
      ("versions", Versions.json),
      ("inputs", .array(inputs.map(\.json))),
      ("rows_read", .integer(rowsRead)),
      ("rows_replayed", .integer(rowsReplayed)),
      (
        "rows_rejected",
        .object(rowsRejected.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
      ),
      ("rows_rejected_total", .integer(rowsRejected.values.reduce(0, +))),
      ("rows_snapped", .integer(rowsSnapped)),
      ("data", .object(dataStatistics.map { ($0.name, $0.value) })),
      ("clock_shifts", .array(clockShifts.map(Self.json))),
      ("replay", replayJSON),
      ("seed", .integer(experiment.metrics.seed)),
      ("result_hash", .string(resultHash)),
      ("caveats", .array(caveats.map { .string($0) })),
      ("timing", .object(timing.map { ($0.name, $0.value) })),
    ])
  }

  private static func json(
    _ shift: (recorder: String, nanoseconds: Int64, source: String)
  ) -> JSONValue {
    .object([
      ("recorder", .string(shift.recorder)), ("shift_ns", .integer(shift.nanoseconds)),
      ("source", .string(shift.source)),
    ])
  }

  private var replayJSON: JSONValue {
    let spans = result.lanes.compactMap(\.span)
    let start = spans.map(\.start).min()
    return .object([
      ("events", .integer(result.events)), ("trades", .integer(result.trades)),
      ("trades_without_side", .integer(result.tradesWithoutSide)),
      ("trades_side_inferred", inferredJSON),
      ("quotes", .integer(result.quotes)), ("quotes_crossed", .integer(result.quotesCrossed)),
      ("book_messages", .integer(result.bookMessages)),
      ("levels_dropped_crossed", .integer(result.levelsDroppedCrossed)),
      ("book_states_crossed", .integer(result.bookStatesCrossed)),
      ("book_states_locked", .integer(result.bookStatesLocked)),
      ("book_states_one_sided", .integer(result.bookStatesOneSided)),
      ("funding_rates", .integer(result.fundingRates)),
      ("funding_payments", .integer(result.fundingPayments)),
      ("start_ns", start.map { .integer($0) } ?? .null),
      ("end_ns", result.end.map { .integer($0) } ?? .null),
      ("lanes", .array(result.lanes.enumerated().map { json(of: $0, $1) })),
    ])
  }

  private var inferredJSON: JSONValue {
    .object([
      ("by_quote_rule", .integer(result.sidesInferredByQuote)),
      ("by_tick_rule", .integer(result.sidesInferredByTick)),
      ("left_unknown", .integer(result.sidesNotInferred)),
    ])
  }

  private func json(of place: Int, _ lane: LaneResult) -> JSONValue {
    var entries: [(String, JSONValue)] = [("strategy", .string(lane.settings.name))]
    let lanes = experiment.lanes
    if lanes.indices.contains(place), lanes[place].legs > 1 {
      let instrument = experiment.instruments[lanes[place].instrument].instrument
      entries.append(("instrument", .string(instrument.name)))
    }
    let rejections = lane.rejections.sorted { $0.key < $1.key }
    return .object(
      entries + [
        ("decisions", .integer(lane.decisions)),
        ("fill_causes", lane.causesJSON),
        ("rejections", .object(rejections.map { ($0.key, .integer($0.value)) })),
        ("impact_fills", .integer(lane.impactFills)),
        ("impact_lots", .integer(Int64(clamping: lane.impactQuantity))),
      ])
  }
}

extension Manifest.Input {
  fileprivate var json: JSONValue {
    .object([
      ("path", .string(path)), ("format", .string(format)), ("size", .integer(size)),
      ("sha256", .string(sha256)), ("rows", rows.map { .integer($0) } ?? .null),
    ])
  }
}

extension LaneResult {
  /// Fills, and the quantity filled in lots, by cause.
  fileprivate var causesJSON: JSONValue {
    .object(
      FillCause.allCases.map { cause in
        let place = Int(cause.rawValue)
        return (
          cause.name,
          .object([
            ("fills", .integer(fillsByCause[place])),
            ("lots", .decimal("\(quantityByCause[place])")),
          ])
        )
      })
  }
}
