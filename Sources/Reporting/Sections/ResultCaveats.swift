/// Caveats that come from the results of a run, not from how it was made.
extension ReportText {
  /// The flags of a row of `metrics.csv` that the tail table does not show: `column:flag` words.
  func flags(of row: CSVRow) -> [String] {
    (row["flags"] ?? "").split(separator: ";").map(String.init).filter {
      !$0.hasPrefix("cvar_") && !$0.hasPrefix("var_")
    }
  }

  /// The names in a sentence, or that they are all.
  func everyone(_ names: [String]) -> String {
    names.count == ranking.entries.count ? "every strategy" : Self.listed(names)
  }

  /// What the results themselves warn of.
  var resultCaveats: [String] {
    var result: [String] = []
    if let baseline = manifest.baseline {
      if !ranking.entries.contains(where: \.isControl) {
        result.append(
          "The control \(Escaping.markdown(baseline)) is not among the results, so nothing is "
            + "compared with it.")
      }
    } else {
      result.append("No control is named (`metrics: baseline:`), so nothing is compared with one.")
    }
    let idle = ranking.entries.filter { $0.row.number("fills") == 0 }.map(\.name)
    if !idle.isEmpty { result.append("Without a single fill: \(Self.listed(idle)).") }
    let bound = ranking.entries.filter { ($0.row.number("time_at_limit") ?? 0) > 0.1 }
    if !bound.isEmpty {
      let parts = bound.map {
        "\(Escaping.markdown($0.name)) \(NumberFormat.percent($0.row.number("time_at_limit"))) %"
      }
      result.append(
        "The hard limit, not the strategy, bounded inventory for much of the time: "
          + parts.joined(separator: ", ") + ".")
    }
    let sampled = Set(results.paths.map(\.name))
    let asleep = ranking.entries.map(\.name).filter { !sampled.contains($0) }
    // With several instruments a path's name is not its strategy's alone.
    if !sampled.isEmpty, !asleep.isEmpty, sampled.isSubset(of: ranking.entries.map(\.name)) {
      result.append("Never asked for a quote: \(Self.listed(asleep)).")
    }
    result += crossingCaveat + rebateCaveat + openPositionCaveat
    if Set(manifest.strategies.compactMap { $0.assumptions?.summary }).count > 1 {
      result.append("Strategies ran under different assumptions; see the first table.")
    }
    if !results.missing.isEmpty {
      result.append("Missing from the run folder: \(results.missing.joined(separator: ", ")).")
    }
    if let chartFailure {
      result.append("Charts are missing: \(Escaping.markdown(chartFailure)).")
    }
    return result
  }

  private var crossingCaveat: [String] {
    guard let causes = results.causes else { return [] }
    let shares = ranking.entries.compactMap { entry -> (String, Double)? in
      guard let own = causes[entry.name], own.maker > 0, let crossed = own.counts["book-cross"]
      else { return nil }
      return (entry.name, Double(crossed) / Double(own.maker))
    }
    guard let largest = shares.max(by: { $0.1 < $1.1 }), largest.1 >= 0.05 else { return [] }
    return [
      "Up to \(NumberFormat.percent(largest.1)) % of maker fills (\(Escaping.markdown(largest.0))) "
        + "come from the opposite best crossing the order, not from a print; where the recorded "
        + "book lags behind the prints, some of them never would have happened."
    ]
  }

  private var rebateCaveat: [String] {
    let living = ranking.entries.filter { entry in
      guard let fees = entry.row.number("fees"), let spread = entry.row.number("spread_pnl")
      else { return false }
      return fees > 0 && fees > spread
    }
    guard !living.isEmpty else { return [] }
    return [
      "Maker rebates exceed spread capture for \(Self.listed(living.map(\.name))): the result "
        + "hangs on the fee tier."
    ]
  }

  private var openPositionCaveat: [String] {
    let open = ranking.entries.compactMap { entry -> String? in
      let last =
        entry.row.number("final_inventory")
        ?? results.paths.first { $0.name == entry.name }?.inventory.last?.value
      guard let last, last != 0 else { return nil }
      return "\(Escaping.markdown(entry.name)) \(NumberFormat.plain(last))"
    }
    guard !open.isEmpty else { return [] }
    var text = "Positions still open at the end are marked at the mid, not closed: "
    text += open.joined(separator: ", ") + "."
    let costs = ranking.entries.compactMap { $0.row.number("closing_cost")?.magnitude }
    if let dearest = costs.max(), dearest > 0 {
      let decimals = NumberFormat.decimals(ofColumn: [dearest])
      text += " Closing would cost up to \(NumberFormat.fixed(dearest, decimals: decimals)) "
      text += "\(Escaping.markdown(currency)) (`closing_cost` in metrics.csv)."
    }
    return [text]
  }
}
