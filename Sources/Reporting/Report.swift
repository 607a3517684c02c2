internal import Experiments

/// The report of a finished run, made from the files of its folder alone, hence the same whenever
/// it is made again.
public struct Report {
  /// Takes the bytes of a file to be written: its path and what is to be in it.
  public typealias Writer = (_ path: String, _ bytes: [UInt8]) throws -> Void

  private let folder: String
  private let results: RunResults
  private let ranking: Ranking

  /// Reads a run folder, such as `Reports/demo`.
  ///
  /// `manifest.json` and `metrics.csv` must be there; what the other files would have given is
  /// missing from the report where they are missing, and it says so.
  ///
  /// - Throws: `ReportError` where a file is missing or damaged.
  public init(runFolder: String) throws {
    folder =
      runFolder.count > 1 && runFolder.hasSuffix("/") ? String(runFolder.dropLast()) : runFolder
    results = try RunResults(folder: folder)
    ranking = Ranking(results)
  }

  /// Writes `charts/*.svg` and `report.md` into the run folder; the text comes last, so that it
  /// never links to what is not there.
  ///
  /// Charts that cannot be drawn are left out; the report says why.
  ///
  /// - Parameters:
  ///   - renderer: draws the charts.
  ///   - writer: writes a file; the default writes under a temporary name and renames.
  /// - Throws: what `writer` throws.
  public func write(
    charts renderer: ChartRenderer = .gnuplot, writer: Writer = Report.writeAtomically
  ) throws {
    var drawn: [RunCharts.Chart] = []
    var failure: String?
    for chart in scripts {
      do {
        let bytes = try renderer.render(chart.script)
        try writer("\(folder)/charts/\(chart.file)", chart.titled(bytes))
        drawn.append(chart)
      } catch let error as ChartRenderer.Failure {
        failure = error.description
      }
    }
    if scripts.isEmpty { failure = "timeseries.csv is missing or has no rows" }
    let text = ReportText(
      results: results, ranking: ranking, charts: drawn, chartFailure: failure)
    try writer("\(folder)/report.md", Array(text.markdown.utf8))
  }

  /// The main table as aligned plain text for a terminal of `width` columns, the control first; the
  /// columns that matter least are left out where they do not fit.
  public func summaryTable(width: Int = 100) -> String {
    func numbers(_ column: String) -> [Double?] {
      ranking.entries.map { $0.row.number(column) }
    }
    var table = Table()
    table.addText("strategy", ranking.entries.map { $0.isControl ? "\($0.name) *" : $0.name })
    let money = ["total_pnl", "spread_pnl", "inventory_pnl", "rebalancing_cost", "fees"]
    let decimals = max(
      NumberFormat.decimals(ofColumn: money.flatMap(numbers)), 2)
    func addMoney(_ title: String, _ column: String) {
      table.addFormatted(
        title, numbers(column).map { NumberFormat.fixed($0, decimals: min(decimals, 4)) })
    }
    addMoney("total PnL", "total_pnl")
    table.addNumbers("inv. variance", numbers("inventory_variance"))
    table.addNumbers("CVaR 95 %", numbers("cvar_95"))
    table.addNumbers("fills", numbers("fills"))
    addMoney("spread", "spread_pnl")
    addMoney("inventory", "inventory_pnl")
    addMoney("rebalancing", "rebalancing_cost")
    addMoney("fees", "fees")
    table.addNumbers("max |q|", numbers("inventory_max_abs"))
    let currency = Escaping.plain(results.manifest.quoteCurrency ?? "quote units")
    let hasControl = ranking.entries.contains(where: \.isControl)
    return table.plain(width: width)
      + "PnL and CVaR in \(currency), inventory in \(results.manifest.quantityUnit)."
      + (hasControl ? " * the control\n" : "\n")
  }

  /// The scripts of the charts, in the order of the ranking; none without a time series.
  private var scripts: [RunCharts.Chart] {
    guard let span = results.span, !results.paths.isEmpty else { return [] }
    var places: [String: Int] = [:]
    for (place, entry) in ranking.entries.enumerated() { places[entry.name] = place }
    let paths = results.paths.enumerated().sorted { left, right in
      let left = (places[left.element.name] ?? .max, left.offset)
      let right = (places[right.element.name] ?? .max, right.offset)
      return left < right
    }
    var limits: [String: Double] = [:]
    for strategy in results.manifest.strategies { limits[strategy.name] = strategy.limit }
    return RunCharts(
      paths: paths.map(\.element), span: span, baseline: results.manifest.baseline,
      currency: Escaping.plain(results.manifest.quoteCurrency ?? "quote units"),
      quantityUnit: results.manifest.quantityUnit, limits: limits
    ).all
  }

  /// Writes `bytes` to `path` through the project's one way of writing files; the folder is made
  /// where absent.
  ///
  /// - Throws: `FileError`, with `path` as it was.
  public static func writeAtomically(_ path: String, _ bytes: [UInt8]) throws {
    try Paths.createFolder(Paths.folder(of: path))
    let file = try AtomicFile(path: path)
    try file.append { $0.append(contentsOf: bytes) }
    try file.commit()
  }
}
