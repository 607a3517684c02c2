import RealModule

/// The share of durations that last longer than a time, where some were not seen to their end.
///
/// The estimate of E. L. Kaplan and P. Meier (Journal of the American Statistical Association 53
/// (1958), doi:10.1080/01621459.1958.10501452): S(t) = Π (1 - d_i / n_i) over the times t_i <= t at
/// which d_i of the n_i still under way ended. At equal times ends come before censoring. Its
/// standard error is M. Greenwood's: S(t) sqrt(Σ d_i / (n_i (n_i - d_i))).
///
/// A resting order that is cancelled is censored: it would have filled later than that. This
/// supposes that orders are cancelled for reasons that tell nothing of how soon they would have
/// filled; where quotes follow the market it reads too fast or too slow.
public struct Survival: Sendable, Equatable {
  /// What happened at one time.
  public struct Entry: Sendable, Equatable {
    /// The time, in any unit, >= 0.
    public var time: Double
    /// How many ended then.
    public var ended: Double
    /// How many were last seen then.
    public var censored: Double
  }

  /// A point of the curve.
  public struct Point: Sendable, Equatable {
    /// The time.
    public var time: Double
    /// The share lasting longer, 0 to 1.
    public var share: Double
    /// Greenwood's standard error of ``share``; undefined once none is left.
    public var standardError: Measured<Double>
  }

  private let entries: [Entry]

  /// The curve of durations counted by time, in ascending order.
  init(entries: [Entry]) { self.entries = entries }

  /// The curve of single durations.
  ///
  /// Undefined for no durations, different lengths, and a duration that is negative or not finite.
  /// Complexity: O(n log n).
  ///
  /// - Parameters:
  ///   - durations: In any unit, >= 0, in any order.
  ///   - observed: Whether each was seen to its end.
  /// - Returns: The curve, in the unit of the durations.
  public static func of(_ durations: [Double], observed: [Bool]) -> Measured<Survival> {
    guard durations.count == observed.count else { return .failure(.lengthsDiffer) }
    if let defect = durations.defect(needing: 1) { return .failure(defect) }
    guard durations.allSatisfy({ $0 >= 0 }) else { return .failure(.settingOutOfRange) }
    var entries: [Entry] = []
    for (time, isObserved) in zip(durations, observed).sorted(by: { $0.0 < $1.0 }) {
      if entries.last?.time != time { entries.append(Entry(time: time, ended: 0, censored: 0)) }
      if isObserved {
        entries[entries.count - 1].ended += 1
      } else {
        entries[entries.count - 1].censored += 1
      }
    }
    return .success(Survival(entries: entries))
  }

  /// The curve at each time at which something ended, in ascending order.
  public var points: [Point] {
    var left = entries.reduce(0) { $0 + $1.ended + $1.censored }
    var (share, sum) = (1.0, 0.0)
    var points: [Point] = []
    for entry in entries {
      if entry.ended > 0 {
        let rest = Swift.max(left - entry.ended, 0)
        share *= rest / left
        sum += entry.ended / (left * rest)
        points.append(
          Point(
            time: entry.time, share: share,
            standardError: rest > 0
              ? .finite(share * sum.squareRoot()) : .failure(.tooFewSamples(needed: 1))))
      }
      left -= entry.ended + entry.censored
    }
    return points
  }

  /// The share lasting longer than `time`; 1 before the first end.
  ///
  /// Undefined for a time below 0 or not finite, beyond the last duration seen unless all ended by
  /// then, and without durations.
  public func share(after time: Double) -> Measured<Double> {
    guard let last = entries.last else { return .failure(.tooFewSamples(needed: 1)) }
    guard time >= 0, time.isFinite else { return .failure(.settingOutOfRange) }
    let points = points
    if time > last.time, points.last?.share != 0 { return .failure(.tooFewSamples(needed: 1)) }
    return .success(points.last { $0.time <= time }?.share ?? 1)
  }

  /// The smallest time by which a share `probability` has ended: where S(t) <= 1 - probability.
  ///
  /// Undefined where the curve never falls that far, as it does where much is censored.
  public func quantile(_ probability: Double) -> Measured<Double> {
    guard probability > 0, probability < 1 else { return .failure(.levelOutOfRange) }
    guard let point = points.first(where: { $0.share <= 1 - probability + 1e-12 }) else {
      return .failure(.tooFewSamples(needed: 1))
    }
    return .success(point.time)
  }
}
