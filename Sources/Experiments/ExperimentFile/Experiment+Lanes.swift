internal import Backtesting

/// One lane of a run: a strategy, or one of its legs.
struct ExperimentLane {
  /// The place of the strategy in the experiment's list.
  var strategy: Int
  /// Which of its legs, from 0.
  var leg: Int
  /// How many legs the strategy has.
  var legs: Int
  /// The place of the instrument.
  var instrument: Int
  var settings: LaneSettings
}

extension Experiment {
  /// The lanes in the order of the results: of each strategy its first leg, then its others.
  var lanes: [ExperimentLane] {
    strategies.enumerated().flatMap { place, entry in
      let all = [LegSettings(entry.lane, on: entry.instrument)] + entry.legs
      return all.enumerated().map { leg, one in
        ExperimentLane(
          strategy: place, leg: leg, legs: all.count, instrument: one.instrument,
          settings: one.lane)
      }
    }
  }

  /// Whether any strategy has legs on several instruments.
  var hasLegs: Bool { strategies.contains { !$0.legs.isEmpty } }
}
