extension ReportText {
  /// Why orders were not sent or not accepted; none where all were.
  var rejectionSection: String? {
    let order = ranking.entries.map(\.name)
    // Lanes of a strategy that trades several instruments stay in the order of its legs.
    let lanes = order.flatMap { name in manifest.rejections.filter { $0.strategy == name } }
    let reasons = Set(lanes.flatMap { $0.reasons.map(\.name) }).sorted()
    guard !reasons.isEmpty else { return nil }
    var table = Table()
    table.addText("strategy", lanes.map(\.strategy))
    if lanes.contains(where: { $0.instrument != nil }) {
      table.addText("instrument", lanes.map(\.instrument))
    }
    for reason in reasons {
      table.addFormatted(
        reason,
        lanes.map { lane in
          NumberFormat.count(lane.reasons.first { $0.name == reason }?.count ?? 0)
        })
    }
    let meanings = reasons.compactMap { reason in
      Self.meanings[reason].map { "`\(reason)`: \($0)" }
    }
    return """
      ## Orders refused

      Orders that were not sent or not accepted. \(meanings.joined(separator: "; ")).

      \(table.markdown)
      """
  }

  private static let meanings = [
    "post-only": "met the opposite best at the venue",
    "limit": "the hard limit, or what a spot account holds, left no room",
    "cash": "would have left a spot account without the money to pay for it",
    "margin": "equity would have been below the initial margin",
    "liquidation": "met the liquidation of the position",
    "reduce-only": "had nothing to reduce",
    "crossing": "was through the known touch",
    "too-many-levels": "more levels than a side can have",
    "not-finite": "a price or quantity that is not a number on any grid",
    "warm-up": "a scripted order before the measured run",
    "session": "met the end of a session",
    "session-not-closed": "nothing was displayed to close the inventory against",
    "no-market": "a scripted order before the touch was two-sided",
    "unknown-order": "a scripted amend or cancel of an order that is not live",
    "no-quantity": "a scripted order of no quantity",
    "after-end": "a scripted action after the last event",
  ]
}
