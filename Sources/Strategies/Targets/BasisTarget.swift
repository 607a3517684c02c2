public import Backtesting

/// Carry: a position against the basis of what is traded over another instrument.
///
///     basis = mid/mid of the reference − 1 (in bps)
///     q* = −gain × (|basis| − threshold)⁺ sgn(basis),   within ± maximum
///
/// A rich future is sold and a cheap one bought. Only mids that had arrived enter.
public struct BasisTarget: Sendable, Equatable {
  /// Lots for each basis point beyond the threshold.
  public let gain: Double
  /// The basis that is left alone (bps).
  public let threshold: Double
  /// The target at most (lots).
  public let maximum: Double
  /// The place of the reference among the instruments.
  public let reference: Int

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter("reference", .instrument, "the instrument that the basis is measured from"),
      Parameter(
        "gain", .quantity, "inventory for each basis point beyond the threshold",
        in: Parameter.nonNegative),
      Parameter(
        "threshold", .number, "basis that is left alone, in bps", default: "0",
        in: Parameter.nonNegative),
      Parameter("maximum", .quantity, "bound of the target", in: Parameter.nonNegative),
    ]
  }

  /// The target that `values` hold.
  public init(_ values: ParameterValues) {
    gain = values["gain"]
    threshold = values["threshold"]
    maximum = values["maximum"]
    reference = values.instrument("reference")
  }

  /// The target (lots) at a basis in bps.
  public func lots(basis: Double) -> Double {
    let beyond = max(abs(basis) - threshold, 0)
    let size = min(gain * beyond, maximum)
    return basis > 0 ? -size : size
  }

  /// The target inventory (lots); 0 where the reference has no price.
  public func lots(for view: MarketView) -> Double {
    guard let other = view.instruments[reference] else { return 0 }
    let mid = other.mid * other.tickSize
    guard mid > 0 else { return 0 }
    return lots(basis: (view.mid * view.tickSize / mid - 1) * 10_000)
  }
}
