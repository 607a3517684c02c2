public import Backtesting

/// The strategies that experiments can name: the built-in ones and a user's own.
public struct StrategyCatalogue: Sendable {
  /// The built-in strategies, the control first among those that trade.
  public static let builtIn: [any Strategy.Type] =
    [
      HoldStrategy.self, SymmetricStrategy.self, LinearSkewStrategy.self, SizeSkewStrategy.self,
      ThresholdStrategy.self, AvellanedaStoikovStrategy.self, GLFTStrategy.self,
      HedgedMakerStrategy.self,
    ] + compositions

  /// Every strategy, built-in ones first, then the added ones in their order.
  public let strategies: [any Strategy.Type]

  /// The built-in strategies alone.
  public init() { strategies = Self.builtIn }

  /// The built-in strategies and `added` ones; throws where two have one name.
  public init(adding added: [any Strategy.Type]) throws(CatalogueError) {
    var names: Set<String> = []
    for strategy in Self.builtIn + added where !names.insert(strategy.name).inserted {
      throw CatalogueError(message: "two strategies are named '\(strategy.name)'; rename one")
    }
    strategies = Self.builtIn + added
  }

  /// The names of all strategies, in order.
  public var names: [String] { strategies.map { $0.name } }

  /// The strategy called `name`; throws an error that suggests the nearest name.
  public func strategy(named name: String) throws(CatalogueError) -> any Strategy.Type {
    if let found = strategies.first(where: { $0.name == name }) { return found }
    let hint = NearestName.hint(for: name, among: names)
    throw CatalogueError(message: "unknown strategy '\(name)'; \(hint)")
  }

  /// What `ballast strategies` shows of every strategy, in order.
  public var descriptions: [StrategyDescription] { strategies.map(StrategyDescription.init) }
}

/// A strategy could not be found or added.
public struct CatalogueError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong and what to do.
  public var message: String

  /// An error that says `message`.
  public init(message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
