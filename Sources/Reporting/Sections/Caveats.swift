/// A caveat of a report, and when it holds.
extension ReportText {
  /// What limits the conclusions of this very run.
  var caveatSection: String {
    let caveats =
      modelCaveats + dataCaveats + tailCaveats + resultCaveats
      + manifest.notes.map {
        "From the run: \(Escaping.markdown($0))"
      }
    return "## Caveats\n\n" + caveats.map { "- \($0)\n" }.joined()
  }

  private var modelCaveats: [String] {
    let assumptions = manifest.assumptions
    var result = [
      "The strategies' own orders move nothing: no other participant reacts to them, and displayed "
        + "quantities stay as recorded."
    ]
    switch assumptions.modelWord {
    case "touch":
      result.append("The `touch` fill model is an optimistic bound: queues are ignored.")
    case "through":
      result.append(
        "The fill model `\(Escaping.markdown(assumptions.model))` is a pessimistic bound: orders "
          + "fill only when the price passes them.")
    case "probabilistic":
      result.append(
        "The share of prints that fill (`\(Escaping.markdown(assumptions.model))`) is assumed, not "
          + "observed, and queues are ignored.")
    case "intensity":
      result.append(
        "Fills come from a model (`\(Escaping.markdown(assumptions.model))`), not from the prints "
          + "of the data: they say nothing of this market unless A and k were measured in it.")
    default:
      if assumptions.hasQueue {
        result.append(
          "Places in the queue are modelled, not observed: cancels ahead follow "
            + "`\(Escaping.markdown(assumptions.model))`, and the queue at a price the source does "
            + "not show is taken to be \(hiddenQueuePhrase). Fills depend on both.")
      }
    }
    if assumptions.hasQueue, assumptions.fill == "whole" {
      result.append("A print fills an order completely even where the print was smaller.")
    }
    let latencies = assumptions.latencies
    if latencies.contains(where: \.isZero) {
      result.append(
        "Some order latency is zero: no real venue answers at once, and stale quotes are "
          + "undercounted.")
    } else if latencies.contains(where: \.isConstant) {
      result.append(
        "\(latencies.allSatisfy(\.isConstant) ? "Order" : "Some order") latencies are constants; "
          + "real ones vary and are longest when markets move.")
    } else if latencies.contains(where: \.isDrawn) {
      result.append(
        "Order latencies are drawn by themselves; real ones are longest when markets move.")
    }
    if let feed = manifest.feed, !feed.hasPrefix("from-data") {
      result.append(
        "Arrival times are the venue's plus a constant \(Escaping.markdown(feed)), not recorded.")
    }
    if !assumptions.bookCrossing {
      result.append("The opposite best reaching an order's price does not fill it in this run.")
    }
    return result
  }

  private var hiddenQueuePhrase: String {
    switch manifest.assumptions.hiddenQueue {
    case "touch"?, nil: "that side's best displayed quantity"
    case "none"?: "empty"
    case let quantity?: "\(Escaping.markdown(quantity)) \(quantityUnit)"
    }
  }

  private var dataCaveats: [String] {
    var result: [String] = []
    if !manifest.hasTrades {
      result.append(
        "There were no trades in the data: orders fill only where the opposite best crosses them.")
    }
    if manifest.tradesWithoutSide > 0 {
      result.append(
        "\(NumberFormat.count(manifest.tradesWithoutSide)) trades have no side and filled nothing.")
    }
    if let span = results.span, span.upperBound - span.lowerBound < 5 * 86_400_000_000_000 {
      let length = NumberFormat.duration(nanoseconds: span.upperBound - span.lowerBound)
      result.append(
        "The run spans \(length): one stretch of one market, and differences between strategies "
          + "may not outlast it.")
    }
    if manifest.rejectedTotal > 0, let read = manifest.rowsRead, read > 0 {
      let share = Double(manifest.rejectedTotal) / Double(read)
      result.append(
        "\(NumberFormat.count(manifest.rejectedTotal)) rows "
          + "(\(NumberFormat.percent(share)) %) were rejected and not replayed"
          + (results.hasRejects ? "; [rejects.csv](rejects.csv) lists them." : "."))
    }
    if let shift = manifest.clockShift {
      result.append(
        "Arrival times were shifted (\(Escaping.markdown(shift))) because clocks disagreed; "
          + "latencies from the data are only as good as that constant.")
    }
    return result
  }

  private var tailCaveats: [String] {
    guard let rows = results.risk?.rows else { return [] }
    var result: [String] = []
    let short = rows.filter { row in
      guard let count = row.number("n"), let level = row.number("level") else { return false }
      return count > 0 && count * (1 - level) < 10 - 1e-9
    }
    if !rows.isEmpty, rows.allSatisfy({ $0.number("n") == 0 }) {
      result.append("The span is shorter than one horizon: there are no tail numbers.")
    }
    for level in Self.distinct(short.compactMap { $0["level"] }) {
      let counts = short.filter { $0["level"] == level }.compactMap { $0.number("n") }
      guard let fewest = counts.min(), let value = Double(level) else { continue }
      let tail = NumberFormat.plain((fewest * (1 - value) * 100).rounded() / 100)
      result.append(
        "The span is too short for the tail at level \(Escaping.markdown(level)): "
          + "\(NumberFormat.plain(fewest)) horizons leave \(tail) in it, where 10 are wanted.")
    }
    if rows.contains(where: { ($0.number("n") ?? .infinity) < 30 }) {
      result.append(
        "Fewer than 30 horizons: ratios, half-lives and their kind are hardly determined.")
    }
    let flagged = Self.distinct(rows.filter { $0["flag"] != nil }.compactMap { $0["strategy"] })
    if !flagged.isEmpty {
      result.append("Tail numbers are flagged for \(everyone(flagged)); see the table.")
    }
    for flag in Self.distinct(ranking.entries.flatMap { flags(of: $0.row) }) {
      let names = ranking.entries.filter { flags(of: $0.row).contains(flag) }.map(\.name)
      result.append("Flagged in `metrics.csv` as \(Escaping.markdown(flag)): \(everyone(names)).")
    }
    return result
  }
}
