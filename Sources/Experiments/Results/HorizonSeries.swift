internal import Backtesting
internal import MarketData

/// The PnL per horizon of every lane, and of every strategy over its legs: differences of equity at
/// start + k × horizon, a partial last one dropped. One `Double` is kept per lane and horizon
/// passed.
public struct HorizonSeries: Sendable {
  /// The horizon (ns).
  public let horizon: Int64
  /// The PnL of each horizon (quote units), by lane.
  public private(set) var profits: [[Double]]
  private var open: [(next: Int64, equity: Int128)?]
  /// The units of each lane's instrument.
  private let units: [UnitWriter]
  /// Sums over legs, by the first of the lanes.
  private var sums: [Int: LegSum] = [:]
  /// For each lane that is a leg the first lane of its strategy.
  private var firstLanes: [Int: Int] = [:]

  /// The sum of a horizon's PnL over the legs of one strategy.
  struct LegSum: Sendable {
    let lanes: [Int]
    let factors: [Int128]
    let units: UnitWriter
    var pending: Int128 = 0
    var profits: [Double] = []
  }

  init(horizon: Int64, units: [UnitWriter], totals: StrategyTotals? = nil) {
    self.horizon = horizon
    self.units = units
    profits = [[Double]](repeating: [], count: units.count)
    open = [(next: Int64, equity: Int128)?](repeating: nil, count: units.count)
    guard let totals, let money = totals.money else { return }
    for entry in totals.entries where entry.lanes.count > 1 {
      for lane in entry.lanes { firstLanes[lane] = entry.lanes[0] }
      sums[entry.lanes[0]] = LegSum(
        lanes: entry.lanes, factors: entry.instruments.map { money.factors[$0] },
        units: entry.units)
    }
  }

  /// The PnL per horizon of the strategy whose first lane is `lane`, over its legs.
  public func strategyProfits(firstLane lane: Int) -> [Double] {
    sums[lane]?.profits ?? profits[lane]
  }

  /// Takes the next sample of its lane; samples come at start + k × a divisor of the horizon, those
  /// of the legs of a strategy one after the other.
  mutating func add(_ sample: SampleRecord) {
    guard let state = open[sample.lane] else {
      open[sample.lane] = (sample.time + horizon, sample.equity)
      return
    }
    guard sample.time == state.next else { return }
    let change = sample.equity - state.equity
    profits[sample.lane].append(units[sample.lane].money(change))
    open[sample.lane] = (sample.time + horizon, sample.equity)
    if let first = firstLanes[sample.lane] { sums[first]?.add(change, of: sample.lane) }
  }
}

extension HorizonSeries.LegSum {
  mutating func add(_ change: Int128, of lane: Int) {
    guard let leg = lanes.firstIndex(of: lane) else { return }
    pending += change * factors[leg]
    guard leg == lanes.count - 1 else { return }
    profits.append(units.money(pending))
    pending = 0
  }
}
