public import Backtesting
internal import MarketData
internal import Metrics

/// The tables of a run that are made once it has ended: `metrics.csv`, `pnl.csv`, `risk.csv`,
/// `inventory.csv` and, where strategies ran under other assumptions too, `sensitivity.csv`, as CSV
/// text.
public struct ResultTables {
  private let lanes: [LaneMetrics]
  /// Every strategy under every set of assumptions, by strategy, its own assumptions first.
  private let cases: [(lane: LaneMetrics, assumption: String)]
  /// The first lane of each strategy.
  private let firstLanes: [Int]
  let legs: [Leg]
  private let series: [HorizonSeries]
  private let levels: [FixedDecimal]
  private let hasSessions: Bool
  private let settings: MetricSettings

  /// Tables of the `lanes` of `experiment`, in the order of `Experiment.lanes`, with the PnL
  /// `series` of its horizons and what its strategies with legs left behind over all of them.
  public init(
    _ experiment: Experiment, lanes: [LaneResult], series: [HorizonSeries],
    legged: [LeggedResult] = []
  ) {
    let totals = StrategyTotals(experiment)
    let strategies = experiment.strategies.count
    firstLanes = totals.entries.prefix(strategies).map { $0.lanes.first ?? 0 }
    legs = Self.legs(experiment, lanes, series)
    hasSessions = experiment.replay.sessions != nil
    self.series = series
    levels = experiment.metrics.levels
    settings = experiment.metrics
    let all = totals.entries.enumerated().map { place, entry in
      totals.result(of: place, lanes, legged: legged).map { result in
        LaneMetrics(
          result: result, units: entry.units,
          profits: series.first?.strategyProfits(firstLane: entry.lanes.first ?? 0) ?? [])
      }
    }
    self.lanes = all.prefix(strategies).compactMap { $0 }
    let names = [SensitivitySettings.baseName] + experiment.sensitivity.map(\.name)
    cases = (0..<strategies).flatMap { strategy in
      names.enumerated().compactMap { place, name in
        let entry = place * strategies + strategy
        guard names.count > 1, entry < all.count, var metrics = all[entry] else { return nil }
        metrics.result.settings.name = experiment.strategies[strategy].lane.name
        return (metrics, name)
      }
    }
  }

  /// Writes the tables.
  ///
  /// - Throws: `FileError` where that fails.
  public func write(to folder: RunFolder) throws {
    try folder.write("metrics.csv", metrics)
    try folder.write("pnl.csv", pnl)
    try folder.write("risk.csv", risk)
    try folder.write("inventory.csv", inventory)
    if !legs.isEmpty { try folder.write("legs.csv", legTable) }
    if hasSessions { try folder.write("sessions.csv", sessions) }
    if !cases.isEmpty { try folder.write("sensitivity.csv", sensitivity) }
    if let comparison = StrategyComparison(contenders, settings) {
      try folder.write("comparison.csv", comparison.table)
      try folder.write("tests.csv", comparison.tests)
    }
  }

  /// The strategies that decided, with their PnL per first horizon.
  private var contenders: [(name: String, profits: [Double])] {
    lanes.filter { $0.result.span != nil }.map { ($0.result.settings.name, $0.profits) }
  }

  static let metricColumns = """
    strategy,total_pnl,spread_pnl,inventory_pnl,rebalancing_cost,fees,funding,turnover,fills,\
    maker_fills,taker_fills,orders,fill_ratio,inventory_mean,inventory_variance,\
    inventory_second_moment,inventory_max_abs,inventory_half_life_s,time_at_limit,var_95,cvar_95,\
    cvar_95_se,var_99,cvar_99,pnl_mean,pnl_std,sharpe,sortino,max_drawdown,markout_1s,markout_10s,\
    cvar_99_se,horizons,final_inventory,closing_cost,cancels,amends,rejections,fills_print_at,\
    fills_print_through,fills_book_cross,flags
    """

  /// One row per strategy.
  public var metrics: String {
    table(header: Self.metricColumns, of: lanes.map { ($0, nil) })
  }

  /// One row per strategy and set of assumptions, with the columns of `metrics` after both.
  public var sensitivity: String {
    table(
      header: "strategy,assumption" + Self.metricColumns.dropFirst("strategy".count),
      of: cases.map { ($0.lane, $0.assumption) })
  }

  private func table(
    header: String, of lanes: [(LaneMetrics, assumption: String?)]
  ) -> String {
    let hasMargin = lanes.contains { $0.0.result.settings.margin != nil }
    var table = TableText(header: header + (hasMargin ? ",liquidations" : ""))
    for (lane, assumption) in lanes {
      table.text(lane.result.settings.name)
      if let assumption { table.text(assumption) }
      Self.addMetrics(of: lane, hasMargin: hasMargin, to: &table)
    }
    return table.finished
  }

  /// Adds the columns of `metrics.csv` after the first to the row.
  static func addMetrics(
    of lane: LaneMetrics, hasMargin: Bool = false, to table: inout TableText
  ) {
    let (result, units) = (lane.result, lane.units)
    table.units = units
    if result.span == nil {
      // A lane that never decided has no results, not results of 0.
      table.empty(metricColumns.split(separator: ",").count - 2)
      table.text("never-decided")
      if hasMargin { table.empty(1) }
      table.endRow()
      return
    }
    table.money(result.profit.total)
    table.parts(result.profit)
    table.money(result.turnover)
    table.integer(result.makerFills + result.takerFills)
    table.integer(result.makerFills)
    table.integer(result.takerFills)
    table.integer(result.ordersSent)
    table.double(lane.fillRatio)
    table.double(lane.meanLots.map { $0 * units.lotSize })
    table.double(lane.varianceLots.map { $0 * units.lotSize * units.lotSize })
    table.double(lane.secondMomentLots.map { $0 * units.lotSize * units.lotSize })
    table.lots(max(abs(result.inventoryRange.minimum), abs(result.inventoryRange.maximum)))
    table.double(lane.halfLife)
    table.double(lane.timeAtLimit)
    let low = lane.tailRisk(0.95)
    let high = lane.tailRisk(0.99)
    table.double(low?.var)
    table.double(low?.cvar)
    table.double(low?.cvarStandardError.value)
    table.double(high?.var)
    table.double(high?.cvar)
    table.double(lane.mean)
    table.double(lane.deviation)
    table.double(lane.sharpe)
    table.double(lane.sortino)
    table.money(result.maximumDrawdown)
    table.double(lane.markout(at: 1_000_000_000))
    table.double(lane.markout(at: 10_000_000_000))
    table.double(high?.cvarStandardError.value)
    table.integer(Int64(lane.profits.count))
    table.lots(result.finalInventory)
    table.money(result.closingCost.map { -$0 })
    table.integer(result.cancelsSent)
    table.integer(result.amendsSent)
    table.integer(result.rejections.values.reduce(0, +))
    for cause in [FillCause.printAt, .printThrough, .bookCross] {
      table.integer(result.fillsByCause[Int(cause.rawValue)])
    }
    table.text(lane.flags.joined(separator: ";"))
    if hasMargin {
      if let count = result.liquidations { table.integer(count) } else { table.empty(1) }
    }
    table.endRow()
  }

  /// One row per strategy and UTC day, then `total`.
  public var pnl: String {
    var table = TableText(
      header:
        "strategy,period,total_pnl,spread_pnl,inventory_pnl,rebalancing_cost,fees,funding")
    for lane in lanes {
      table.units = lane.units
      if lane.result.span == nil {
        table.text(lane.result.settings.name)
        table.text("total")
        table.empty(6)
        table.endRow()
        continue
      }
      func row(_ period: String, _ profit: ProfitParts) {
        table.text(lane.result.settings.name)
        table.text(period)
        table.money(profit.total)
        table.parts(profit)
        table.endRow()
      }
      for day in Self.days(of: lane.result) { row(day.date, day.profit) }
      row("total", lane.result.profit)
    }
    return table.finished
  }

  /// The profit of each UTC day of the exchange clock within the span; midnight belongs to the day
  /// it ends.
  static func days(of result: LaneResult) -> [(date: String, profit: ProfitParts)] {
    guard let span = result.span else { return [] }
    let dayLength: Int64 = 86_400_000_000_000
    var days: [(date: String, profit: ProfitParts)] = []
    var start = span.start
    var before = ProfitParts()
    for midnight in result.midnights where midnight.time > span.start {
      // The instant of midnight belongs to the day before it.
      let day = (midnight.time - 1).flooredDivision(by: dayLength)
      days.append((Instants.date(ofDay: day), midnight.profit - before))
      before = midnight.profit
      start = midnight.time
    }
    if start < span.end || days.isEmpty {
      let day = start.flooredDivision(by: dayLength)
      days.append((Instants.date(ofDay: day), result.profit - before))
    }
    return days
  }

  /// One row per strategy and session, where the run has sessions.
  public var sessions: String {
    var table = TableText(
      header: """
        strategy,session,start_ns,end_ns,total_pnl,spread_pnl,inventory_pnl,rebalancing_cost,fees,\
        funding,mid,inventory_before,inventory_after
        """)
    for lane in lanes {
      guard let span = lane.result.span else { continue }
      table.units = lane.units
      var start = span.start
      var before = ProfitParts()
      for (index, session) in lane.result.sessions.enumerated() {
        let profit = session.profit - before
        table.text(lane.result.settings.name)
        table.integer(Int64(index + 1))
        table.integer(start)
        table.integer(session.end)
        table.money(profit.total)
        table.parts(profit)
        table.halfPrice(session.doubledMid)
        table.lots(session.inventoryBefore)
        table.lots(session.inventoryAfter)
        table.endRow()
        start = session.end
        before = session.profit
      }
    }
    return table.finished
  }

  /// One row per strategy, horizon and level.
  public var risk: String {
    var table = TableText(
      header:
        "strategy,horizon_s,level,n,var,cvar,cvar_se,gaussian_cvar,cornish_fisher_cvar,flag")
    for (index, lane) in lanes.enumerated() {
      for one in series {
        let profits = one.strategyProfits(firstLane: firstLanes[index])
        let sample = LossSample.ofProfits(profits).value
        for level in levels {
          let tail = sample?.tailRisk(level: level.doubleValue).value
          table.text(lane.result.settings.name)
          table.text(Durations.seconds(one.horizon))
          table.text(level.description)
          table.integer(Int64(profits.count))
          table.double(tail?.var)
          table.double(tail?.cvar)
          table.double(tail?.cvarStandardError.value)
          table.double(tail?.gaussianCVaR.value)
          table.double(tail?.cornishFisherCVaR.value)
          table.text(tail == nil ? "no-observations" : tail?.flag?.rawValue ?? "")
          table.endRow()
        }
      }
    }
    return table.finished
  }

  /// One row per strategy.
  public var inventory: String {
    var table = TableText(
      header: """
        strategy,mean,variance,second_moment,min,max,q05,q25,q50,q75,q95,half_life_s,\
        time_at_limit,time_outside_band,final
        """)
    for lane in lanes {
      let (result, units) = (lane.result, lane.units)
      table.units = units
      table.text(result.settings.name)
      if result.span == nil {
        table.empty(14)
        table.endRow()
        continue
      }
      table.double(lane.meanLots.map { $0 * units.lotSize })
      table.double(lane.varianceLots.map { $0 * units.lotSize * units.lotSize })
      table.double(lane.secondMomentLots.map { $0 * units.lotSize * units.lotSize })
      table.lots(result.inventoryRange.minimum)
      table.lots(result.inventoryRange.maximum)
      for share in [0.05, 0.25, 0.5, 0.75, 0.95] { table.lots(lane.quantile(share)) }
      table.double(lane.halfLife)
      table.double(lane.timeAtLimit)
      table.double(lane.timeOutsideBand)
      table.lots(result.finalInventory)
      table.endRow()
    }
    return table.finished
  }
}

extension Int64 {
  /// The quotient rounded towards −∞.
  fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
