/// Which strategies can be told apart.
extension ReportText {
  /// So many pairs are shown.
  static let maximumComparisons = 40

  /// Differences of mean PnL and CVaR with what they are worth.
  var comparisonSection: String? {
    guard let comparison = results.comparison, !comparison.rows.isEmpty else { return nil }
    let control = ranking.entries.first(where: \.isControl)?.name
    var text = """
      ## Can the strategies be told apart?

      Differences per horizon with their 95 % confidence intervals, from resampling blocks of
      horizons, the same for all strategies. A difference counts where its p-value, adjusted for all
      pairs (Romano and Wolf), is at most 0.05.

      """
    for (metric, title) in [("pnl_mean", "Mean PnL"), ("cvar_95", "CVaR 95 %")] {
      let rows = comparison.rows.filter { row in
        row["metric"] == metric && (control == nil || row["other"] == control)
      }
      guard !rows.isEmpty else { continue }
      text +=
        "\n"
        + rows.prefix(Self.maximumComparisons).map { sentence($0, title) }
        .map { "- \($0)\n" }.joined()
      if rows.count > Self.maximumComparisons {
        text += "- \(rows.count - Self.maximumComparisons) more pairs are in comparison.csv.\n"
      }
    }
    if let sentence = abilitySentence { text += "\n\(sentence)\n" }
    return text
  }

  /// What a row of `comparison.csv` says, and no more.
  func sentence(_ row: CSVRow, _ title: String) -> String {
    let names =
      "\(title) of \(Escaping.markdown(row["strategy"] ?? "")) and "
      + "\(Escaping.markdown(row["other"] ?? ""))"
    guard let difference = row.number("difference"), let low = row.number("low"),
      let high = row.number("high"), let adjusted = row.number("adjusted_p_value")
    else { return "\(names): not compared (\(Escaping.markdown(row["flag"] ?? "no numbers")))." }
    let decimals = NumberFormat.decimals(ofColumn: [difference, low, high])
    func number(_ value: Double) -> String { NumberFormat.fixed(value, decimals: decimals) }
    let isApart = adjusted <= 0.05
    var text = names
    text +=
      isApart
      ? " differ: the first is \(difference < 0 ? "lower" : "higher") by "
        + "\(number(difference.magnitude)), the difference"
      : " cannot be told apart: the difference is \(number(difference)),"
    text += " between \(number(low)) and \(number(high)) (adjusted p "
    text += "\(NumberFormat.fixed(adjusted, decimals: 3)))."
    if let flag = row["flag"] { text += " Flagged \(Escaping.markdown(flag))." }
    return text
  }

  /// What Hansen's test says about the best against the control.
  private var abilitySentence: String? {
    guard let row = results.tests?.rows.first(where: { $0["test"] == "spa_consistent" }),
      let value = row.number("p_value")
    else { return nil }
    let name = Escaping.markdown(row["strategy"] ?? "")
    let text = NumberFormat.fixed(value, decimals: 3)
    return value <= 0.05
      ? "The best strategy, \(name), beats the control by more than picking the best explains "
        + "(Hansen's test of superior predictive ability, p \(text))."
      : "No strategy is shown to beat the control once picking the best is allowed for (\(name) "
        + "looks best; Hansen's test of superior predictive ability, p \(text))."
  }
}
