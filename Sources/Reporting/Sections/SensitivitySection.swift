/// What other assumptions about fills would have made of the results.
extension ReportText {
  /// The metrics whose brackets are shown, with their titles.
  static let bracketMetrics = [
    ("total_pnl", "Total PnL"), ("spread_pnl", "Spread capture"),
    ("inventory_pnl", "Inventory revaluation"), ("rebalancing_cost", "Rebalancing"),
    ("fees", "Fees"), ("fills", "Fills"), ("fill_ratio", "Fill ratio"),
    ("inventory_variance", "Inventory variance"), ("cvar_95", "CVaR 95 %"),
    ("max_drawdown", "Largest drawdown"), ("markout_10s", "Markout after 10 s"),
  ]

  /// So many pairs are named.
  static let maximumPairs = 12

  /// The brackets of the main metrics and what becomes of the ranking.
  var sensitivitySection: String? {
    guard let sensitivity = results.sensitivity else { return nil }
    var text = """
      ## Sensitivity to the fill assumptions

      In the same pass every strategy was replayed under
      \(Self.listed(sensitivity.assumptions)). `\(SensitivityResults.base)` is what the rest of this
      report shows; each of the others changes some of it, as the manifest says.

      \(rankingSentence(sensitivity))


      """
    text += rankingTable(sensitivity).markdown
    text += """

      Each metric as a bracket: the lowest value, that of the base and the highest, with the
      assumptions that give the ends. Where the bracket is wide, the result hangs on what is
      assumed.

      """
    for (metric, title) in Self.bracketMetrics {
      guard let table = bracketTable(of: metric, sensitivity) else { continue }
      text += "\n\(title):\n\n\(table.markdown)"
    }
    return text
  }

  /// Whether the ranking survives, in words.
  func rankingSentence(_ sensitivity: SensitivityResults) -> String {
    let rankings = sensitivity.rankings
    guard let base = rankings.first, base.order.count > 1 else {
      return "There are no two strategies with a PnL to rank."
    }
    let others = rankings.dropFirst()
    let changed = others.filter { !$0.survives }
    var text: String
    if changed.isEmpty {
      text =
        "The ranking by total PnL survives: it is the same under "
        + (others.count == 1
          ? Self.listed(others.map(\.assumption)) : "all \(others.count) other assumptions")
        + "."
    } else {
      let kept = others.filter(\.survives).map(\.assumption)
      text =
        "The ranking by total PnL does not survive: it changes under "
        + Self.listed(changed.map(\.assumption))
      text += kept.isEmpty ? "." : "; it is the same under \(Self.listed(kept))."
    }
    let winners = Self.distinct(rankings.compactMap(\.order.first))
    if winners.count == 1 {
      text += " \(Escaping.markdown(winners[0])) comes first under every assumption."
    } else {
      let places = winners.map { winner in
        let names = rankings.filter { $0.order.first == winner }.map(\.assumption)
        return "\(Escaping.markdown(winner)) (\(Self.listed(names)))"
      }
      text += " First comes \(places.joined(separator: ", "))."
    }
    return text
  }

  private func rankingTable(_ sensitivity: SensitivityResults) -> Table {
    let rankings = sensitivity.rankings
    var table = Table()
    table.addText("assumption", rankings.map(\.assumption))
    table.addText("best first", rankings.map { $0.order.joined(separator: ", ") })
    table.addFormatted(
      "Kendall's tau", rankings.map { NumberFormat.fixed($0.tau, decimals: 3) })
    table.addText(
      "pairs that swap",
      rankings.map { ranking in
        let pairs = ranking.swapped.map { "\($0.ahead) / \($0.behind)" }
        let lacking = ranking.lacking.map { "\($0) without PnL" }
        let all = lacking + pairs
        guard all.count > Self.maximumPairs else {
          return all.isEmpty ? "none" : all.joined(separator: "; ")
        }
        let shown = all.prefix(Self.maximumPairs).joined(separator: "; ")
        return "\(shown); and \(all.count - Self.maximumPairs) more"
      })
    return table
  }

  private func bracketTable(of metric: String, _ sensitivity: SensitivityResults) -> Table? {
    let brackets = ranking.entries.map { sensitivity.bracket(of: metric, $0.name) }
    guard brackets.contains(where: { $0 != nil }) else { return nil }
    let decimals = NumberFormat.decimals(
      ofColumn: brackets.flatMap { [$0?.lowest, $0?.base, $0?.highest] })
    func numbers(_ values: [Double?]) -> [String] {
      values.map { NumberFormat.fixed($0, decimals: decimals) }
    }
    func names(_ names: [String]?) -> String? {
      guard let names, let first = names.first else { return nil }
      // Where everything is equal no assumption gives it.
      if names.count == sensitivity.assumptions.count { return "all" }
      return names.count > 2
        ? "\(first) and \(names.count - 1) others" : names.joined(separator: ", ")
    }
    var table = strategyTable()
    table.addFormatted("lowest", numbers(brackets.map { $0?.lowest }))
    table.addText("under", brackets.map { names($0?.lowestUnder) })
    table.addFormatted("base", numbers(brackets.map { $0?.base }))
    table.addFormatted("highest", numbers(brackets.map { $0?.highest }))
    table.addText("under", brackets.map { names($0?.highestUnder) })
    return table
  }
}
