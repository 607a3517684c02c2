public import Backtesting
internal import MarketData
internal import RealModule

/// Crosses the spread when the inventory has left a band around its target.
public struct BandRebalance: Sendable {
  /// Where an order leads to.
  public enum Destination: Sendable {
    /// To the nearest edge of the band: the least trade that ends inside it.
    case edge
    /// All the way to the target.
    case target
  }

  /// The allowed distance from the target (lots), at least 0.
  public var band: Double
  /// Where an order leads to.
  public var destination: Destination

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "band", .quantity, "distance of the inventory from the target that is left alone",
        in: Parameter.nonNegative),
      Parameter(
        "to", .choice(["edge", "target"]), "where a rebalancing order leads to", default: "target"),
    ]
  }

  /// The band that `values` hold.
  public init(_ values: ParameterValues) {
    band = values["band"]
    destination = values.choice("to") == "edge" ? .edge : .target
  }

  /// The order that brings `inventory` back, or `nil` where it is inside the band, where less than
  /// a lot is to be traded or where an earlier order is still in flight.
  ///
  /// Whole lots: to the edge rounds up so that the order ends inside the band, and neither
  /// destination is overshot past the target, so that orders never alternate around it.
  public func order(for inventory: Inventory, target: Double) -> ImmediateOrder? {
    // Until the report of the last order has arrived, its outcome is not known: waiting is what
    // keeps a second one from trading the same excess again.
    guard inventory.pending == 0 else { return nil }
    let deviation = inventory.quantity - target
    let distance = abs(deviation)
    guard distance > band else { return nil }
    var quantity = distance.rounded(.down)
    if destination == .edge { quantity = min(quantity, (distance - band).rounded(.up)) }
    guard quantity >= 1 else { return nil }
    return ImmediateOrder(side: deviation > 0 ? .sell : .buy, quantity: quantity)
  }
}
