public import Backtesting

/// Shifts both quotes against the inventory, in proportion to its distance from the target.
public struct LinearSkew: Sendable {
  /// The shift per lot away from the target (ticks per lot), at least 0.
  public var ticksPerLot: Double

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "skew", .priceShiftPerQuantity,
        "shift of both quotes against each unit of inventory away from the target",
        in: Parameter.nonNegative)
    ]
  }

  /// The skew that `values` hold.
  public init(_ values: ParameterValues) { ticksPerLot = values["skew"] }

  /// How far both quotes move up (ticks) where the inventory is `deviation` lots above target:
  /// down when it holds too much, so that it is sold more easily than bought.
  public func shift(deviation: Double) -> Double { -ticksPerLot * deviation }
}
