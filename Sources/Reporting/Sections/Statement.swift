extension ReportText {
  /// The title and what was run.
  var statement: String {
    let symbol = manifest.symbol ?? "an unnamed instrument"
    var text =
      "# \(Escaping.markdown(manifest.name)): rebalancing on \(Escaping.markdown(symbol))\n\n"
    text += sentences.joined(separator: " ") + "\n\n"
    text += strategyFacts.markdown
    return text
  }

  private var sentences: [String] {
    let assumptions = manifest.assumptions
    let count = ranking.entries.count
    var result = [
      "\(count) \(count == 1 ? "strategy was" : "strategies were") replayed side by side "
        + "through one market\(spanPhrase)\(decisionPhrase)."
    ]
    var fills = "A resting order \(assumptions.modelSentence)"
    if let fill = assumptions.fill, assumptions.hasQueue {
      fills +=
        fill == "whole"
        ? "; a print that reaches it fills it completely"
        : "; a print fills at most its own quantity"
    }
    result.append(fills + ".")
    result.append(
      "Orders take \(phrase(assumptions.orderLatency)) to the venue, "
        + "cancels \(phrase(assumptions.cancelLatency)), "
        + "reports back \(phrase(assumptions.responseLatency)); "
        + "market data arrive \(feedPhrase).")
    if let impact = assumptions.impact {
      result.append(
        "What an immediate order wants beyond the displayed depth it gets at the deepest price "
          + "plus \(Escaping.markdown(impact)).")
    }
    result.append(assumptions.fees.sentences(currency: Escaping.markdown(currency)))
    result.append(
      "Each starts with \(NumberFormat.plain(manifest.start.cash)) \(Escaping.markdown(currency)) "
        + "and an inventory of \(NumberFormat.plain(manifest.start.inventory)) \(quantityUnit)"
        + "\(hasOwnStart ? ", unless it says otherwise below" : "").")
    result.append("Money is in \(Escaping.markdown(currency)), quantities are in \(quantityUnit).")
    return result
  }

  private func phrase(_ latency: MessageLatency?) -> String {
    Escaping.markdown(latency?.phrase ?? "no stated time")
  }

  private var spanPhrase: String {
    guard let span = results.span else { return "" }
    let length = NumberFormat.duration(nanoseconds: span.upperBound - span.lowerBound)
    return ", from \(NumberFormat.instant(nanoseconds: span.lowerBound)) to "
      + "\(NumberFormat.instant(nanoseconds: span.upperBound)) UTC (\(length))"
  }

  private var decisionPhrase: String {
    manifest.decisions.map { ", deciding \(Escaping.markdown($0))" } ?? ""
  }

  private var feedPhrase: String {
    switch manifest.feed {
    case "from-data"?: "with the latency recorded in the data"
    case let feed? where feed.hasPrefix("from-data x"):
      "with \(Escaping.markdown(String(feed.dropFirst("from-data x".count)))) times the latency "
        + "recorded in the data"
    case let feed?: "\(Escaping.markdown(feed)) after the venue's time"
    case nil: "with a latency that is not stated"
    }
  }

  private var hasOwnStart: Bool {
    manifest.strategies.contains { $0.start.map { $0 != manifest.start } ?? false }
  }

  private var strategyFacts: Table {
    let facts = ranking.entries.map { entry in
      manifest.strategies.first { $0.name == entry.name }
    }
    var table = strategyTable()
    if facts.contains(where: { $0?.instrument != nil }) {
      table.addText("instrument", facts.map { $0?.instrument })
    }
    table.addText("rule", facts.map { $0?.use })
    table.addText(
      "parameters",
      facts.map { fact in
        guard let fact, !fact.parameters.isEmpty else { return nil }
        return fact.parameters.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
      })
    table.addNumbers("limit", facts.map { $0?.limit })
    if hasOwnStart {
      table.addNumbers("start inventory", facts.map { $0?.start?.inventory })
      table.addNumbers("start cash", facts.map { $0?.start?.cash })
    }
    let own = facts.map { fact in
      fact?.assumptions.flatMap { $0 == manifest.assumptions ? nil : $0.summary }
    }
    if own.contains(where: { $0 != nil }) { table.addText("own assumptions", own) }
    return table
  }
}

extension Assumptions {
  /// The assumptions in a table cell.
  var summary: String {
    var parts = [model]
    if hasQueue {
      parts += [fill, hiddenQueue.map { "hidden queue \($0)" }].compactMap { $0 }
    }
    if !bookCrossing { parts.append("no book crossing") }
    if let crossing, crossing != "clamp" { parts.append("crossing \(crossing)") }
    let latencies = [orderLatency, cancelLatency, responseLatency].map { $0?.word ?? "?" }
    parts.append("latency \(latencies.joined(separator: "/"))")
    if let impact { parts.append(impact) }
    parts.append(fees.summary)
    return parts.joined(separator: ", ")
  }
}
