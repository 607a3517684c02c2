/// What a run writes beside its tables and its manifest: `output` of an experiment file.
///
/// A run of many strategies over long data spends most of its time on `fills.csv` and
/// `timeseries.csv`; metrics need neither.
public struct OutputSettings: Sendable, Equatable {
  /// Whether `orders.csv` is written.
  public var orders: Bool
  /// Whether `fills.csv` is written.
  public var fills: Bool
  /// Whether `timeseries.csv` is written; charts need it.
  public var timeSeries: Bool
  /// Whether `report.md` and the charts are written.
  public var report: Bool

  /// What is written unless an experiment says otherwise: all but `orders.csv`.
  public init(
    orders: Bool = false, fills: Bool = true, timeSeries: Bool = true, report: Bool = true
  ) {
    self.orders = orders
    self.fills = fills
    self.timeSeries = timeSeries
    self.report = report
  }

  static func read(_ setting: Setting?) throws -> OutputSettings {
    var result = OutputSettings()
    guard let setting else { return result }
    let keys: [(name: String, path: WritableKeyPath<OutputSettings, Bool>)] = [
      ("orders", \.orders), ("fills", \.fills), ("timeseries", \.timeSeries), ("report", \.report),
    ]
    let map = try setting.map("output", known: keys.map(\.name))
    for key in keys {
      if let value = map[key.name] { result[keyPath: key.path] = try value.onOff(key.name) }
    }
    return result
  }

  /// The keys that say the same.
  var json: JSONValue {
    .object([
      ("orders", .bool(orders)), ("fills", .bool(fills)), ("timeseries", .bool(timeSeries)),
      ("report", .bool(report)),
    ])
  }
}
