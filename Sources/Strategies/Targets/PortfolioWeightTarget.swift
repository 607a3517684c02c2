public import Backtesting

/// A target inventory worth a given share of the whole portfolio, cash included.
public struct PortfolioWeightTarget: Sendable {
  /// The share of the equity that is to be held in the base asset, 0 to 1.
  public var weight: Double

  /// What can be set.
  public static var parameters: [Parameter] {
    [Parameter("weight", .number, "share of the equity to hold in the base asset", in: 0...1)]
  }

  /// A target of `weight` times the equity.
  public init(weight: Double) { self.weight = weight }

  /// The target inventory (lots) at the mid of `view`; 0 where the mid is not positive.
  public func lots(for view: MarketView, holding inventory: Inventory) -> Double {
    let lotValue = view.mid * view.tickSize * view.lotSize
    guard lotValue > 0 else { return 0 }
    return weight * (inventory.cash + inventory.quantity * lotValue) / lotValue
  }
}
