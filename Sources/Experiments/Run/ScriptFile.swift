internal import Backtesting
internal import MarketData

/// Reads the orders of a scripted strategy: CSV with the columns
/// `timestamp_ns,action,order,side,price,quantity` in any order, prices in quote units, quantities
/// in base units, both exactly on the grid.
enum ScriptFile {
  static let columns = ["timestamp_ns", "action", "order", "side", "price", "quantity"]

  static func read(path: String, instrument: Instrument) throws -> Script {
    try parse(try FileOperations.read(path), file: path, instrument: instrument)
  }

  static func parse(_ bytes: [UInt8], file: String, instrument: Instrument) throws -> Script {
    var rows = CSVText.rows(bytes)[...]
    let header = rows.popFirst()
    let missing = columns.first { !(header?.fields.contains($0) ?? false) }
    guard let header, missing == nil else {
      throw ExperimentError(
        SourcePlace(file: file, line: header?.line ?? 1, column: 1),
        "the script has no column '\(missing ?? columns[0])'; its first line must name "
          + columns.joined(separator: ","))
    }
    return Script(
      try rows.map { row in
        try ScriptRow(row: row, header: header.fields, file: file, instrument: instrument).action()
      })
  }
}

/// One row of a script.
private struct ScriptRow {
  let row: CSVText.Row
  let header: [String]
  let file: String
  let instrument: Instrument

  func action() throws -> ScriptAction {
    guard row.fields.count == header.count else {
      throw ExperimentError(
        SourcePlace(file: file, line: row.line, column: 1),
        "the row has \(row.fields.count) fields, the header \(header.count); complete it")
    }
    let kind = try setting("action").choice(
      "action", ScriptAction.Kind.allCases.map { ($0.rawValue, $0) })
    let needsPrice = kind == .place
    let needsQuantity = kind != .cancel
    return ScriptAction(
      time: try setting("timestamp_ns").integer("timestamp_ns", minimum: .min), kind: kind,
      order: try setting("order").integer("order", minimum: .min),
      side: try setting("side").choice("side", Side.allCases.map { ($0.name, $0) }),
      price: isGiven("price") || needsPrice ? try price() : nil,
      quantity: needsQuantity
        ? try setting("quantity").lots("quantity", of: instrument, minimum: 0) : nil,
      isReduceOnly: try isReduceOnly())
  }

  /// The column `reduce_only` may be missing or empty.
  private func isReduceOnly() throws -> Bool {
    guard header.contains("reduce_only"), isGiven("reduce_only") else { return false }
    return try setting("reduce_only").choice(
      "reduce_only", [("yes", true), ("no", false), ("true", true), ("false", false)])
  }

  private func price() throws -> Int64 {
    let setting = try setting("price")
    let number = try setting.decimal("price")
    guard let ticks = Units.count(of: instrument.tick, in: number) else {
      throw setting.error(
        "price \(number) is not a whole number of ticks of \(instrument.tick); "
          + "choose a multiple of the tick")
    }
    return ticks
  }

  private func index(_ column: String) -> Int { header.firstIndex(of: column) ?? 0 }

  private func isGiven(_ column: String) -> Bool { !row.fields[index(column)].isEmpty }

  private func setting(_ column: String) throws -> Setting {
    let index = index(column)
    return Setting(
      content: .text(row.fields[index]),
      place: SourcePlace(file: file, line: row.line, column: index + 1))
  }
}
