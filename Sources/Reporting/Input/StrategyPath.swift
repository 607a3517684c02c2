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
  /// The equity of the legs that have come of the present sample, and how many.
  private var sum = (time: Int64.min, equity: 0.0, legs: 0)

  init(name: String) { self.name = name }

  /// Reads the paths of all strategies, in the order in which they first appear, and the first and
  /// last instant of the file (ns); both empty where the file has no rows. A strategy of `legs`
  /// instruments has one path for its equity over all of them, and one for the inventory of each.
  static func read(
    file: String, legs: [String: Int] = [:]
  ) throws -> (paths: [StrategyPath], span: ClosedRange<Int64>?) {
    var paths: [StrategyPath] = []
    var indices: [String: Int] = [:]
    var span: ClosedRange<Int64>?
    try CSVTable.forEachRow(of: file) { row, _ in
      guard let strategy = row["strategy"], let text = row["timestamp_ns"], let time = Int64(text)
      else { return }
      let name = row["instrument"].map { "\(strategy) · \($0)" } ?? strategy
      func index(of name: String) -> Int {
        if let index = indices[name] { return index }
        indices[name] = paths.count
        paths.append(StrategyPath(name: name))
        return paths.count - 1
      }
      span = min(span?.lowerBound ?? time, time)...max(span?.upperBound ?? time, time)
      if let count = legs[strategy] {
        paths[index(of: strategy)].add(row, at: time, of: count)
        paths[index(of: name)].appendInventory(row, at: time)
      } else {
        paths[index(of: name)].append(row, at: time)
      }
    }
    return (paths, span)
  }

  private mutating func append(_ row: CSVRow, at time: Int64) {
    if let value = row.number("equity") { appendEquity(value, at: time) }
    appendInventory(row, at: time)
  }

  private mutating func appendEquity(_ value: Double, at time: Int64) {
    let start = startEquity ?? value
    startEquity = start
    equity.append(time: Double(time) / 1e9, value: value - start)
  }

  /// Adds the equity of one of `legs` legs, which come one after the other.
  private mutating func add(_ row: CSVRow, at time: Int64, of legs: Int) {
    guard let value = row.number("equity") else { return }
    if sum.time != time || sum.legs == legs { sum = (time, 0, 0) }
    sum.equity += value
    sum.legs += 1
    if sum.legs == legs { appendEquity(sum.equity, at: time) }
  }

  private mutating func appendInventory(_ row: CSVRow, at time: Int64) {
    let seconds = Double(time) / 1e9
    if let value = row.number("inventory") { inventory.append(time: seconds, value: value) }
    if let value = row.number("target") { target.append(time: seconds, value: value) }
  }
}
