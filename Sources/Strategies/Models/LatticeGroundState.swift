internal import RealModule

/// The lowest eigenvalue of a lattice segment and its positive eigenvector, which the solution of
/// a long horizon tends to.
///
/// The system is V_n g_n − η (g_{n+1} − 2 g_n + g_{n−1}) = μ g_n, with V ≥ 0 the potential and
/// μ = λ + 2η > 0 the eigenvalue in excess of that of a flat potential without bounds. Ratios of
/// neighbours are swept from both ends to where they meet, in the direction in which errors die
/// out and as 1 + s with a recurrence for s, so that every ratio is found to a few units in the
/// last place. A Rayleigh quotient of the vector found so corrects μ; quotients of neighbouring
/// values bound it from both sides (Collatz and Wielandt), so that a step never leaves the
/// bracket.
struct LatticeGroundState {
  /// μ, in excess of −2η and above the least potential (1/s).
  private(set) var excess = 0.0
  /// ln(g_n / g_{n+1}) for all but the last inventory of the segment.
  private(set) var logRatios: [Double]
  /// The largest |V_n g_n − η (g_{n+1} − 2 g_n + g_{n−1}) − μ g_n| / (g_n (V_n + 2η)).
  private(set) var residual = 0.0

  private let segment: LatticeSegment
  private var fromLeft: [Double]
  private var fromRight: [Double]

  /// Solves for `segment`, which has at least two inventories.
  init(_ segment: LatticeSegment) {
    self.segment = segment
    let count = segment.potential.count
    logRatios = Array(repeating: 0, count: count - 1)
    fromLeft = Array(repeating: 0, count: count)
    fromRight = fromLeft
    solve()
  }

  private mutating func solve() {
    let coupling = segment.coupling
    // A state at the least potential alone has the quotient 2η.
    var low = 0.0
    var high = 2 * coupling
    var trial = 0.0
    for _ in 0..<200 {
      let meeting = sweep(trial)
      guard let meeting else {
        high = trial
        trial = (low + high) / 2
        continue
      }
      excess = trial
      let gamma = defect(at: meeting, trial)
      if gamma > 0 {
        low = max(low, trial)
        high = min(high, trial + coupling * gamma)
      } else {
        high = min(high, trial)
        low = max(low, trial + coupling * gamma)
      }
      setRatios(meeting)
      var next = trial + coupling * gamma / weight(around: meeting)
      if abs(next - trial) <= 2 * Double.ulpOfOne * next || high - low <= 2 * low.ulp {
        break
      }
      if !(next > low && next < high) { next = (low + high) / 2 }
      trial = next
    }
    residual = largestResidual()
  }

  /// Sweeps 1 + s = g_{n+1}/g_n from the left and 1 + t = g_{n−1}/g_n from the right, and chooses
  /// where they meet best; `nil` where no vector made so is positive, so that `excess` is too high.
  private mutating func sweep(_ excess: Double) -> Int? {
    let count = segment.potential.count
    let coupling = segment.coupling
    var lastLeft = count - 1
    var step = 1.0
    for place in 0..<count {
      let s = (segment.potential[place] - excess) / coupling + step
      fromLeft[place] = s
      if !(s > -1), place < lastLeft { lastLeft = place }
      if !(s > -1) { break }
      step = s / (1 + s)
    }
    var firstRight = 0
    step = 1
    for place in stride(from: count - 1, through: 0, by: -1) {
      let t = (segment.potential[place] - excess) / coupling + step
      fromRight[place] = t
      if !(t > -1), place > firstRight { firstRight = place }
      if !(t > -1) { break }
      step = t / (1 + t)
    }
    guard firstRight <= lastLeft else { return nil }
    return (firstRight...lastLeft).min {
      abs(defect(at: $0, excess)) < abs(defect(at: $1, excess))
    }
  }

  /// By how much the equation at `place` is missed, over η g, where both sweeps meet there.
  private func defect(at place: Int, _ excess: Double) -> Double {
    var defect = (segment.potential[place] - excess) / segment.coupling
    defect += place > 0 ? fromLeft[place - 1] / (1 + fromLeft[place - 1]) : 1
    let last = segment.potential.count - 1
    defect += place < last ? fromRight[place + 1] / (1 + fromRight[place + 1]) : 1
    return defect
  }

  private mutating func setRatios(_ meeting: Int) {
    for place in 0..<meeting { logRatios[place] = -Double.log(onePlus: fromLeft[place]) }
    for place in meeting..<logRatios.count {
      logRatios[place] = Double.log(onePlus: fromRight[place + 1])
    }
  }

  /// Σ g² over g² at `meeting`.
  private func weight(around meeting: Int) -> Double {
    var sum = 1.0
    var value = 1.0
    for place in stride(from: meeting - 1, through: 0, by: -1) {
      value /= 1 + fromLeft[place]
      sum += value * value
    }
    value = 1
    for place in meeting + 1..<max(meeting + 1, segment.potential.count) {
      value /= 1 + fromRight[place]
      sum += value * value
    }
    return sum
  }

  private func largestResidual() -> Double {
    var largest = 0.0
    let last = segment.potential.count - 1
    for place in 0...last {
      // 1 − g_{n±1}/g_n, without cancellation.
      let right = place < last ? -Double.expMinusOne(-logRatios[place]) : 1
      let left = place > 0 ? -Double.expMinusOne(logRatios[place - 1]) : 1
      let potential = segment.potential[place]
      let sum = potential - excess + segment.coupling * (left + right)
      largest = max(largest, abs(sum) / (potential + 2 * segment.coupling))
    }
    return largest
  }

  /// The distance from the lowest eigenvalue to the second: the rate (1/s) at which a horizon is
  /// forgotten. Found by bisection on the number of negative pivots, to `accuracy`.
  func gap(accuracy: Double = 1e-13) -> Double {
    var low = 0.0
    var high = segment.coupling
    while negativePivots(excess + high) < 2 {
      low = high
      high *= 2
    }
    while high - low > accuracy * high {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if negativePivots(excess + middle) < 2 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// How many eigenvalues lie below `excess` (Sylvester's law of inertia).
  private func negativePivots(_ excess: Double) -> Int {
    var negative = 0
    var step = 1.0
    for potential in segment.potential {
      var s = (potential - excess) / segment.coupling + step
      // A pivot of 0 counts as a tiny negative one, as in LAPACK's dstebz.
      if abs(1 + s) < .ulpOfOne { s = -1 - .ulpOfOne }
      if 1 + s < 0 { negative += 1 }
      step = s / (1 + s)
    }
    return negative
  }
}
