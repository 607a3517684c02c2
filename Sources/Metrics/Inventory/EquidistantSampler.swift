/// Reads a piecewise-constant path at equally spaced instants, as it unfolds.
///
/// The instants are start, start + step, start + 2 step, ... A sample is the state after all
/// events at or before its instant, so it is handed out only once time has moved past it. Flat
/// memory; O(1) a sample.
public struct EquidistantSampler: Sendable, Equatable {
  private let step: Int64
  private var next: Int64?
  private var value: Double

  /// A path that begins at `start` with `value`.
  ///
  /// Returns `nil` where the step is not positive.
  ///
  /// - Parameters:
  ///   - start: The first instant (ns).
  ///   - step: The distance of two instants (ns, > 0).
  ///   - value: The value held from `start` on.
  public init?(start: Int64, step: Int64, value: Double) {
    guard step > 0 else { return nil }
    self.step = step
    self.value = value
    next = start
  }

  /// Changes the value from `time` on, after handing out the samples of all instants before it.
  ///
  /// - Parameters:
  ///   - value: The new value.
  ///   - time: When (ns), not before the last call's.
  ///   - sample: Called with each sample in order of time.
  public mutating func set(_ value: Double, at time: Int64, _ sample: (Double) -> Void) {
    while let instant = next, instant < time { emit(instant, sample) }
    self.value = value
  }

  /// Hands out the samples up to the end of the path.
  ///
  /// - Parameters:
  ///   - end: The end (ns), not before the last change.
  ///   - including: Whether an instant that equals the end is sampled.
  ///   - sample: Called with each sample in order of time.
  public mutating func finish(at end: Int64, including: Bool, _ sample: (Double) -> Void) {
    while let instant = next, including ? instant <= end : instant < end { emit(instant, sample) }
  }

  private mutating func emit(_ instant: Int64, _ sample: (Double) -> Void) {
    sample(value)
    let (following, overflow) = instant.addingReportingOverflow(step)
    next = overflow ? nil : following
  }
}
