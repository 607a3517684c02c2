internal import Backtesting

extension Experiment {
  /// A replay of the experiment's lanes, and what was read for it.
  struct Replay {
    let backtest: Backtest
    /// The script files and how many actions each has, once per strategy.
    var scripts: [(file: String, actions: Int)] = []
    /// The files of measured latencies.
    var latencies: [Manifest.Input] = []
  }

  /// A replay of all `lanes`.
  ///
  /// - Throws: `ExperimentError` where a script or a file of latencies cannot be used, `FileError`
  ///   where it cannot be read, `BacktestError` where a start does not fit.
  func backtest() throws -> Replay {
    var replay = Replay(
      backtest: Backtest(
        instruments: instruments.map(\.instrument), replay: self.replay,
        bands: instruments.map { $0.band.map(Double.init) }))
    var latencies = LatencyFiles(folder: folder)
    var scripts: [Int: Script] = [:]
    let lanes = lanes
    for start in lanes.indices where lanes[start].leg == 0 {
      let legs = try lanes[start..<(start + lanes[start].legs)].map { lane in
        var leg = LegSettings(lane.settings, on: lane.instrument)
        leg.lane.assumptions = try latencies.loaded(leg.lane.assumptions)
        return leg
      }
      let place = lanes[start].strategy
      switch strategies[place].use {
      case .strategy(let type, let values):
        if let legged = type as? any LeggedStrategy.Type {
          try Self.addLegged(legged, values, legs, to: replay.backtest)
        } else {
          try Self.add(type, values, legs[0], to: replay.backtest)
        }
      case .scripted(let file):
        let known = scripts[place]
        let script =
          try known
          ?? ScriptFile.read(
            path: Paths.join(folder, file),
            instrument: instruments[legs[0].instrument].instrument)
        if known == nil { replay.scripts.append((file, script.actions.count)) }
        scripts[place] = script
        try replay.backtest.add(script, as: legs[0].lane, on: legs[0].instrument)
      }
    }
    replay.latencies = latencies.inputs
    return replay
  }

  private static func add<S: Strategy>(
    _ type: S.Type, _ values: ParameterValues, _ leg: LegSettings, to backtest: Backtest
  ) throws {
    try backtest.add(type, values, as: leg.lane, on: leg.instrument)
  }

  private static func addLegged<S: LeggedStrategy>(
    _ type: S.Type, _ values: ParameterValues, _ legs: [LegSettings], to backtest: Backtest
  ) throws {
    try backtest.add(
      type, values, as: legs[0].lane, on: legs[0].instrument, legs: Array(legs.dropFirst()))
  }
}
