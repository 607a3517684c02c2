import RealModule

/// How likely picking the best of many trials is to be overfitting.
///
/// Combinatorially symmetric cross-validation: periods are cut into S blocks of equal length (what
/// is left over at the end is dropped); for each of the C(S, S/2) choices of half of them, the
/// trial that is best on the half chosen (the first of equals) is ranked on the other half. With
/// ω = rank / (N + 1), rank 1 the worst and ties sharing their mean rank, the logit is
/// ln(ω / (1 - ω)) and the probability of backtest overfitting (PBO) is the share of choices with a
/// logit <= 0. D. H. Bailey, J. M. Borwein, M. López de Prado and Q. J. Zhu, Journal of
/// Computational Finance 20 (2016),
/// doi:10.21314/JCF.2016.322. Prefer an even number of trials: with an odd one the middle rank has
/// a logit of exactly 0.
public struct CrossValidation: Sendable, Equatable {
  /// What trials are compared by.
  public enum Performance: String, Sendable, CaseIterable {
    /// Mean / standard deviation (n - 1); 0 where all profits of a half are 0, and beyond all
    /// others where they are equal and not 0.
    case sharpe
    /// The mean.
    case mean
  }

  /// What one choice of blocks gave.
  public struct Split: Sendable, Equatable {
    /// The blocks chosen, ascending.
    public var blocks: [Int]
    /// The trial that was best on them.
    public var best: Int
    /// Its performance on them.
    public var inSample: Double
    /// Its performance on the others.
    public var outOfSample: Double
    /// Its rank on the others, 1 the worst.
    public var rank: Double
    /// ln(ω / (1 - ω)).
    public var logit: Double
  }

  /// The probability of backtest overfitting.
  public var probability: Double
  /// The share of choices with a logit < 0.
  public var strictProbability: Double
  /// The share of choices after which the one chosen gained nothing: performance <= 0.
  public var lossProbability: Double
  /// The number of choices, C(S, S/2).
  public var splits: Int
  /// Periods used.
  public var periods: Int
  /// Trials.
  public var trials: Int

  /// Cross-validates trials.
  ///
  /// Undefined for fewer than two trials, lengths that differ, values that are not finite, S odd or
  /// outside 2 ... 16, fewer than two periods a block, and where no trial varies. O(C(S, S/2) × S ×
  /// trials) after one pass over the data.
  ///
  /// - Parameters:
  ///   - trials: The profits of each trial, in order of time.
  ///   - blocks: S, even, 2 ... 16.
  ///   - performance: What to compare by.
  ///   - observer: Called with each choice, in lexicographic order.
  /// - Returns: The probability of overfitting and its companions.
  public static func of(
    _ trials: [[Double]], blocks: Int, by performance: Performance = .sharpe,
    observer: (Split) -> Void = { _ in }
  ) -> Measured<CrossValidation> {
    guard blocks >= 2, blocks <= 16, blocks % 2 == 0 else { return .failure(.settingOutOfRange) }
    guard trials.count >= 2 else { return .failure(.tooFewSamples(needed: 2)) }
    guard trials.allSatisfy({ $0.count == trials[0].count }) else {
      return .failure(.lengthsDiffer)
    }
    let length = trials[0].count / blocks
    guard length >= 2 else { return .failure(.tooFewSamples(needed: 2 * blocks)) }
    for trial in trials {
      if let defect = trial.defect(needing: 1) { return .failure(defect) }
    }
    let sums = trials.map { BlockSums($0, blocks: blocks, length: length) }
    guard sums.allSatisfy(\.isFinite) else { return .failure(.overflow) }
    guard sums.contains(where: { $0.scale > 0 }) else { return .failure(.noVariation) }
    var counts = (low: 0, strict: 0, loss: 0, all: 0)
    var chosen = Array(0..<(blocks / 2))
    var inside = [Double](repeating: 0, count: trials.count)
    var outside = inside
    repeat {
      for (place, sum) in sums.enumerated() {
        (inside[place], outside[place]) = sum.performances(chosen, performance)
      }
      let split = Self.split(chosen, inside, outside)
      observer(split)
      counts.all += 1
      if split.logit <= 0 { counts.low += 1 }
      if split.logit < 0 { counts.strict += 1 }
      if split.outOfSample <= 0 { counts.loss += 1 }
    } while advance(&chosen, below: blocks)
    let all = Double(counts.all)
    return .success(
      CrossValidation(
        probability: Double(counts.low) / all, strictProbability: Double(counts.strict) / all,
        lossProbability: Double(counts.loss) / all, splits: counts.all, periods: length * blocks,
        trials: trials.count))
  }

  private static func split(_ chosen: [Int], _ inside: [Double], _ outside: [Double]) -> Split {
    let best = inside.indices.reduce(0) { inside[$1] > inside[$0] ? $1 : $0 }
    let below = outside.count { $0 < outside[best] }
    let equal = outside.count { $0 == outside[best] }
    let rank = Double(below) + Double(equal + 1) / 2
    // ω / (1 - ω) without the rounding of ω, so that the middle rank gives exactly 0.
    let odds = rank / (Double(outside.count + 1) - rank)
    return Split(
      blocks: chosen, best: best, inSample: inside[best], outOfSample: outside[best], rank: rank,
      logit: Double.log(odds))
  }

  /// The next combination in lexicographic order; false after the last.
  private static func advance(_ chosen: inout [Int], below count: Int) -> Bool {
    for place in chosen.indices.reversed() where chosen[place] < count - chosen.count + place {
      chosen[place] += 1
      for later in (place + 1)..<Swift.max(chosen.count, place + 1) {
        chosen[later] = chosen[later - 1] + 1
      }
      return true
    }
    return false
  }
}

/// The sums of a trial in each block, of deviations from its mean in units of the largest.
private struct BlockSums {
  let mean: Double
  let scale: Double
  private let length: Int
  private var first: [Double] = []
  private var second: [Double] = []

  init(_ trial: [Double], blocks: Int, length: Int) {
    let used = Array(trial.prefix(blocks * length))
    self.length = length
    let centered = Centered.of(used).value
    mean = centered?.mean ?? used[0]
    scale = centered?.scale ?? 0
    for block in 0..<blocks {
      let own = (centered?.units ?? [Double](repeating: 0, count: used.count))[
        (block * length)..<((block + 1) * length)]
      first.append(own.reduce(0, +))
      second.append(own.reduce(0) { $0 + $1 * $1 })
    }
  }

  var isFinite: Bool { mean.isFinite && scale.isFinite }

  func performances(
    _ chosen: [Int], _ kind: CrossValidation.Performance
  ) -> (inside: Double, outside: Double) {
    var sums = (inside: 0.0, outside: 0.0, insideSquares: 0.0, outsideSquares: 0.0)
    var next = 0
    for block in first.indices {
      if next < chosen.count, chosen[next] == block {
        sums.inside += first[block]
        sums.insideSquares += second[block]
        next += 1
      } else {
        sums.outside += first[block]
        sums.outsideSquares += second[block]
      }
    }
    return (
      performance(sums.inside, sums.insideSquares, kind),
      performance(sums.outside, sums.outsideSquares, kind)
    )
  }

  private func performance(
    _ sum: Double, _ squares: Double, _ kind: CrossValidation.Performance
  ) -> Double {
    let n = Double(length * first.count / 2)
    var average = mean + scale * (sum / n)
    // Gains and losses that cancel leave rounding, not a loss.
    if average.magnitude <= 1e-15 * Swift.max(scale, mean.magnitude) { average = 0 }
    guard kind == .sharpe else { return average }
    let rest = squares - sum * sum / n
    guard scale > 0, rest > 1e-14 * squares else {
      if average == 0 { return 0 }
      return average < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
    }
    return average / (scale * (rest / (n - 1)).squareRoot())
  }
}
