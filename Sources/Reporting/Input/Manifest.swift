/// The facts of `manifest.json` that a report uses. Nothing else reads that file.
struct Manifest {
  /// A strategy of the experiment.
  struct StrategyFacts {
    var name: String
    var use: String?
    /// The instrument it trades, where the run has several.
    var instrument: String?
    /// How many instruments it trades.
    var legCount: Int
    /// Parameters and their texts, by name.
    var parameters: [(name: String, text: String)]
    /// The hard limit on inventory (base units).
    var limit: Double?
    /// Inventory (base units) and cash it starts with.
    var start: Start?
    var assumptions: Assumptions?
  }

  /// Holdings at the start.
  struct Start: Equatable {
    var inventory: Double?
    var cash: Double?

    init(_ json: ManifestJSON) {
      inventory = json["inventory"].number
      cash = json["cash"].number
    }
  }

  /// A file that was replayed.
  struct Input {
    var path: String
    var format: String?
    var bytes: Int?
    var sha256: String?
    var rowsRead: Int?
    var rowsReplayed: Int?
    var rowsRejected: Int?
  }

  /// A count with what it counts.
  struct Count {
    var name: String
    var count: Int
  }

  /// The orders of a lane that were not sent or not accepted.
  struct Rejections {
    var strategy: String
    /// The leg's instrument, where the strategy trades several.
    var instrument: String?
    /// How many for which reason; none for reasons that did not occur.
    var reasons: [Count]
  }

  var name: String
  var symbol: String?
  /// The currency of prices and money; `nil` where the experiment does not name it.
  var quoteCurrency: String?
  var tick: Double?
  /// How quantities are counted: an inverse contract is worth a fixed amount of quote currency.
  var quantityUnitSingular: String
  var strategies: [StrategyFacts]
  var assumptions: Assumptions
  /// Where arrival times come from: `from-data` or a constant.
  var feed: String?
  var clockShift: String?
  var decisions: String?
  var start: Start
  var baseline: String?
  var seed: String?
  var inputs: [Input]
  /// The formats of the experiment's sources.
  var formats: [String]
  var rowsRead: Int?
  var rowsReplayed: Int?
  /// Rejected rows by reason, sorted.
  var rejected: [Count]
  /// Other counts about the rows, such as snapped prices, that are above 0.
  var otherCounts: [Count]
  /// What a plain run would not have done, or did not do though asked.
  var notes: [String]
  /// The first and last instant of the replay (ns), where it says.
  var span: ClosedRange<Int64>?
  /// Trades replayed, where it says, and those among them without a side.
  var trades: Int?
  var tradesWithoutSide: Int
  /// Orders that were not sent or not accepted, by lane.
  var rejections: [Rejections]
  var resultHash: String?
  /// Whether the strategies ran under other assumptions too.
  var hasSensitivity: Bool

  /// Reads the file.
  ///
  /// - Throws: `ReportError` where it is no JSON object.
  init(file: String) throws {
    let json = try ManifestJSON(file: file)
    guard json.isObject else {
      throw ReportError(file: file, message: "is not a JSON object; run the experiment again")
    }
    let experiment = json["experiment"]
    name = experiment["name"].text ?? json["name"].text ?? "run"
    let several = experiment["instruments"].list
    let instruments = several.isEmpty ? [experiment["instrument"]] : several
    let symbols = instruments.compactMap { $0["symbol"].text }
    let named = several.compactMap { one in
      one["name"].text.map { "\($0) (\(one["symbol"].text ?? NumberFormat.missing))" }
    }
    symbol = symbols.isEmpty ? nil : (named.isEmpty ? symbols : named).joined(separator: " and ")
    // Money and ticks of different instruments have no unit in common unless they agree.
    let quotes = Set(instruments.map { $0["settlement"].text ?? $0["quote"].text ?? "" })
    let quote = quotes.count == 1 ? quotes.first : nil
    quoteCurrency = quote?.isEmpty == false ? quote : nil
    let ticks = Set(instruments.map { $0["tick"].number })
    tick = ticks.count == 1 ? ticks.first ?? nil : nil
    let inverse = instruments.filter { $0["kind"].text == "inverse" }.count
    quantityUnitSingular =
      inverse == 0
      ? "base unit" : (inverse == instruments.count ? "contract" : "base unit or contract")
    strategies = experiment["strategies"].list.map(Self.strategy)
    assumptions = Assumptions(experiment["fills"])
    feed = experiment["fills"]["latency"]["feed"].text
    clockShift = Self.clockShift(json)
    let decide = experiment["decide"]
    decisions = decide.isObject ? Self.decisions(decide) : decide.text
    start = Start(experiment["start"])
    baseline = experiment["metrics"]["baseline"].text
    seed = json["seed"].text ?? experiment["metrics"]["seed"].text
    inputs = json["inputs"].list.filter(\.isObject).map(Self.input)
    formats = experiment["data"].list.compactMap { $0["format"].text }
    rowsRead = json["rows_read"].integer
    rowsReplayed = json["rows_replayed"].integer
    rejected = Self.counts(json["rows_rejected"], orAs: "rejected")
    let snapped = Self.counts(json["rows_snapped"], orAs: "rows_snapped")
    otherCounts = snapped + Self.counts(json["data"], orAs: "data")
    let replay = json["replay"]
    if let start = replay["start_ns"].nanoseconds, let end = replay["end_ns"].nanoseconds,
      start <= end
    {
      span = start...end
    }
    trades = replay["trades"].integer
    tradesWithoutSide = replay["trades_without_side"].integer ?? 0
    let caveats = json["caveats"].list.compactMap(\.text).filter { caveat in
      !Self.coveredCaveats.contains { caveat.contains($0) }
    }
    notes = json["notes"].list.compactMap(\.text) + caveats
    rejections = replay["lanes"].list.map { lane in
      Rejections(
        strategy: lane["strategy"].text ?? NumberFormat.missing,
        instrument: lane["instrument"].text,
        reasons: Self.counts(lane["rejections"], orAs: "rejected"))
    }
    resultHash = json["result_hash"].text
    hasSensitivity = !experiment["fills"]["sensitivity"].list.isEmpty
  }

  /// Parts of caveats in the manifest that the report words itself, from the same facts.
  private static let coveredCaveats = [
    "Fill model ", "different fill assumptions", "latency is zero", "has no trades",
    "have no side", "rows were rejected", "shorter than one horizon", "observations in the tail",
    "move no market", "The clock of recorder",
  ]

  private static func strategy(_ json: ManifestJSON) -> StrategyFacts {
    let other = ["name", "use", "instrument", "limit", "start", "fills", "legs"]
    return StrategyFacts(
      name: json["name"].text ?? NumberFormat.missing, use: json["use"].text,
      instrument: json["instrument"].text, legCount: 1 + json["legs"].keys.count,
      parameters: json.keys.filter { !other.contains($0) }.map {
        ($0, json[$0].text ?? NumberFormat.missing)
      },
      limit: json["limit"].number,
      start: json["start"].exists ? Start(json["start"]) : nil,
      assumptions: json["fills"].exists ? Assumptions(json["fills"]) : nil)
  }

  private static func input(_ json: ManifestJSON) -> Input {
    func first(_ keys: [String]) -> ManifestJSON {
      keys.map { json[$0] }.first(where: \.exists) ?? json[keys[0]]
    }
    let rejected = counts(json["rows_rejected"], orAs: "rejected")
    return Input(
      path: first(["path", "file", "name"]).text ?? NumberFormat.missing,
      format: json["format"].text, bytes: first(["size", "bytes"]).integer,
      sha256: first(["sha256", "sha-256"]).text, rowsRead: first(["rows_read", "rows"]).integer,
      rowsReplayed: json["rows_replayed"].integer,
      rowsRejected: json["rows_rejected"].exists ? rejected.map(\.count).reduce(0, +) : nil)
  }

  /// What was added to arrival times: as applied, where the manifest says it, else as asked for.
  private static func clockShift(_ json: ManifestJSON) -> String? {
    guard json["clock_shifts"].exists else {
      let asked = json["experiment"]["fills"]["latency"]["clock-shift"].text
      return asked == "none" ? nil : asked
    }
    let shifts = json["clock_shifts"].list.compactMap { shift -> String? in
      guard let nanoseconds = shift["shift_ns"].number, nanoseconds != 0 else { return nil }
      let milliseconds = NumberFormat.plain(nanoseconds / 1e6)
      let source = shift["source"].text.map { ", \($0)" } ?? ""
      let recorder = shift["recorder"].text ?? "recorder"
      let whose = recorder == "recorder" ? "" : " for the clock of \(recorder)"
      return "\(milliseconds) ms\(whose)\(source)"
    }
    return shifts.isEmpty ? nil : shifts.joined(separator: "; ")
  }

  private static func decisions(_ json: ManifestJSON) -> String {
    let triggers = json["on"].list.compactMap(\.text)
    let every = "every \(json["every"].text ?? "interval")"
    return triggers.isEmpty ? every : "\(every) and on \(triggers.joined(separator: ", "))"
  }

  private static func counts(_ json: ManifestJSON, orAs name: String) -> [Count] {
    if let count = json.integer { return count == 0 ? [] : [Count(name: name, count: count)] }
    return json.keys.compactMap { key in
      json[key].integer.flatMap { $0 == 0 ? nil : Count(name: key, count: $0) }
    }
  }

  /// How many instruments each strategy that trades several of them trades, by name.
  var legCounts: [String: Int] {
    var counts: [String: Int] = [:]
    for strategy in strategies where strategy.legCount > 1 {
      counts[strategy.name] = strategy.legCount
    }
    return counts
  }

  /// How quantities are counted, in the plural.
  var quantityUnit: String {
    quantityUnitSingular.split(separator: " ").map { $0 == "or" || $0 == "base" ? $0 : $0 + "s" }
      .joined(separator: " ")
  }

  /// All rejected rows.
  var rejectedTotal: Int { rejected.map(\.count).reduce(0, +) }

  /// Whether trades were replayed; where the replay does not say, whether any source has them.
  var hasTrades: Bool {
    if let trades { return trades > 0 }
    return formats.isEmpty
      || formats.contains { $0.lowercased().contains("trade") || $0 == "generic" }
  }
}
