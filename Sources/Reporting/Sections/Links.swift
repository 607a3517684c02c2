extension ReportText {
  /// Links to the charts, or why there are none.
  var chartSection: String {
    var text = "## Charts\n\n"
    for chart in charts {
      text += "![\(chart.title)](charts/\(chart.file))\n\n"
    }
    if let chartFailure {
      text += "No charts could be drawn: \(Escaping.markdown(chartFailure)).\n\n"
    }
    if results.paths.count > RunCharts.maximumCurves, !charts.isEmpty {
      text +=
        "They show the first \(RunCharts.maximumCurves) of \(results.paths.count) strategies in "
        + "the order of the ranking.\n\n"
    }
    text.removeLast()
    return text
  }

  /// Where every number comes from.
  var fileSection: String {
    var text = """
      ## Files

      Every number here is from the CSV files in this folder; `manifest.json` has the whole
      experiment, its inputs and versions.
      """
    if let seed = manifest.seed { text += " Seed \(Escaping.markdown(seed))." }
    if let hash = manifest.resultHash { text += "\nResult hash: `\(Escaping.plain(hash))`." }
    return text + "\n"
  }
}
