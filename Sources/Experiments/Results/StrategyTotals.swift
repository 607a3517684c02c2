internal import Backtesting
internal import MarketData

/// Which lanes make up each strategy, and the units its amounts are written in.
struct StrategyTotals {
  /// One strategy.
  struct Entry {
    /// Its lanes, the first leg first.
    var lanes: [Int]
    /// The places of their instruments.
    var instruments: [Int]
    /// The units of the first leg's prices and quantities and of the strategy's money.
    var units: UnitWriter
  }

  /// The strategies under their own assumptions, then case by case of `sensitivity`.
  let entries: [Entry]
  /// The unit of money over several legs; `nil` where no strategy has legs.
  let money: CommonMoney?

  init(_ experiment: Experiment) {
    let instruments = experiment.instruments.map(\.instrument)
    let money = experiment.hasLegs ? CommonMoney(instruments) : nil
    self.money = money
    let lanes = experiment.lanes
    entries = lanes.indices.filter { lanes[$0].leg == 0 }.map { start in
      let own = start..<(start + lanes[start].legs)
      let first = instruments[lanes[start].instrument]
      var units = UnitWriter(first)
      if own.count > 1, let money { units = UnitWriter(first, money: money) }
      return Entry(
        lanes: Array(own), instruments: own.map { lanes[$0].instrument }, units: units)
    }
  }

  /// The result of the strategy at `place` over its lanes, of all lanes' results.
  func result(
    of place: Int, _ lanes: [LaneResult], legged: [LeggedResult]
  ) -> LaneResult? {
    let own = entries[place].lanes
    guard own.count > 1 else { return own.first.map { lanes[$0] } }
    return legged.first { $0.lanes == own }?.total(of: own.map { lanes[$0] })
  }
}
