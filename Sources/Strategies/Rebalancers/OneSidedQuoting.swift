/// Quotes only the side that leads back while the inventory is away from the target by a band or
/// more.
public struct OneSidedQuoting: Sendable, Equatable {
  /// The distance from the target (lots) from which on one side is pulled, greater than 0.
  public var band: Double

  /// A rule with the given band (lots).
  public init(band: Double) { self.band = band }

  /// Whether a bid may be quoted where the inventory is `deviation` lots above target.
  public func allowsBid(deviation: Double) -> Bool { deviation < band }

  /// Whether an ask may be quoted where the inventory is `deviation` lots above target.
  public func allowsAsk(deviation: Double) -> Bool { deviation > -band }
}
