internal import MarketData

/// The columns of `metrics.csv` that a terminal has room for, aligned.
enum MetricsTable {
  static let columns = [
    ("strategy", "strategy"), ("total_pnl", "pnl"), ("spread_pnl", "spread"),
    ("inventory_pnl", "inventory"), ("rebalancing_cost", "rebalancing"), ("fees", "fees"),
    ("fills", "fills"), ("inventory_variance", "inv. variance"), ("cvar_95", "cvar 95 %"),
    ("max_drawdown", "drawdown"),
  ]

  static func text(_ csv: [UInt8]) -> String {
    let rows = CSVText.rows(csv)
    guard let header = rows.first?.fields else { return "" }
    let places = columns.map { header.firstIndex(of: $0.0) }
    var table = [columns.map(\.1)]
    for row in rows.dropFirst() {
      table.append(
        places.enumerated().map { index, place in
          guard let place, place < row.fields.count, !row.fields[place].isEmpty else { return "–" }
          return index == 0 ? row.fields[place] : shortened(row.fields[place])
        })
    }
    let widths = columns.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { row in
      row.enumerated().map { column, text in
        let gap = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + gap : gap + text
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// At most six significant digits: the files have all of them.
  private static func shortened(_ text: String) -> String {
    guard text.contains("."), let value = Double(text), value != 0 else { return text }
    let magnitude = value.magnitude
    guard magnitude < 1e9 else { return text }
    var scale = 1.0
    while magnitude * scale < 1e5, scale < 1e9 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
