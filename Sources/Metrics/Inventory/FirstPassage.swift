/// How long an inventory takes to lose half of its distance from the target, by waiting for it.
///
/// An episode begins where the distance |q - q*| rises while none is open, starts anew whenever the
/// distance exceeds the episode's largest, and ends when the distance is half of that or less. Its
/// length is the time from the peak to then; the one open at the end counts as censored. The
/// first-passage half-life is the median length by Kaplan and Meier. Unlike the half-life of an
/// ``Autoregression`` it supposes no model, and it sees how inventory really comes back: by fills,
/// in steps. Lengths are kept in a ``DurationHistogram``; flat memory, O(1) an event.
public struct FirstPassage: Sendable, Equatable {
  private var distance: Double
  private var peak: (size: Double, time: Int64)?
  private var last: Int64
  private var defect: Undefined?

  /// The lengths of the episodes.
  public private(set) var episodes = DurationHistogram()

  /// A path that begins now.
  ///
  /// - Parameters:
  ///   - start: The time it begins (ns).
  ///   - distance: q - q* from then on, any unit.
  public init(start: Int64, distance: Double) {
    last = start
    self.distance = distance.magnitude
    if !distance.isFinite { defect = .notFinite }
    if distance != 0 { peak = (distance.magnitude, start) }
  }

  /// Records an event: from `time` (ns, not before the last call's) on q - q* is `distance`.
  public mutating func record(distance: Double, at time: Int64) {
    guard distance.isFinite else { return defect = defect ?? .notFinite }
    guard time >= last else { return defect = defect ?? .timeNotIncreasing }
    let size = distance.magnitude
    if let open = peak {
      if size > open.size {
        peak = (size, time)
      } else if size <= open.size / 2 {
        episodes.add(time - open.time, observed: true)
        peak = nil
      }
    } else if size > self.distance {
      peak = (size, time)
    }
    self.distance = size
    last = time
  }

  /// The first-passage half-life in seconds, of the path up to `end` (ns).
  ///
  /// Undefined where no episode ended, or fewer than half of them by Kaplan and Meier's estimate.
  public func halfLife(end: Int64) -> Measured<Double> {
    if let defect { return .failure(defect) }
    var all = episodes
    if let open = peak {
      guard end >= open.time else { return .failure(.timeNotIncreasing) }
      all.add(end - open.time, observed: false)
    }
    return all.survival.quantile(0.5)
  }

  /// Equal where both have seen the same.
  public static func == (left: FirstPassage, right: FirstPassage) -> Bool {
    left.distance == right.distance && left.last == right.last && left.defect == right.defect
      && left.peak?.size == right.peak?.size && left.peak?.time == right.peak?.time
      && left.episodes == right.episodes
  }
}
