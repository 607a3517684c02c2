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
        "The fill model `\(Escaping.markdown(assumptions.model))` is a pessimistic bound: orders at "
          + "the touch fill only when the price passes them.")
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
    let latencies = [
      assumptions.orderLatency, assumptions.cancelLatency, assumptions.responseLatency,
    ].compactMap { $0 }
    if !latencies.isEmpty {
      let areZero = latencies.contains {
        $0.prefix { $0.isNumber || $0 == "." }.allSatisfy { "0.".contains($0) }
      }
      result.append(
        areZero
          ? "Some order latency is zero: no real venue answers at once, and stale quotes are "
            + "undercounted."
          : "Order latencies are constants; real ones vary and are longest when markets move.")
    }
    if let feed = manifest.feed, feed != "from-data" {
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
    case let quantity?: "\(Escaping.markdown(quantity)) base units"
    }
  }

  private var dataCaveats: [String] {
    var result: [String] = []
    if !manifest.hasTrades {
      result.append(
        "There were no trades in the data: orders fill only where the opposite best crosses them.")
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
      return count * (1 - level) < 10 - 1e-9
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
      result.append("Tail numbers are flagged for \(Self.listed(flagged)).")
    }
    return result
  }

  private var resultCaveats: [String] {
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
        + "come from the opposite best crossing the order, not from a print; where the recorded book "
        + "lags behind the prints, some of them never would have happened."
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
    return [
      "Positions still open at the end are marked at the mid, not closed: "
        + open.joined(separator: ", ") + "."
    ]
  }
}
