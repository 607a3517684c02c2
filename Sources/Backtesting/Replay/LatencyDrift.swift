/// The smallest latency of stretches of rows that double in length as rows come in, so that memory
/// is fixed and quarters of the whole can still be told at the end.
struct LatencyDrift {
  private static let capacity = 128
  private var minima: [Int64] = []
  private var stretch = 1
  private var current = Int64.max
  private var inCurrent = 0

  /// Takes the next row's latency.
  @inline(__always)
  mutating func add(_ latency: Int64) {
    if latency < current { current = latency }
    inCurrent &+= 1
    if inCurrent == stretch { close() }
  }

  /// The smallest latency of the current stretch, once there is one.
  var smallest: Int64? { inCurrent == 0 ? nil : current }

  /// Rows until the current stretch ends, at least one.
  var room: Int { stretch - inCurrent }

  /// Takes the next `count` rows, no more than `room`, of which `latency` is the smallest, or
  /// larger than `smallest` where none is below that.
  mutating func add(_ latency: Int64, rows count: Int) {
    current = min(current, latency)
    inCurrent += count
    if inCurrent == stretch { close() }
  }

  @inline(never)
  private mutating func close() {
    minima.append(current)
    current = .max
    inCurrent = 0
    guard minima.count == Self.capacity else { return }
    minima = (0..<Self.capacity / 2).map { min(minima[2 * $0], minima[2 * $0 + 1]) }
    stretch *= 2
  }

  /// The minima of the quarters of all rows so far, or nothing for fewer than four rows.
  var quarters: [Int64] {
    var all = minima
    if inCurrent > 0 { all.append(current) }
    guard all.count >= 4 else { return [] }
    return (0..<4).compactMap { quarter in
      all[(quarter * all.count / 4)..<((quarter + 1) * all.count / 4)].min()
    }
  }
}
