/// How alike two orders of the same items are.
public enum RankCorrelation {
  /// Kendall's tau-b of two series of scores, and the pairs of items that change places.
  public struct Kendall: Sendable, Equatable {
    /// Tau-b, from −1 (reversed) to 1 (the same order).
    public var tau: Measured<Double>
    /// The places of two items whose order differs: one is above the other in the first series and
    /// below it in the second.
    public var swapped: [Pair]

    /// The places of two items, the smaller one first.
    public struct Pair: Sendable, Equatable {
      /// The place of one item.
      public var first: Int
      /// The place of the other.
      public var second: Int
    }
  }

  /// Kendall's tau-b: (concordant − discordant pairs) / √((n₀ − n₁)(n₀ − n₂)), where n₀ is the
  /// number of pairs and n₁ and n₂ count those tied in one series (M. G. Kendall, Rank Correlation
  /// Methods, 1948, chapter 3). Costs O(n²).
  ///
  /// - Parameters:
  ///   - one: A score per item.
  ///   - other: Another score per item, in the same order.
  /// - Returns: `tau` fails where the lengths differ, with fewer than two items, with a score that
  ///   is not finite, and where all scores of a series are equal.
  public static func kendall(_ one: [Double], _ other: [Double]) -> Kendall {
    var result = Kendall(tau: .failure(.lengthsDiffer), swapped: [])
    guard one.count == other.count else { return result }
    if let defect = one.defect(needing: 2) ?? other.defect(needing: 2) {
      result.tau = .failure(defect)
      return result
    }
    var (balance, untiedInOne, untiedInOther) = (0, 0, 0)
    for second in one.indices {
      for first in 0..<second {
        let sign = Self.sign(one[first], one[second])
        let otherSign = Self.sign(other[first], other[second])
        balance += sign * otherSign
        untiedInOne += abs(sign)
        untiedInOther += abs(otherSign)
        if sign * otherSign < 0 {
          result.swapped.append(Kendall.Pair(first: first, second: second))
        }
      }
    }
    guard untiedInOne > 0, untiedInOther > 0 else {
      result.tau = .failure(.noVariation)
      return result
    }
    let scale = (Double(untiedInOne) * Double(untiedInOther)).squareRoot()
    result.tau = .success(Double(balance) / scale)
    return result
  }

  private static func sign(_ left: Double, _ right: Double) -> Int {
    left == right ? 0 : left < right ? -1 : 1
  }
}
