public import Backtesting
internal import MarketData

/// Hedges the inventory of one leg in another: crosses the spread there when what both hold
/// together has left a band.
///
/// With hedge ratio h the hedge is to hold −h · (q₁ − q*) base units; what it is short of that is
/// the net inventory n = q₂ + h · (q₁ − q*), both inventories in base units.
public struct HedgeBand: Sendable {
  /// Base units of the hedge for each base unit quoted, at least 0.
  public var ratio: Double
  /// The net inventory that is left alone (lots of the quoted instrument), at least 0.
  public var band: Double
  /// Where an order leads to: the edge of the band, or no net inventory.
  public var destination: BandRebalance.Destination

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter("hedge", .instrument, "the instrument that it hedges in"),
      Parameter(
        "ratio", .number, "base units of the hedge for each base unit held of what it quotes",
        default: "1", in: Parameter.nonNegative),
      Parameter(
        "band", .quantity, "net inventory |n| that is left alone, in base units of what it quotes",
        in: Parameter.nonNegative),
      Parameter(
        "to", .choice(["edge", "target"]), "where a hedging order leads to", default: "target"),
    ]
  }

  /// The hedge that `values` hold.
  public init(_ values: ParameterValues) {
    ratio = values["ratio"]
    band = values["band"]
    destination = values.choice("to") == "edge" ? .edge : .target
  }

  /// The inventory of the hedge that leaves nothing net (lots of the hedge).
  ///
  /// - Parameters:
  ///   - deviation: q₁ − q* (lots of the quoted instrument).
  ///   - lots: lots of the hedge in a lot of the quoted instrument.
  /// - Returns: −h · (q₁ − q*).
  public func target(deviation: Double, lots: Double) -> Double {
    Self.snapped(-ratio * deviation * lots)
  }

  /// The order that brings the hedge back, or `nil` where the net inventory is inside the band,
  /// where less than a lot is to be traded or where an earlier order is still in flight.
  ///
  /// - Parameters:
  ///   - hedge: what the hedge holds.
  ///   - target: what it is to hold (lots of the hedge).
  ///   - lots: lots of the hedge in a lot of the quoted instrument.
  /// - Returns: an order in whole lots of the hedge.
  public func order(for hedge: Inventory, target: Double, lots: Double) -> ImmediateOrder? {
    // Until the report of the last order has arrived, its outcome is not known.
    guard hedge.pending == 0 else { return nil }
    let net = Self.snapped(hedge.quantity - target)
    let band = Self.snapped(band * lots)
    guard net.magnitude > band else { return nil }
    var quantity = net.magnitude.rounded(.down)
    if destination == .edge { quantity = min(quantity, (net.magnitude - band).rounded(.up)) }
    guard quantity >= 1 else { return nil }
    return ImmediateOrder(side: net > 0 ? .sell : .buy, quantity: quantity)
  }

  /// `value`, or the whole number that it means but for rounding: lots of two grids are related by
  /// ratios such as 0.1 that no `Double` holds.
  private static func snapped(_ value: Double) -> Double {
    let whole = value.rounded()
    return (value - whole).magnitude <= 1e-9 * max(1, whole.magnitude) ? whole : value
  }
}
