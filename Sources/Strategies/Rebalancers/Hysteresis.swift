/// Starts to rebalance at an outer band and goes on until an inner one is reached or the target
/// crossed, so that inventories near one threshold do not switch it on and off.
public struct Hysteresis: Sendable, Equatable {
  /// What it is doing.
  public enum Mode: Int, Sendable {
    /// Reducing a long inventory.
    case selling = -1
    /// Nothing.
    case idle = 0
    /// Reducing a short inventory.
    case buying = 1
  }

  /// The distance from the target (lots) at which it starts, reached or passed.
  public var enter: Double
  /// The distance (lots) at which it stops, reached or passed; below `enter`.
  public var exit: Double
  /// What it is doing.
  public private(set) var mode = Mode.idle

  /// An idle rule with the given bands (lots).
  public init(enter: Double, exit: Double) {
    self.enter = enter
    self.exit = exit
  }

  /// Takes note that the inventory is `deviation` lots above target.
  ///
  /// One call changes the mode once: what crosses the target far enough to start again on the
  /// other side is idle for one call.
  ///
  /// - Returns: what it is doing now.
  public mutating func update(deviation: Double) -> Mode {
    switch mode {
    case .idle: if abs(deviation) >= enter { mode = deviation > 0 ? .selling : .buying }
    case .selling: if deviation <= exit { mode = .idle }
    case .buying: if deviation >= -exit { mode = .idle }
    }
    return mode
  }
}
