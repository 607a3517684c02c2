/// The text of `report.md`, put together from its sections.
struct ReportText {
  let results: RunResults
  let ranking: Ranking
  /// The charts that were drawn, in order.
  let charts: [RunCharts.Chart]
  /// Why charts are missing, if any are.
  let chartFailure: String?

  var manifest: Manifest { results.manifest }

  /// The currency of money columns.
  var currency: String { manifest.quoteCurrency ?? "quote units" }

  /// The unit of quantities: base units, or contracts where that is what is counted.
  var quantityUnit: String { manifest.quantityUnit }

  /// The whole report.
  var markdown: String {
    let sections = [
      statement, dataSection, rankingSection, pnlSection, legSection, inventorySection,
      riskSection, fillSection, rejectionSection,
      markoutSection, sensitivitySection, caveatSection, chartSection,
      fileSection,
    ]
    return sections.compactMap { $0 }.joined(separator: "\n")
  }

  /// The rows of `metrics.csv` in the order of the ranking.
  var rows: [CSVRow] { ranking.entries.map(\.row) }

  /// A table that starts with the names of the strategies, in the order of the ranking.
  func strategyTable() -> Table {
    var table = Table()
    table.addText("strategy", ranking.entries.map(\.name))
    return table
  }

  /// The numbers of a column of `metrics.csv`, in the order of the ranking.
  func numbers(_ column: String) -> [Double?] { rows.map { $0.number(column) } }

  /// A list of names in a sentence.
  static func listed(_ names: [String]) -> String {
    names.map(Escaping.markdown).joined(separator: ", ")
  }
}
