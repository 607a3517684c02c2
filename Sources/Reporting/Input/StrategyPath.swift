/// What `timeseries.csv` says about one strategy (and instrument, where a run has several),
/// reduced to what charts show.
struct StrategyPath {
  /// The strategy's name, with the instrument's where there are several.
  var name: String
  /// The change of equity since the start (quote units).
  var equity = DecimatedSeries()
  /// Inventory (base units).
  var inventory = DecimatedSeries(maximumPoints: 1_000)
  /// Target inventory (base units).
  var target = DecimatedSeries(maximumPoints: 1_000)

  private var startEquity: Double?

  init(name: String) { self.name = name }

  /// Reads the paths of all strategies, in the order in which they first appear, and the first and
  /// last instant of the file (ns); both empty where the file has no rows.
  static func read(file: String) throws -> (paths: [StrategyPath], span: ClosedRange<Int64>?) {
    var paths: [StrategyPath] = []
    var indices: [String: Int] = [:]
    var span: ClosedRange<Int64>?
    try CSVTable.forEachRow(of: file) { row, _ in
      guard let strategy = row["strategy"], let text = row["timestamp_ns"], let time = Int64(text)
      else { return }
      let name = row["instrument"].map { "\(strategy) · \($0)" } ?? strategy
      if indices[name] == nil {
        indices[name] = paths.count
        paths.append(StrategyPath(name: name))
      }
      span = min(span?.lowerBound ?? time, time)...max(span?.upperBound ?? time, time)
      guard let index = indices[name] else { return }
      paths[index].append(row, at: time)
    }
    return (paths, span)
  }

  private mutating func append(_ row: CSVRow, at time: Int64) {
    let seconds = Double(time) / 1e9
    if let value = row.number("equity") {
      let start = startEquity ?? value
      startEquity = start
      equity.append(time: seconds, value: value - start)
    }
    if let value = row.number("inventory") { inventory.append(time: seconds, value: value) }
    if let value = row.number("target") { target.append(time: seconds, value: value) }
  }
}
