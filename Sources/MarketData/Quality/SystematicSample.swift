/// Every k-th of a stream of values, k doubling so that memory is fixed: the median of it is exact
/// up to the capacity and close to it above.
struct SystematicSample {
  private static let capacity = 1 << 15
  private var values: [Int64] = []
  private var stride = 1
  private var countdown = 1

  /// Takes the next value.
  mutating func add(_ value: Int64) {
    countdown -= 1
    guard countdown == 0 else { return }
    countdown = stride
    values.append(value)
    if values.count == Self.capacity {
      values = Swift.stride(from: 0, to: values.count, by: 2).map { values[$0] }
      stride *= 2
      countdown = stride
    }
  }

  /// The lower median, or `nil` of nothing.
  var median: Int64? { quantiles([0.5]).first }

  /// The smallest value that a share of at least each of `levels` lies at or below; empty of
  /// nothing.
  func quantiles(_ levels: [Double]) -> [Int64] {
    if values.isEmpty { return [] }
    let sorted = values.sorted()
    return levels.map { level in
      let rank = (level * Double(sorted.count)).rounded(.up)
      return sorted[min(sorted.count, max(1, Int(rank))) - 1]
    }
  }
}
