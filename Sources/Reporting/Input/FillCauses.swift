/// How many fills of a strategy, and how much of what it filled, had which cause.
struct FillCauses: Equatable {
  /// The causes that `fills.csv` names, in the order of the report's columns.
  static let names = ["print-at", "print-through", "book-cross", "taker"]

  /// Fills by cause.
  var counts: [String: Int] = [:]

  /// Filled quantity by cause, in one unit for all of them.
  var quantities: [String: Double] = [:]

  /// All fills.
  var total: Int { counts.values.reduce(0, +) }

  /// Maker fills: all whose cause is neither `taker` nor `liquidation`.
  var maker: Int { total - (counts["taker"] ?? 0) - (counts["liquidation"] ?? 0) }

  /// The share of all fills with this cause; `nil` where there are no fills.
  func share(of cause: String) -> Double? {
    total == 0 ? nil : Double(counts[cause] ?? 0) / Double(total)
  }

  /// The share of the filled quantity with this cause; `nil` where nothing was filled.
  func quantityShare(of cause: String) -> Double? {
    // In the order of the names: sums of `Double`s depend on it.
    let total = quantities.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
    return total > 0 ? (quantities[cause] ?? 0) / total : nil
  }

  /// Counts the fills of every strategy in `fills.csv`.
  static func read(file: String) throws -> [String: FillCauses] {
    var result: [String: FillCauses] = [:]
    try CSVTable.forEachRow(of: file) { row, _ in
      guard let strategy = row["strategy"] else { return }
      let cause = row["cause"] ?? row["liquidity"] ?? "unknown"
      result[strategy, default: FillCauses()].counts[cause, default: 0] += 1
      result[strategy, default: FillCauses()].quantities[cause, default: 0] +=
        row.number("quantity") ?? 0
    }
    return result
  }
}
