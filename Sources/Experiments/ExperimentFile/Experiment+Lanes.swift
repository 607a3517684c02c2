internal import Backtesting

/// One lane of a run: a strategy, or one of its legs, under one set of assumptions.
struct ExperimentLane {
  /// The place of the strategy in the experiment's list.
  var strategy: Int
  /// The place of the case in `sensitivity`; `nil` = the strategy's own assumptions.
  var sensitivity: Int?
  /// Which of its legs, from 0.
  var leg: Int
  /// How many legs the strategy has.
  var legs: Int
  /// The place of the instrument.
  var instrument: Int
  var settings: LaneSettings
}

extension Experiment {
  /// The lanes in the order of the results: the strategies under their own assumptions first, so
  /// that their numbers and results are the same with and without `sensitivity`, then case by case;
  /// of each strategy its first leg, then its others.
  var lanes: [ExperimentLane] {
    let cases: [Int?] = [nil] + sensitivity.indices.map { $0 }
    return cases.flatMap { number in
      strategies.enumerated().flatMap { place, entry in
        let all = legs(of: entry, place, under: number)
        return all.enumerated().map { leg, one in
          ExperimentLane(
            strategy: place, sensitivity: number, leg: leg, legs: all.count,
            instrument: one.instrument, settings: one.lane)
        }
      }
    }
  }

  private func legs(of entry: StrategyEntry, _ place: Int, under number: Int?) -> [LegSettings] {
    var all = [LegSettings(entry.lane, on: entry.instrument)] + entry.legs
    guard let number else { return all }
    let one = sensitivity[number]
    for leg in all.indices {
      all[leg].lane.name += " [\(one.name)]"
      all[leg].lane.assumptions = one.ofStrategies[place][leg]
    }
    return all
  }

  /// Whether any strategy has legs on several instruments.
  var hasLegs: Bool { strategies.contains { !$0.legs.isEmpty } }
}
