public import Backtesting

/// What `ballast strategies NAME` shows of a strategy, as data.
public struct StrategyDescription: Sendable, Equatable {
  /// What is shown of one parameter.
  public struct ParameterDescription: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What it measures and the units its text may carry.
    public var unit: String
    /// The text used where none is given; `nil` where it must be given, empty where it may stay
    /// without a value.
    public var defaultText: String?
    /// The values allowed, in words.
    public var range: String
    /// Its meaning.
    public var documentation: String
  }

  /// The name in experiment files.
  public var name: String
  /// One sentence.
  public var summary: String
  /// What can be set, in the order declared.
  public var parameters: [ParameterDescription]
  /// Formula, source and when it is the wrong choice; `nil` for a type that does not say.
  public var guide: StrategyGuide?

  /// Describes `strategy`.
  public init(_ strategy: any Strategy.Type) {
    name = strategy.name
    summary = strategy.summary
    parameters = strategy.parameters.map { parameter in
      ParameterDescription(
        name: parameter.name, unit: parameter.dimension.unitText,
        defaultText: parameter.defaultText, range: parameter.rangeText,
        documentation: parameter.documentation)
    }
    guide = (strategy as? any DocumentedStrategy.Type)?.guide
  }
}

extension ParameterDimension {
  /// What is measured and in which units it may be written, for the catalogue.
  public var unitText: String {
    switch self {
    case .priceDistance: "price: quote units, ticks or bps of the mid"
    case .quantity: "quantity: base units or lots"
    case .priceShiftPerQuantity:
      "price per quantity: quote units per base unit, per lot, or ticks per lot"
    case .volatility: "price per √s: quote units, ticks, or ewma HALF-LIFE"
    case .rate: "per second"
    case .perPrice: "per quote unit, or per tick"
    case .riskAversion: "per quote unit"
    case .duration: "time: ns, us, ms, s, m, h, d"
    case .horizon: "time: ns, us, ms, s, m, h, d, or session"
    case .number: "number"
    case .instrument: "name of an instrument of the experiment"
    case .choice(let choices): choices.joined(separator: " | ")
    }
  }
}
