/// How fast an inventory turns over and how long what is bought is held, of a path as it unfolds.
///
/// With q_i held for d_i over a span T:
///
/// - turnover: Σ |q_i - q_{i-1}|, the quantity traded, and turnover rate = turnover / T;
/// - holding time: ∫ |q| dt / (|q_0| + Σ (rise of |q|)): the mean time between a unit's entering
///   the position, long or short, and its leaving it or the end of the span. It does not depend on
///   which unit is taken to leave first (J. D. C. Little, Operations Research 9 (1961),
///   doi:10.1287/opre.9.3.383).
///
/// Flat memory, O(1) an event.
public struct InventoryFlow: Sendable, Equatable {
  private var time: Int64
  private var quantity: Double
  private var traded = DoubleDouble.zero
  private var entered: DoubleDouble
  private var held = TimeWeightedMoments()
  private var defect: Undefined?

  /// A path that begins now.
  ///
  /// - Parameters:
  ///   - start: The time it begins (ns).
  ///   - quantity: The inventory held from then on, any unit.
  public init(start: Int64, quantity: Double) {
    time = start
    self.quantity = quantity
    entered = DoubleDouble(quantity.magnitude)
    if !quantity.isFinite { defect = .notFinite }
  }

  /// Records an event: from `time` (ns, not before the last call's) on the inventory is `quantity`.
  public mutating func record(quantity: Double, at time: Int64) {
    guard quantity.isFinite else { return defect = defect ?? .notFinite }
    advance(to: time)
    traded += DoubleDouble((quantity - self.quantity).magnitude)
    // What crosses zero leaves on one side and enters on the other.
    let crosses = quantity * self.quantity < 0
    let rise = crosses ? quantity.magnitude : quantity.magnitude - self.quantity.magnitude
    if rise > 0 { entered += DoubleDouble(rise) }
    self.quantity = quantity
  }

  /// The quantity traded so far.
  public var turnover: Measured<Double> {
    if let defect { return .failure(defect) }
    return .finite(traded.high)
  }

  /// The quantity traded per second of the span from the start to `end` (ns).
  public func turnoverRate(end: Int64) -> Measured<Double> {
    closed(end) { .finite($0.traded.high / ($0.seconds)) }
  }

  /// The mean time a unit is held, in seconds, over the span from the start to `end` (ns).
  ///
  /// Undefined where nothing was ever held.
  public func holdingTime(end: Int64) -> Measured<Double> {
    closed(end) { path in
      guard path.entered.high > 0 else { return .failure(.noVariation) }
      return path.held.meanAbsolute.flatMap {
        .finite($0 * path.seconds / path.entered.high)
      }
    }
  }

  private var seconds: Double { Double(held.duration) / 1e9 }

  private func closed(
    _ end: Int64, _ value: (InventoryFlow) -> Measured<Double>
  ) -> Measured<Double> {
    var path = self
    path.advance(to: end)
    if let defect = path.defect { return .failure(defect) }
    guard path.held.duration > 0 else { return .failure(.noTime) }
    return value(path)
  }

  private mutating func advance(to next: Int64) {
    let (length, overflow) = next.subtractingReportingOverflow(time)
    guard !overflow, length >= 0 else { return defect = defect ?? .timeNotIncreasing }
    held.hold(quantity, for: length)
    time = next
  }
}
