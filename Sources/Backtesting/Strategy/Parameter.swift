/// What a parameter measures, hence which units its text may carry and what number a strategy gets.
public enum ParameterDimension: Sendable, Equatable {
  /// A distance in price: `2 ticks`, `0.2` (quote units) or `5 bps` (of the mid at the decision).
  /// Read with `ParameterValues.distance`.
  case priceDistance
  /// A quantity: `0.01` (base units) or `10 lots`. A strategy gets lots.
  case quantity
  /// A price shift per unit of inventory: `0.02 ticks per lot`, `0.001 per lot` (quote units per
  /// lot) or `2` (quote units per base unit). A strategy gets ticks per lot.
  case priceShiftPerQuantity
  /// A volatility: `ewma 60s` (estimated, a half-life on 1 s mid changes), `2 ticks` or `0.5`
  /// (quote units per square-root second). Read with `ParameterValues.volatility`.
  case volatility
  /// A rate of events: `0.9/s` or `0.9`, per second.
  case rate
  /// A decay per unit of price: `0.3/tick` or `3` (per quote unit). A strategy gets it per quote
  /// unit.
  case perPrice
  /// Risk aversion per unit of money: a plain number, per quote unit.
  case riskAversion
  /// A span of time: `5m`, `60s`, `100ms`, or a plain number of seconds. A strategy gets seconds.
  case duration
  /// A span of time or the word `session`. Read with `ParameterValues.horizon`.
  case horizon
  /// A plain number.
  case number
  /// The name of an instrument of the experiment. Read with `ParameterValues.instrument`. A
  /// `LeggedStrategy` trades there too.
  case instrument
  /// One of the given words. Read with `ParameterValues.choice`.
  case choice([String])
}

/// One parameter of a strategy.
public struct Parameter: Sendable {
  /// Its name in experiment files and `--set`, lower case with hyphens.
  public var name: String
  /// What it measures.
  public var dimension: ParameterDimension
  /// One sentence for `ballast strategies`: meaning, sign, source.
  public var documentation: String
  /// The text used where none is given; `nil` makes the parameter required, the empty text lets
  /// it stay without a value (`ParameterValues.has` tells).
  public var defaultText: String?
  /// The values allowed, after conversion to what the strategy gets. A price distance relative to
  /// the mid is checked for its sign only: how many ticks it makes is known at each decision.
  public var range: ClosedRange<Double>

  /// A parameter; ranges are inclusive and in the units a strategy gets.
  public init(
    _ name: String, _ dimension: ParameterDimension, _ documentation: String,
    default defaultText: String? = nil,
    in range: ClosedRange<Double> = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude
  ) {
    self.name = name
    self.dimension = dimension
    self.documentation = documentation
    self.defaultText = defaultText
    self.range = range
  }
}
