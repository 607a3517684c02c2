extension ReportText {
  /// Where the money of strategies with legs on several instruments came from, leg by leg, or `nil`
  /// where there is none.
  var legSection: String? {
    guard let legs = results.legs, !legs.rows.isEmpty else { return nil }
    let places = Dictionary(
      ranking.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = legs.rows.enumerated().sorted { left, right in
      let left = (places[left.element["strategy"] ?? ""] ?? .max, left.offset)
      let right = (places[right.element["strategy"] ?? ""] ?? .max, right.offset)
      return left < right
    }.map(\.element)
    var table = Table()
    table.addText("strategy", rows.map { $0["strategy"] })
    table.addText("instrument", rows.map { $0["instrument"] })
    let columns = [
      ("total", "total_pnl"), ("spread", "spread_pnl"), ("inventory", "inventory_pnl"),
      ("rebalancing", "rebalancing_cost"), ("fees", "fees"), ("funding", "funding"),
    ]
    let amounts = columns.map { column in rows.map { $0.number(column.1) } }
    let decimals = max(NumberFormat.decimals(ofColumn: amounts.flatMap { $0 }), 2)
    for (column, amounts) in zip(columns, amounts) {
      table.addFormatted(column.0, amounts.map { NumberFormat.fixed($0, decimals: decimals) })
    }
    table.addNumbers("maker fills", rows.map { $0.number("maker_fills") })
    table.addNumbers("taker fills", rows.map { $0.number("taker_fills") })
    table.addNumbers("variance", rows.map { $0.number("inventory_variance") })
    table.addNumbers("max abs", rows.map { $0.number("inventory_max_abs") })
    table.addNumbers("final", rows.map { $0.number("final_inventory") })
    return """
      ## Legs (\(Escaping.markdown(currency)), \(quantityUnit))

      Strategies that trade several instruments, the one they quote first. Of a leg that hedges,
      inventory is what the hedge gained or lost as its price moved, rebalancing and fees are what
      hedging cost; the inventory columns of all legs together are the basis and what was not
      hedged.

      \(table.markdown)
      """
  }
}
