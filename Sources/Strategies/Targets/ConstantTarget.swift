public import Backtesting

/// A target inventory q* that never changes.
public struct ConstantTarget: Sendable {
  /// The target inventory (lots), positive = long.
  public var lots: Double

  /// What can be set.
  public static var parameters: [Parameter] {
    [Parameter("target", .quantity, "inventory to come back to, positive = long", default: "0")]
  }

  /// The target that `values` hold.
  public init(_ values: ParameterValues) { lots = values["target"] }
}
