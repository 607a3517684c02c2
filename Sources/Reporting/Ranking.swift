/// Strategies in the order a report shows them: the control first, then by total PnL.
///
/// Total PnL is the rule because it needs no weights; variance and CVaR stand beside it, each as a
/// ratio to the control's, and `isDominated` says who is beaten in PnL and tail at once.
struct Ranking {
  /// A strategy in its place.
  struct Entry {
    var name: String
    var row: CSVRow
    var isControl: Bool
    /// The place by total PnL among those that have one, the control not counted.
    var place: Int?
    /// Total PnL less the control's.
    var difference: Double?
    /// Inventory variance over the control's; `nil` where the control's is 0.
    var varianceRatio: Double?
    /// CVaR over the control's; `nil` unless both are above 0.
    var cvarRatio: Double?
    /// Whether another strategy has at least its PnL and at most its CVaR, and is better in one;
    /// `nil` where either number is missing.
    var isDominated: Bool?
  }

  /// The entries in order.
  var entries: [Entry]
  /// The column of `metrics.csv` whose CVaR is compared.
  static let cvarColumn = "cvar_95"

  /// Ranks the rows of `metrics.csv`; strategies without a PnL come last, in file order.
  init(_ results: RunResults) {
    let named = results.metrics.rows.compactMap { row in row["strategy"].map { ($0, row) } }
    let control = named.first { $0.0 == results.manifest.baseline }?.1
    entries = named.map { name, row in
      Entry(
        name: name, row: row, isControl: control != nil && name == results.manifest.baseline,
        difference: Self.difference(row, control), varianceRatio: nil, cvarRatio: nil,
        isDominated: Self.isDominated(row, by: results.metrics.rows))
    }
    for index in entries.indices {
      let row = entries[index].row
      entries[index].varianceRatio = Self.ratio(row, control, "inventory_variance")
      entries[index].cvarRatio = Self.ratio(row, control, Self.cvarColumn)
    }
    let original = entries
    let order = entries.indices.sorted { left, right in
      let (one, other) = (original[left], original[right])
      if one.isControl != other.isControl { return one.isControl }
      let pnl = (one.row.number("total_pnl"), other.row.number("total_pnl"))
      switch pnl {
      case (let left?, let right?) where left != right: return left > right
      case (.some, nil): return true
      case (nil, .some): return false
      default: return left < right
      }
    }
    entries = order.map { original[$0] }
    var place = 0
    for index in entries.indices
    where !entries[index].isControl && entries[index].row.number("total_pnl") != nil {
      place += 1
      entries[index].place = place
    }
  }

  private static func difference(_ row: CSVRow, _ control: CSVRow?) -> Double? {
    guard let own = row.number("total_pnl"), let other = control?.number("total_pnl") else {
      return nil
    }
    return own - other
  }

  private static func ratio(_ row: CSVRow, _ control: CSVRow?, _ column: String) -> Double? {
    guard let own = row.number(column), let other = control?.number(column), other > 0, own >= 0
    else { return nil }
    return own / other
  }

  private static func isDominated(_ row: CSVRow, by others: [CSVRow]) -> Bool? {
    guard let pnl = row.number("total_pnl"), let cvar = row.number(cvarColumn) else { return nil }
    return others.contains { other in
      guard let otherPnL = other.number("total_pnl"), let otherCVaR = other.number(cvarColumn)
      else { return false }
      return otherPnL >= pnl && otherCVaR <= cvar && (otherPnL > pnl || otherCVaR < cvar)
    }
  }
}
