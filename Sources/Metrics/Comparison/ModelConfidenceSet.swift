/// The strategies among which the best lies with a given confidence.
///
/// Strategies are eliminated one by one; the p-value of each is the largest of the tests up to its
/// elimination, and those with p-value >= 1 - confidence make up the set (P. R. Hansen, A. Lunde
/// and J. M. Nason, Econometrica 79 (2011), doi:10.3982/ECTA5771). Larger means are better.
public struct ModelConfidenceSet: Sendable, Equatable {
  /// The statistic of equal ability.
  public enum Statistic: String, Sendable, CaseIterable {
    /// The largest studentised shortfall behind the mean of the set.
    case largestShortfall = "T_max"
    /// The largest studentised difference between two of the set.
    case range = "T_R"
  }

  /// The p-value of each strategy; 1 for the last that remains.
  public var pValues: [Double]
  /// The places of the strategies, the first eliminated first.
  public var order: [Int]

  /// The set of strategies at a confidence level in (0, 1).
  public func members(confidence: Double) -> [Int] {
    pValues.indices.filter { pValues[$0] >= 1 - confidence }
  }

  /// The confidence set of strategies whose profits were resampled together.
  ///
  /// Two strategies without a difference in any resample stay together. O(K³ × resamples) at worst
  /// for the range, O(K² × resamples) for the shortfall.
  public static func of(_ profits: ResampledMeans, _ statistic: Statistic) -> ModelConfidenceSet {
    let resamples = profits.replicates[0].count
    var left = Array(profits.means.indices)
    var pValues = [Double](repeating: 1, count: left.count)
    var order: [Int] = []
    var largest = 0.0
    let ranges = statistic == .range ? PairErrors(profits) : nil
    while left.count > 1 {
      let step =
        ranges.map { range(profits, left, $0) } ?? shortfall(profits, left, resamples)
      // Nothing tells those that remain apart.
      guard let worst = step.worst else { break }
      largest = Swift.max(largest, step.pValue)
      pValues[worst] = largest
      order.append(worst)
      left.removeAll { $0 == worst }
    }
    return ModelConfidenceSet(pValues: pValues, order: order + left)
  }

  private typealias Step = (worst: Int?, pValue: Double)

  private static func shortfall(
    _ profits: ResampledMeans, _ left: [Int], _ resamples: Int
  ) -> Step {
    let size = Double(left.count)
    let center = left.reduce(0) { $0 + profits.means[$1] } / size
    let centers = (0..<resamples).map { number in
      left.reduce(0) { $0 + profits.replicates[$1][number] } / size
    }
    var worst: Int?
    var highest = -Double.infinity
    var maxima = [Double](repeating: -.infinity, count: resamples)
    for place in left {
      let value = center - profits.means[place]
      let own = profits.replicates[place]
      let error = Spread.standardDeviation(resamples) { centers[$0] - own[$0] }
      guard error > 1e-12 * profits.means[place].magnitude, error.isFinite else { continue }
      if value / error > highest { (worst, highest) = (place, value / error) }
      for number in 0..<resamples {
        maxima[number] = Swift.max(maxima[number], (centers[number] - own[number] - value) / error)
      }
    }
    return (worst, share(of: maxima, notBelow: highest))
  }

  private static func range(
    _ profits: ResampledMeans, _ left: [Int], _ errors: PairErrors
  ) -> Step {
    let resamples = profits.replicates[0].count
    var worst: Int?
    var highest = -Double.infinity
    var maxima = [Double](repeating: -.infinity, count: resamples)
    for (rank, one) in left.enumerated() {
      for other in left[(rank + 1)...] {
        guard let error = errors[one, other] else { continue }
        let value = profits.means[other] - profits.means[one]
        if value.magnitude / error > highest {
          (worst, highest) = (value > 0 ? one : other, value.magnitude / error)
        }
        let (first, second) = (profits.replicates[one], profits.replicates[other])
        for number in 0..<resamples {
          let score = (second[number] - first[number] - value).magnitude / error
          if score > maxima[number] { maxima[number] = score }
        }
      }
    }
    return (worst, share(of: maxima, notBelow: highest))
  }

  private static func share(of maxima: [Double], notBelow value: Double) -> Double {
    Double(maxima.count { $0 >= value } + 1) / Double(maxima.count + 1)
  }
}

/// The standard deviations of resampled differences of all pairs.
private struct PairErrors {
  private var errors: [[Double?]]

  init(_ profits: ResampledMeans) {
    let resamples = profits.replicates[0].count
    errors = profits.means.indices.map { one in
      profits.means.indices.map { other in
        let (first, second) = (profits.replicates[one], profits.replicates[other])
        guard other > one else { return nil }
        let error = Spread.standardDeviation(resamples) { second[$0] - first[$0] }
        let size = Swift.max(profits.means[one].magnitude, profits.means[other].magnitude)
        return error > 1e-12 * size && error.isFinite ? error : nil
      }
    }
  }

  subscript(one: Int, other: Int) -> Double? {
    errors[Swift.min(one, other)][Swift.max(one, other)]
  }
}
