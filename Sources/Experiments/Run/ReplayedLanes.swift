public import Backtesting

/// One lane of a replay: a strategy under one set of assumptions.
public struct ReplayedLane: Sendable {
  /// The place of the strategy in the experiment.
  public var strategy: Int
  /// The place of the case in `sensitivity`; `nil` = the strategy's own assumptions.
  public var sensitivity: Int?
  /// What it is replayed under.
  public var settings: LaneSettings
}

extension Experiment {
  /// Every lane that is replayed: the strategies under their own assumptions first, so that their
  /// numbers and results are the same with and without `sensitivity`, then case by case.
  public var lanes: [ReplayedLane] {
    var lanes = strategies.enumerated().map { place, entry in
      ReplayedLane(strategy: place, sensitivity: nil, settings: entry.lane)
    }
    for (number, one) in sensitivity.enumerated() {
      for (place, entry) in strategies.enumerated() {
        var settings = entry.lane
        settings.name += " [\(one.name)]"
        settings.assumptions = one.ofStrategies[place]
        lanes.append(ReplayedLane(strategy: place, sensitivity: number, settings: settings))
      }
    }
    return lanes
  }

  /// A replay of all `lanes`, with the script files that were read for it and how many actions each
  /// has, once per strategy.
  ///
  /// - Throws: `ExperimentError` where a script cannot be used, `FileError` where it cannot be
  ///   read, `BacktestError` where a start does not fit.
  func backtest() throws -> (Backtest, scripts: [(file: String, actions: Int)]) {
    let backtest = Backtest(
      instruments: instruments.map(\.instrument), replay: replay,
      bands: instruments.map { $0.band.map(Double.init) })
    var scripts: [Int: Script] = [:]
    var files: [(file: String, actions: Int)] = []
    for lane in lanes {
      let entry = strategies[lane.strategy]
      switch entry.use {
      case .strategy(let type, let values):
        try Self.add(type, values, lane.settings, on: entry.instrument, to: backtest)
      case .scripted(let file):
        let known = scripts[lane.strategy]
        let script =
          try known
          ?? ScriptFile.read(
            path: Paths.join(folder, file), instrument: instruments[entry.instrument].instrument)
        if known == nil { files.append((file, script.actions.count)) }
        scripts[lane.strategy] = script
        try backtest.add(script, as: lane.settings, on: entry.instrument)
      }
    }
    return (backtest, files)
  }

  private static func add<S: Strategy>(
    _ type: S.Type, _ values: ParameterValues, _ lane: LaneSettings, on instrument: Int,
    to backtest: Backtest
  ) throws {
    try backtest.add(type, values, as: lane, on: instrument)
  }
}
