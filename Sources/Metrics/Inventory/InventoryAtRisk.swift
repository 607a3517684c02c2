/// What an inventory may lose by a move of the mid, as long as it is what it was.
///
/// With inventory q drawn from the time each was held and an independent normal move of the mid
/// with standard deviation s, the loss -q × move is normal with standard deviation |q| s for each
/// q. Inventory-at-risk at level a is the loss x with Σ w_i Φ(x / (|q_i| s)) = a, w_i being the
/// share of time at q_i; where inventory is constant it is |q| s z_a. It measures what a policy
/// holds, apart from what it earned by chance.
public enum InventoryAtRisk {
  /// Inventory-at-risk, in money; 0 where more than a share `level` of the loss's distribution is
  /// at or below 0, as where inventory is nearly always 0.
  ///
  /// Undefined for an empty histogram, a level outside [0.5, 1) and a deviation that is negative or
  /// not finite. Complexity: O(k) for k distinct quantities, some 200 times.
  ///
  /// - Parameters:
  ///   - inventory: How long each quantity was held.
  ///   - deviation: The standard deviation of the mid's move over the horizon, in price units.
  ///   - level: The confidence level, in [0.5, 1).
  /// - Returns: The loss in money (quantity × price).
  public static func of(
    _ inventory: TimeHistogram, deviation: Double, level: Double
  ) -> Measured<Double> {
    guard level >= 0.5, level < 1 else { return .failure(.levelOutOfRange) }
    guard deviation.isFinite else { return .failure(.notFinite) }
    guard deviation >= 0 else { return .failure(.settingOutOfRange) }
    let total = Double(inventory.duration)
    guard total > 0 else { return .failure(.noTime) }
    let parts = inventory.entries.map { (size: $0.value.magnitude, share: Double($0.time) / total) }
    let largest = parts.map(\.size).max() ?? 0
    guard largest > 0, deviation > 0 else { return .success(0) }
    // In units of the largest inventory's standard deviation, so that nothing overflows.
    func exceeding(_ loss: Double) -> Double {
      parts.reduce(0) { sum, part in
        part.size == 0
          ? sum : sum + part.share * NormalDistribution.upperTail(loss * largest / part.size)
      }
    }
    let tail = 1 - level
    guard exceeding(0) > tail else { return .success(0) }
    var (low, high) = (0.0, NormalDistribution.upperQuantile(tail) + 1)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if exceeding(middle) > tail { low = middle } else { high = middle }
    }
    return .finite(high * largest * deviation)
  }
}
