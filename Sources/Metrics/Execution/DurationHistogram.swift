/// Counts durations on a grid of stated resolution, each seen to its end or censored.
///
/// Durations below 1024 ns are kept exactly; from there on each power of two is divided into 512
/// parts, so that a duration is known to 1 / 512 of itself (0.2 %); it is reported as the middle of
/// its part. Flat memory: parts are made as they are needed, at most 28,000. O(1) a duration.
public struct DurationHistogram: Sendable, Equatable {
  private var observed: [Int32: Double] = [:]
  private var censored: [Int32: Double] = [:]

  /// How much was seen to its end.
  public private(set) var observedWeight = 0.0
  /// How much was censored.
  public private(set) var censoredWeight = 0.0

  /// No duration yet.
  public init() {}

  /// Adds a duration.
  ///
  /// - Parameters:
  ///   - duration: In ns; one below 0 is ignored.
  ///   - isObserved: Whether it was seen to its end; otherwise it lasted longer than this.
  ///   - weight: How often it counts, > 0; others are ignored.
  public mutating func add(_ duration: Int64, observed isObserved: Bool, weight: Double = 1) {
    guard duration >= 0, weight > 0, weight.isFinite else { return }
    let part = Self.part(of: duration)
    if isObserved {
      observed[part, default: 0] += weight
      observedWeight += weight
    } else {
      censored[part, default: 0] += weight
      censoredWeight += weight
    }
  }

  /// Adds the durations of another histogram.
  public mutating func merge(_ other: DurationHistogram) {
    observed.merge(other.observed, uniquingKeysWith: +)
    censored.merge(other.censored, uniquingKeysWith: +)
    observedWeight += other.observedWeight
    censoredWeight += other.censoredWeight
  }

  /// The survival curve of the durations, in seconds.
  public var survival: Survival {
    let parts = Set(observed.keys).union(censored.keys).sorted()
    return Survival(
      entries: parts.map { part in
        Survival.Entry(
          time: Self.middle(of: part) / 1e9, ended: observed[part] ?? 0,
          censored: censored[part] ?? 0)
      })
  }

  private static func part(of duration: Int64) -> Int32 {
    guard duration >= 1024 else { return Int32(duration) }
    let exponent = 63 - duration.leadingZeroBitCount
    return Int32(1024 + (exponent - 10) * 512 + Int(duration >> (exponent - 9)) - 512)
  }

  private static func middle(of part: Int32) -> Double {
    guard part >= 1024 else { return Double(part) }
    let (octave, place) = (Int(part) - 1024).quotientAndRemainder(dividingBy: 512)
    let width = Double(sign: .plus, exponent: octave + 1, significand: 1)
    return (Double(512 + place) + 0.5) * width
  }
}
