internal import Experiments

/// One line on the terminal's standard error that says how far a replay is: rate, share done, time
/// left. Draws nothing where standard error is no terminal.
struct ProgressLine {
  private let isDrawn: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var next: ContinuousClock.Instant
  private var hasDrawn = false

  /// A line, unless `isQuiet`.
  init(isQuiet: Bool) {
    isDrawn = !isQuiet && Console.errorIsTerminal
    start = clock.now
    next = start + .milliseconds(200)
  }

  /// Redraws the line where enough time has passed.
  mutating func update(_ progress: ExperimentRun.Progress) {
    draw { Self.text(progress, elapsed: $0) }
  }

  /// Draws `text`, which is given the seconds so far, where enough time has passed.
  mutating func draw(_ text: (_ elapsed: Double) -> String) {
    guard isDrawn else { return }
    let now = clock.now
    guard now >= next else { return }
    next = now + .milliseconds(200)
    hasDrawn = true
    let elapsed = Self.seconds(now - start)
    Console.write("\r\u{1B}[K" + text(elapsed))
  }

  /// Removes the line.
  func clear() {
    if hasDrawn { Console.write("\r\u{1B}[K") }
  }

  /// `12.3 M rows, 2.1 M rows/s, 45 %, 0:12 left` after `elapsed` seconds.
  static func text(_ progress: ExperimentRun.Progress, elapsed: Double) -> String {
    let rate = elapsed > 0 ? Double(progress.rows) / elapsed : 0
    var text = "\(count(Double(progress.rows))) rows, \(count(rate)) rows/s"
    text += ", \(Int(progress.share * 100)) %"
    if progress.share > 0.01 {
      let left = Int((elapsed / progress.share - elapsed).rounded(.up))
      let seconds = left % 60
      text += ", \(left / 60):\(seconds < 10 ? "0" : "")\(seconds) left"
    }
    return text
  }

  /// A count with three digits and a letter for its size.
  private static func count(_ value: Double) -> String {
    for (unit, size) in [("G", 1e9), ("M", 1e6), ("k", 1e3)] where value >= size {
      let tenths = Int((value / size * 10).rounded())
      return tenths >= 1000 ? "\(tenths / 10) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
    return "\(Int(value)) "
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
