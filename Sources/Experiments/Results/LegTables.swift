internal import Backtesting
internal import MarketData

/// The tables of strategies with legs on several instruments.
extension ResultTables {
  /// One row per leg, with the columns of `metrics.csv` for it alone; `leg` counts from 1.
  public var legTable: String {
    var table = TableText(
      header: "strategy,instrument,leg," + Self.metricColumns.dropFirst("strategy,".count))
    for leg in legs {
      table.text(leg.metrics.result.settings.name)
      table.text(leg.instrument)
      table.integer(Int64(leg.number))
      Self.addMetrics(of: leg.metrics, to: &table)
    }
    return table.finished
  }

  /// A leg and its numbers.
  struct Leg {
    var instrument: String
    /// Which of its strategy's legs, from 1.
    var number: Int
    var metrics: LaneMetrics
  }

  /// The legs of all strategies that have several.
  static func legs(
    _ experiment: Experiment, _ results: [LaneResult], _ series: [HorizonSeries]
  ) -> [Leg] {
    let units = UnitWriter.ofLanes(in: experiment)
    let lanes = experiment.lanes.enumerated().filter {
      $0.element.legs > 1 && $0.element.sensitivity == nil
    }
    return lanes.map { place, lane in
      Leg(
        instrument: experiment.instruments[lane.instrument].instrument.name, number: lane.leg + 1,
        metrics: LaneMetrics(
          result: results[place], units: units[place],
          profits: series.first?.profits[place] ?? []))
    }
  }
}
