internal import ArgumentParser
internal import Experiments
internal import MarketData
internal import Reporting

/// `ballast metrics FILE`.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Measure a PnL, equity, inventory or fills CSV, from wherever it came.",
    discussion: """
      Reads a CSV with a header (plain, gz, zst, xz, bz2) through the project's reader and prints \
      the figures that apply: VaR and CVaR with their uncertainty, moments, ratios and drawdowns \
      of PnL or equity (--column, --equity); time-weighted inventory (--inventory); the parts of \
      profit, realised and unrealised, and markouts of fills (--fills); a paired comparison of \
      several PnL columns (--compare); the probability of backtest overfitting of a matrix of \
      trials, one column each (--pbo).

        ballast metrics pnl.csv --column pnl --level 0.95 --level 0.99 --json
        ballast metrics run.csv --equity equity
        ballast metrics path.csv --inventory time,quantity --target 0 --limit 5 --end 20
        ballast metrics fills.csv --fills --horizon 1 --horizon 10
        ballast metrics pnl.csv --column base --column skew --compare --seed 7
        ballast metrics trials.csv --pbo 16

      Losses are positive. What cannot be computed is null with a reason. A field that is no \
      finite number is an error with its line and column. Series are kept in memory, 8 bytes a \
      row and column and three times that while they are measured; inventory and fills are not.
      """)

  @Argument(help: "The CSV.")
  var file: String

  @Option(
    help: """
      A column of PnL per period, by name or by number from 1; may be given several times. One \
      named 'equity' is taken for equity.
      """)
  var column: [String] = []

  @Option(
    defaultAsFlag: "",
    help: """
      A column of equity, of which the differences are the PnL; without a name, what --column \
      names, else the column 'equity'.
      """)
  var equity: String?

  @Option(help: "A level of VaR and CVaR, between 0 and 1; may be given several times.")
  var level: [Double] = []

  @Option(help: "Two columns, TIME,QUANTITY: the inventory held from each time on.")
  var inventory: String?

  @Option(help: "The target of inventory: a number or a column.")
  var target = "0"

  @Option(help: "The hard limit on inventory: time at |q| >= limit is reported.")
  var limit: Double?

  @Option(help: "The tolerated distance from the target: time outside it is reported.")
  var band: Double?

  @Option(help: "When the inventory's span ends, in the unit of the times; default: the last row.")
  var end: String?

  @Option(help: "The step of the grid of half-life and autocorrelation time, in seconds.")
  var grid = 1.0

  @Option(help: "Standard deviation of the mid's move over the horizon of inventory-at-risk.")
  var deviation: Double?

  @Option(help: "The unit of times: s, ms, us or ns; default: what the name ends with, else s.")
  var timeUnit: String?

  @Flag(
    help: """
      Rows are fills: time, side, price, quantity, mid; liquidity, fee, fee_rate and \
      funding_rate where there are any. Rows without side, price and quantity move the mid.
      """)
  var fills = false

  @Option(help: "A horizon of markouts, in seconds; may be given several times.")
  var horizon: [Double] = []

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    if level.isEmpty { level = [0.95, 0.99] }
    for level in level where !(level > 0 && level < 1) {
      throw ValidationError("--level \(level) must lie between 0 and 1, such as 0.95.")
    }
    if inventory != nil, fills || !column.isEmpty || equity != nil {
      throw ValidationError("--inventory excludes --fills, --column and --equity.")
    }
    if fills, !column.isEmpty || equity != nil {
      throw ValidationError("--fills excludes --column and --equity.")
    }
    guard grid >= 1e-9, grid <= 1e9 else {
      throw ValidationError("--grid must be a number of seconds above 0, such as 1.")
    }
    if let limit, !(limit > 0) { throw ValidationError("--limit must be greater than 0.") }
    if let band, !(band >= 0) { throw ValidationError("--band must be 0 or more.") }
    if let deviation, !(deviation >= 0) {
      throw ValidationError("--deviation must be 0 or more.")
    }
    if let timeUnit, TimeUnit(rawValue: timeUnit) == nil {
      throw ValidationError("--time-unit '\(timeUnit)' is none of s, ms, us and ns.")
    }
    if horizon.isEmpty { horizon = [1, 10] }
    for horizon in horizon where !(horizon >= 0 && horizon <= 1e9) {
      throw ValidationError("--horizon \(horizon) must be a number of seconds from 0 to 1e9.")
    }
  }

  mutating func run() throws {
    let reader = try TableReader(path: file)
    let measures =
      if let inventory {
        try measureInventory(reader, inventory)
      } else if fills {
        try measureFills(reader)
      } else {
        try measureSeries(reader)
      }
    let all = JSONValue.object(
      [("file", .string(file)), ("rows", .integer(Int64(reader.rows)))] + measures)
    print(
      json ? all.text : MeasureText.text(of: all, width: Console.width),
      terminator: json ? "\n" : "")
  }

  private func measureInventory(
    _ reader: TableReader, _ columns: String
  ) throws -> [(String, JSONValue)] {
    let names = columns.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard names.count == 2 else {
      throw UsageError(message: "--inventory '\(columns)' is not two columns, as in time,quantity")
    }
    var settings = InventoryMeasures.Settings()
    settings.target = target
    settings.limit = limit
    settings.band = band
    settings.end = end
    settings.step = grid
    settings.unit = timeUnit.flatMap(TimeUnit.init)
    settings.deviation = deviation
    settings.levels = level
    let measures = try InventoryMeasures.measure(
      reader, time: names[0], quantity: names[1], settings)
    return [("inventory", measures)]
  }

  private func measureFills(_ reader: TableReader) throws -> [(String, JSONValue)] {
    var settings = FillMeasures.Settings()
    settings.horizons = horizon.map { Int64(($0 * 1e9).rounded()) }
    settings.unit = timeUnit.flatMap(TimeUnit.init)
    return try FillMeasures.measure(reader, settings)
  }

  private func measureSeries(_ reader: TableReader) throws -> [(String, JSONValue)] {
    var names = column
    var kinds = names.map { kind(of: $0) }
    if let equity, !equity.isEmpty {
      names.append(equity)
      kinds.append(.equity)
    }
    if names.isEmpty {
      names = [try defaultColumn(reader)]
      kinds = [kind(of: names[0])]
    }
    let table = try NumberTable.read(reader, names)
    let series = zip(table.names.indices, kinds).map { place, kind in
      SeriesMeasures.Series(name: names[place], kind: kind, values: table.columns[place])
    }
    return SeriesMeasures.all(series, levels: level)
  }

  private func kind(of name: String) -> SeriesMeasures.Series.Kind {
    equity == "" || name.lowercased() == "equity" ? .equity : .pnl
  }

  /// What is measured where no column is named.
  private func defaultColumn(_ reader: TableReader) throws -> String {
    let known = equity == nil ? ["pnl", "equity"] : ["equity"]
    if let name = known.first(where: { reader.header.contains($0) }) { return name }
    if reader.header.count == 1 { return reader.header[0] }
    throw TickFileError(
      .missingColumn, file: file, line: 1,
      "no column is named, and none is called \(known.joined(separator: " or "))",
      advice: "name one with --column: " + reader.header.prefix(20).joined(separator: ", "))
  }
}
