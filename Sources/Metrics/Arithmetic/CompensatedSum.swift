/// A sum that keeps about 31 decimal digits while it grows: flat memory, O(1) an addition.
///
/// 10^8 additions of values near 10^9 keep every digit a `Double` can show, where a plain loop
/// loses eight. Sums of parts merge into the sum of the whole, so that neither the order of chunks
/// nor the number of threads shows in the result beyond the last bit of the second word (see T. J.
/// Dekker, Numer. Math. 18 (1971), doi:10.1007/BF01397083).
public struct CompensatedSum: Sendable, Equatable {
  private var sum = DoubleDouble.zero
  private var defect: Undefined?

  /// The numbers added so far.
  public private(set) var count = 0

  /// No number yet.
  public init() {}

  /// Adds a number, in any unit; one that is not finite makes the sum undefined.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return defect = .notFinite }
    count += 1
    sum += DoubleDouble(value)
  }

  /// Adds the numbers of another sum.
  public mutating func merge(_ other: CompensatedSum) {
    defect = defect ?? other.defect
    count += other.count
    sum += other.sum
  }

  /// The sum; 0 where nothing was added.
  public var total: Measured<Double> {
    if let defect { return .failure(defect) }
    return .finite(sum.high)
  }

  /// The mean; undefined where nothing was added.
  public var mean: Measured<Double> {
    if let defect { return .failure(defect) }
    guard count > 0 else { return .failure(.tooFewSamples(needed: 1)) }
    return .finite((sum / DoubleDouble(Double(count))).high)
  }
}
