internal import Backtesting

/// The PnL per horizon of every lane: differences of equity at start + k × horizon, a partial last
/// one dropped. One `Double` is kept per lane and horizon passed.
public struct HorizonSeries: Sendable {
  /// The horizon (ns).
  public let horizon: Int64
  /// The PnL of each horizon (quote units), by lane.
  public private(set) var profits: [[Double]]
  private var open: [(next: Int64, equity: Int128)?]
  /// The units of each lane's instrument.
  private let units: [UnitWriter]

  init(horizon: Int64, units: [UnitWriter]) {
    self.horizon = horizon
    self.units = units
    profits = [[Double]](repeating: [], count: units.count)
    open = [(next: Int64, equity: Int128)?](repeating: nil, count: units.count)
  }

  /// Takes the next sample of its lane; samples come at start + k × a divisor of the horizon.
  mutating func add(_ sample: SampleRecord) {
    guard let state = open[sample.lane] else {
      open[sample.lane] = (sample.time + horizon, sample.equity)
      return
    }
    guard sample.time == state.next else { return }
    profits[sample.lane].append(units[sample.lane].money(sample.equity - state.equity))
    open[sample.lane] = (sample.time + horizon, sample.equity)
  }
}
