internal import Backtesting

extension StrategyCatalogue {
  /// The strategies that are compositions of targets, spreads, rebalancers and limits.
  static let compositions: [any Strategy.Type] = [
    QuadraticSkewStrategy.self, TanhSkewStrategy.self, DeadBandSkewStrategy.self,
    SkewBandStrategy.self, PullBandStrategy.self, HysteresisStrategy.self, PeriodicStrategy.self,
    ExponentialSizeSkewStrategy.self,
  ]
}
