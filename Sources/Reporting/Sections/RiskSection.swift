extension ReportText {
  /// VaR and CVaR by horizon.
  var riskSection: String? {
    guard let risk = results.risk, !risk.rows.isEmpty else { return nil }
    let horizons = Self.distinct(risk.rows.compactMap { $0["horizon_s"] })
    let tables = horizons.map { horizon in
      let rows = risk.rows.filter { $0["horizon_s"] == horizon }
      return "Horizon \(horizonText(horizon)):\n\n" + table(of: rows).markdown
    }
    return """
      ## Tail risk (\(Escaping.markdown(currency)) per horizon)

      Losses are positive. CVaR is the mean loss of the worst outcomes (Rockafellar and Uryasev),
      ± its standard error; n counts horizons. Flagged numbers rest on too few of them.

      \(tables.joined(separator: "\n"))
      """
  }

  private func horizonText(_ text: String) -> String {
    guard let seconds = Double(text), seconds.isFinite, seconds < 1e9 else {
      return Escaping.markdown(text)
    }
    return NumberFormat.duration(nanoseconds: Int64(seconds * 1e9))
  }

  private func table(of rows: [CSVRow]) -> Table {
    let levels = Self.distinct(rows.compactMap { $0["level"] })
    func cells(_ level: String) -> [CSVRow?] {
      ranking.entries.map { entry in
        rows.first { $0["strategy"] == entry.name && $0["level"] == level }
      }
    }
    var table = strategyTable()
    if let first = levels.first { table.addNumbers("n", cells(first).map { $0?.number("n") }) }
    for level in levels {
      let percent = Double(level).map { NumberFormat.plain(($0 * 1e6).rounded() / 1e4) } ?? level
      let cells = cells(level)
      table.addNumbers("VaR \(percent) %", cells.map { $0?.number("var") })
      let decimals = NumberFormat.decimals(ofColumn: cells.map { $0?.number("cvar") })
      table.addFormatted(
        "CVaR \(percent) %",
        cells.map { cell in
          let cvar = NumberFormat.fixed(cell?.number("cvar"), decimals: decimals)
          guard cvar != NumberFormat.missing else { return cvar }
          return "\(cvar) ± \(NumberFormat.fixed(cell?.number("cvar_se"), decimals: decimals))"
        })
    }
    let flags = ranking.entries.map { entry in
      let own = rows.filter { $0["strategy"] == entry.name && $0["flag"] != nil }
      let texts = own.map { "\($0["level"] ?? ""): \($0["flag"] ?? "")" }
      return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }
    if flags.contains(where: { $0 != nil }) { table.addText("flag", flags) }
    return table
  }

  static func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}
