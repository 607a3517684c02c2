public import Backtesting

/// A strategy of any type under limits; what an experiment makes of one with a `limits` map.
///
/// It is asked at every decision whatever `Base` declares, as its stops watch the equity.
public struct LimitedStrategy<Base: Strategy>: Strategy {
  /// The name of the strategy itself.
  public static var name: String { Base.name }
  /// The summary of the strategy itself.
  public static var summary: String { Base.summary }
  /// Those of the strategy, and the limits.
  public static var parameters: [Parameter] { Base.parameters + StrategyLimits.parameters }
  /// As the strategy.
  public static var observesTrades: Bool { Base.observesTrades }
  /// As the strategy.
  public static var depth: Int { Base.depth }

  private var base: Base
  private var limits: StrategyLimits

  /// The strategy and the limits that `values` describe.
  public init(_ values: ParameterValues) throws {
    base = try Base(values)
    limits = StrategyLimits(values)
  }

  /// What the strategy wants, cut to the limits.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    limits.applied(
      to: base.quotes(for: view, holding: inventory), for: view, holding: inventory)
  }

  /// Passed on.
  public mutating func observe(_ fill: OwnFill) { base.observe(fill) }

  /// Passed on.
  public mutating func observe(_ trade: MarketTrade) { base.observe(trade) }
}

extension StrategyLimits {
  /// The type that runs `type` under limits.
  public static func limited(_ type: any Strategy.Type) -> any Strategy.Type { open(type) }

  private static func open<S: Strategy>(_ type: S.Type) -> any Strategy.Type {
    LimitedStrategy<S>.self
  }
}
