/// The time axis of a chart: UTC, with round steps.
struct TimeAxis {
  private let start: Double
  private let end: Double

  /// An axis over the span (ns since the epoch).
  init(_ span: ClosedRange<Int64>) {
    start = Double(span.lowerBound) / 1e9
    // A span of nothing would leave gnuplot without an axis.
    end = max(Double(span.upperBound) / 1e9, start + 1)
  }

  /// The smallest round step (s) that makes at most `count` intervals.
  private func step(for count: Double) -> Double {
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
      86_400, 172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
    ]
    return steps.first { (end - start) / $0 <= count } ?? (end - start)
  }

  /// The lines that set the axis up, for a chart with room for `count` labels.
  func script(labels count: Int) -> String {
    """
    set xrange [\(start):\(end)]
    set xtics \(step(for: Double(count)))
    \(labelFormat)
    """
  }

  /// The line that makes the labels show times.
  var labelFormat: String {
    let length = end - start
    let format =
      switch length {
      case ..<300: "%H:%M:%S"
      case ..<172_800: "%H:%M"
      case ..<604_800: "%d %H:%M"
      default: "%Y-%m-%d"
      }
    return "set format x '\(format)' time"
  }

  /// What the axis shows, such as `2024-01-01, UTC`.
  var label: String {
    let first = NumberFormat.date(daysSinceEpoch: Int64(start / 86_400))
    let last = NumberFormat.date(daysSinceEpoch: Int64(end / 86_400))
    return first == last ? "time (UTC) on \(first)" : "time (UTC), \(first) to \(last)"
  }
}
