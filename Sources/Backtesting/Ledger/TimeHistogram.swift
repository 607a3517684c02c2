/// Time spent at each whole number: a dense middle that grows, so that adding is an index away.
struct TimeHistogram {
  private var times: [Int64] = []
  private var lowest: Int64 = 0
  private var far: [Int64: Int64] = [:]
  private static let widest = 1 << 16

  mutating func add(_ time: Int64, at value: Int64) {
    if time == 0 { return }
    let (index, overflow) = value.subtractingReportingOverflow(lowest)
    if !overflow, index >= 0, index < Int64(times.count) {
      times[Int(index)] += time
    } else if far[value] == nil, grow(toHold: value) {
      times[Int(value - lowest)] += time
    } else {
      far[value, default: 0] += time
    }
  }

  /// All values held for some time, ascending.
  var entries: [(inventory: Int64, time: Int64)] {
    var result: [(inventory: Int64, time: Int64)] = []
    for (index, time) in times.enumerated() where time != 0 {
      result.append((lowest + Int64(index), time))
    }
    result += far.map { ($0.key, $0.value) }
    return result.sorted { $0.inventory < $1.inventory }
  }

  private mutating func grow(toHold value: Int64) -> Bool {
    if times.isEmpty {
      lowest = value &- 8
      if lowest > value { return false }
      times = Array(repeating: 0, count: 17)
      return true
    }
    let low = min(value, lowest)
    let (reach, overflow) = max(value, lowest + Int64(times.count) - 1)
      .subtractingReportingOverflow(low)
    guard !overflow, reach < Int64(Self.widest) else { return false }
    let margin = Int64(min(Int(reach) + 1, Self.widest))
    let newLowest = value < lowest ? low - margin / 2 : lowest
    let newCount = Int(max(value, lowest + Int64(times.count) - 1) - newLowest + margin / 2 + 1)
    var grown = [Int64](repeating: 0, count: newCount)
    for (index, time) in times.enumerated() {
      grown[Int(lowest - newLowest) + index] = time
    }
    times = grown
    lowest = newLowest
    return true
  }
}
