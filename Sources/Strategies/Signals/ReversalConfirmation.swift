/// Tells when a price that has run one way has turned back by a given distance.
///
/// A sale waits until the price has fallen by the distance from its highest since the wait began,
/// a purchase until it has risen by it from its lowest.
public struct ReversalConfirmation: Sendable, Equatable {
  /// The distance (ticks), at least 0; 0 confirms at once.
  public let distance: Double
  private var side = 0.0
  private var extreme = 0.0

  /// A gate with the given distance (ticks).
  public init(distance: Double) { self.distance = distance }

  /// Whether an order may go, given the mid (ticks) now.
  ///
  /// - Parameters:
  ///   - excess: what is to be sold (positive) or bought (negative); 0 ends the wait.
  ///   - mid: the mid now (ticks).
  /// - Returns: whether the price has turned since the excess arose.
  public mutating func confirms(excess: Double, mid: Double) -> Bool {
    guard excess != 0 else {
      side = 0
      return false
    }
    let wanted = excess > 0 ? 1.0 : -1.0
    if side != wanted {
      side = wanted
      extreme = mid
    }
    extreme = side > 0 ? max(extreme, mid) : min(extreme, mid)
    return side * (extreme - mid) >= distance
  }
}
