internal import RealModule

/// Shrinks the side that would add to the inventory by exp(−η |d|), d = q − q*; the other keeps its
/// full size.
///
/// Source: Hummingbot, `avellaneda_market_making`, order size with the shape factor η.
public struct ExponentialSizeSkew: Sendable, Equatable {
  /// η (per lot), at least 0.
  public var eta: Double

  /// A skew with the given η (per lot).
  public init(eta: Double) { self.eta = eta }

  /// The share of its size that a bid shows where the inventory is `deviation` lots above target.
  public func bidRatio(deviation: Double) -> Double {
    deviation > 0 ? Double.exp(-eta * deviation) : 1
  }

  /// The share of its size that an ask shows where the inventory is `deviation` lots above target.
  public func askRatio(deviation: Double) -> Double { bidRatio(deviation: -deviation) }
}
