internal import RealModule

/// Stoikov's micro-price: the mid plus what it is expected to move by, given imbalance and spread.
///
/// States are pairs of a spread and a class of imbalance. With Q the probabilities of moving
/// between states while the mid stays, R₁ those of the mid moving by each of K, and R₂ those of
/// arriving in each state as the mid moves:
///
///     G₁ = (1 − Q)⁻¹ R₁ K,   B = (1 − Q)⁻¹ R₂,   G = Σ_{i<moves} Bⁱ G₁
///
/// Estimated on symmetrised data (I → 1 − I, moves → −moves), so that balance means no move.
///
/// Source: S. Stoikov, "The micro-price: a high-frequency estimator of future prices",
/// Quantitative Finance 18(12), 2018, 1959–1966.
public struct MicroPrice: Sendable, Equatable {
  /// G by state (in the unit of K).
  public let adjustments: [Double]
  /// G₁ by state.
  public let first: [Double]
  /// B by row.
  public let transitions: [[Double]]

  /// From the estimated matrices; `nil` where their sizes do not agree or 1 − Q is singular.
  ///
  /// - Parameters:
  ///   - stay: Q, n × n.
  ///   - move: R₁, n × m.
  ///   - arrive: R₂, n × n.
  ///   - sizes: K, m.
  ///   - moves: after how many moves the sum ends; 6 where it has converged in the source.
  public init?(
    stay: [[Double]], move: [[Double]], arrive: [[Double]], sizes: [Double], moves: Int = 6
  ) {
    let n = stay.count
    guard n > 0, move.count == n, arrive.count == n, moves > 0,
      stay.allSatisfy({ $0.count == n }), arrive.allSatisfy({ $0.count == n }),
      move.allSatisfy({ $0.count == sizes.count })
    else { return nil }
    let expected = move.map { row in zip(row, sizes).reduce(0) { $0 + $1.0 * $1.1 } }
    let right = (0..<n).map { [expected[$0]] + arrive[$0] }
    let left = (0..<n).map { i in (0..<n).map { j in (i == j ? 1 : 0) - stay[i][j] } }
    guard let solved = Self.solve(left, right) else { return nil }
    let first = solved.map { $0[0] }
    let transitions = solved.map { Array($0.dropFirst()) }
    self.first = first
    self.transitions = transitions
    var term = first
    var sum = first
    for _ in 1..<max(moves, 1) {
      let old = term
      term = transitions.map { row in zip(row, old).reduce(0) { $0 + $1.0 * $1.1 } }
      for state in 0..<n { sum[state] += term[state] }
    }
    adjustments = sum
  }

  /// The solution of `left` x = `right` by elimination with pivots; `nil` where it is singular.
  private static func solve(_ left: [[Double]], _ right: [[Double]]) -> [[Double]]? {
    let n = left.count
    var rows = zip(left, right).map { $0 + $1 }
    for column in 0..<n {
      let best = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      guard abs(rows[best][column]) > 1e-14 else { return nil }
      rows.swapAt(column, best)
      for row in 0..<n where row != column && rows[row][column] != 0 {
        let factor = rows[row][column] / rows[column][column]
        for place in column..<rows[row].count { rows[row][place] -= factor * rows[column][place] }
      }
    }
    return (0..<n).map { i in rows[i].dropFirst(n).map { $0 / rows[i][i] } }
  }
}
