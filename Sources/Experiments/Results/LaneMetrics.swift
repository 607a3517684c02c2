internal import Backtesting
internal import MarketData
internal import Metrics

/// The numbers of one lane that result files report, from its exact totals; `nil` = cannot be
/// computed honestly. The columns are defined in
/// <doc:ResultFiles>.
struct LaneMetrics {
  var result: LaneResult
  let units: UnitWriter
  /// PnL per horizon of `metrics.csv` (quote units).
  let profits: [Double]

  /// The span in ns; 0 where the lane never decided.
  var duration: Int64 { result.span.map { $0.end - $0.start } ?? 0 }

  /// Time-weighted mean inventory (lots).
  var meanLots: Double? {
    guard let total = heldTime else { return nil }
    let sum = result.inventoryTimes.reduce(Int128(0)) {
      $0 + Int128($1.inventory) * Int128($1.time)
    }
    return Double(sum) / total
  }

  /// Time-weighted variance of inventory about its mean (lots²), in two passes.
  var varianceLots: Double? {
    guard let total = heldTime, let mean = meanLots else { return nil }
    let sum = result.inventoryTimes.reduce(0.0) {
      let deviation = Double($1.inventory) - mean
      return $0 + deviation * deviation * Double($1.time)
    }
    return sum / total
  }

  /// Time-weighted second moment about the target (lots²).
  var secondMomentLots: Double? { heldTime.map { result.targetDeviation / $0 } }

  private var heldTime: Double? {
    let total = result.inventoryTimes.reduce(Int128(0)) { $0 + Int128($1.time) }
    return total > 0 ? Double(total) : nil
  }

  /// Share of time with |q| ≥ L; `nil` without a limit.
  var timeAtLimit: Double? {
    guard let limit = result.settings.limit, let total = heldTime else { return nil }
    let time = result.inventoryTimes.reduce(Int128(0)) {
      $1.inventory.magnitude >= limit.magnitude ? $0 + Int128($1.time) : $0
    }
    return Double(time) / total
  }

  /// Share of time with |q − q*| beyond the band; `nil` without a band.
  var timeOutsideBand: Double? {
    guard let time = result.timeOutsideBand, let total = heldTime else { return nil }
    return Double(time) / total
  }

  /// The smallest inventory (lots) at or below which the lane was for `share` of the time.
  func quantile(_ share: Double) -> Int64? {
    var histogram = TimeHistogram()
    for entry in result.inventoryTimes {
      histogram.hold(Double(entry.inventory), for: Int128(entry.time))
    }
    return histogram.quantile(share).value.flatMap { Int64(exactly: $0) }
  }

  /// Half-life of inventory in seconds: −ln 2 / ln b for the AR(1) slope b on a 1 s grid.
  var halfLife: Double? { result.secondGrid.halfLife(step: 1) }

  /// Resting quantity filled over resting quantity sent.
  var fillRatio: Double? {
    guard result.restingQuantitySent > 0 else { return nil }
    return Double(result.makerQuantity) / Double(result.restingQuantitySent)
  }

  /// Quantity-weighted markout at `horizon` ns (quote units per unit).
  func markout(at horizon: Int64) -> Double? {
    guard let sum = result.markouts.first(where: { $0.horizon == horizon }), sum.quantity > 0
    else { return nil }
    return units.priceValue(Double(sum.doubledTickLots) / (2 * Double(sum.quantity)))
  }

  /// Mean and standard deviation (n − 1) of the PnL per horizon.
  var mean: Double? { Moments.of(profits).value?.mean }
  var deviation: Double? { Moments.of(profits).value?.standardDeviation.value }
  var sharpe: Double? { Ratios.sharpe(profits).value }
  var sortino: Double? { Ratios.sortino(profits).value }

  /// Value at risk, CVaR and its standard error at `level`.
  func tailRisk(_ level: Double) -> TailRisk? {
    TailRisk.ofProfits(profits, level: level).value
  }

  /// Warnings that go with the columns of `metrics.csv`, as `column:flag` words.
  var flags: [String] {
    var flags: [String] = []
    for (name, level) in [("cvar_95", 0.95), ("cvar_99", 0.99)] {
      if let flag = tailRisk(level)?.flag { flags.append("\(name):\(flag.rawValue)") }
    }
    if let flag = SampleFlag.forPeriods(profits.count) {
      if sharpe != nil { flags.append("sharpe:\(flag.rawValue)") }
      if sortino != nil { flags.append("sortino:\(flag.rawValue)") }
    }
    if halfLife != nil, let flag = SampleFlag.forPeriods(Int(result.secondGrid.count)) {
      flags.append("inventory_half_life_s:\(flag.rawValue)")
    }
    return flags
  }
}
