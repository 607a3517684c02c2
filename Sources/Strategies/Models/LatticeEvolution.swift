internal import RealModule

/// The solution of a lattice segment at a finite horizon, by uniformised Taylor steps.
///
/// Over a step h, g ← Σ_j (h P)^j / j! g with P = c − V + η (neighbours) and c the largest V, up to
/// a factor that all inventories share. Every term is positive, so nothing cancels, and the only
/// error is that of rounding, relative to each component. Components that differ by many orders of
/// magnitude are stored with an exponent of their own, renewed at every step, which turns P into
/// P_s with scaled neighbours; the step is as long as its norm allows.
struct LatticeEvolution {
  /// How much of 1/‖P_s‖ one step covers: no component grows by more than exp of this.
  private static let reach = 32.0

  private let segment: LatticeSegment
  /// Components are `mantissas[i]` × 2^`exponents[i]`, mantissas from 0.5 to 1.
  private var mantissas: [Double]
  private var exponents: [Int]
  private var term: [Double]
  private var next: [Double]
  private var generator: ScaledGenerator
  /// The time evolved so far (s).
  private(set) var elapsed = 0.0

  /// The segment at τ = 0 with ln g_n = −terminal n² − tilt n.
  init(_ segment: LatticeSegment, terminal: Double, tilt: Double) {
    self.segment = segment
    let count = segment.potential.count
    mantissas = Array(repeating: 0.5, count: count)
    exponents = Array(repeating: 0, count: count)
    term = mantissas
    next = mantissas
    generator = ScaledGenerator(segment.potential)
    setStart(terminal: terminal, tilt: tilt)
  }

  /// The number of multiplications with P that evolving for `time` takes, about.
  func products(for time: Double) -> Double {
    ((generator.stay.max() ?? 0) + 2 * segment.coupling) * time * 4
  }

  /// ln(g_n / g_{n+1}) for all but the last inventory.
  var logRatios: [Double] {
    (0..<mantissas.count - 1).map { place in
      Double.log(mantissas[place] / mantissas[place + 1])
        + Double(exponents[place] - exponents[place + 1]) * Self.logOfTwo
    }
  }

  /// Evolves until `end`, or until `isSettled`, asked after every step, says so.
  mutating func evolve(until end: Double, unless isSettled: (LatticeEvolution) -> Bool) {
    while elapsed < end {
      let norm = prepareStep()
      let left = end - elapsed
      let steps = (left * norm / Self.reach).rounded(.up)
      // Equal steps to the end, so that the last one is not a tiny remainder.
      let step = steps > 1 ? left / steps : left
      takeStep(step, norm: norm)
      elapsed = steps > 1 ? elapsed + step : end
      if isSettled(self) { return }
    }
  }

  /// Scales the neighbours to the exponents; returns the norm of what results (1/s).
  private mutating func prepareStep() -> Double {
    let last = mantissas.count - 1
    var norm = 0.0
    for place in 0...last {
      let above = place < last ? exponents[place + 1] - exponents[place] : 0
      let below = place > 0 ? exponents[place - 1] - exponents[place] : 0
      generator.fromAbove[place] = place < last ? Self.scaled(segment.coupling, by: above) : 0
      generator.fromBelow[place] = place > 0 ? Self.scaled(segment.coupling, by: below) : 0
      norm = max(
        norm, generator.stay[place] + generator.fromAbove[place] + generator.fromBelow[place])
    }
    return norm
  }

  private mutating func takeStep(_ step: Double, norm: Double) {
    let count = mantissas.count
    let reach = step * norm
    let generator = generator
    var bound = 1.0
    mantissas.withUnsafeMutableBufferPointer { sum in
      term.withUnsafeMutableBufferPointer { term in
        next.withUnsafeMutableBufferPointer { next in
          for place in 0..<count { term[place] = sum[place] }
          var order = 1.0
          // Components are at least 0.5 and grow; terms after this one add up to less than
          // bound × x / (1 − x).
          while true {
            let factor = step / order
            generator.multiply(term, by: factor, into: next)
            for place in 0..<count {
              let value = next[place]
              sum[place] += value
              term[place] = value
            }
            bound *= reach / order
            let x = reach / (order + 1)
            if x < 0.5, bound * x / (1 - x) < 0x1p-57 { break }
            order += 1
          }
        }
      }
    }
    for place in 0..<count { normalise(place) }
  }

  private mutating func normalise(_ place: Int) {
    let exponent = Int(mantissas[place].exponent) + 1
    mantissas[place] = Double(sign: .plus, exponent: -exponent, significand: mantissas[place])
    exponents[place] += exponent
  }

  /// Sets ln g_n = −terminal n² − tilt n. Ratios of neighbours beyond exp(±600) are cut to that,
  /// which leaves no trace a moment later: the smaller one is at once fed by the larger.
  private mutating func setStart(terminal: Double, tilt: Double) {
    let orders = segment.orders
    // Sums start where g is greatest, so that a cut keeps every ratio on its side.
    let peak = terminal > 0 ? -tilt / (2 * terminal) : -tilt * .infinity
    let start =
      peak.isNaN
      ? max(orders.lowerBound, min(0, orders.upperBound))
      : Int(max(Double(orders.lowerBound), min(peak.rounded(), Double(orders.upperBound))))
    let steepest = orders.map { abs(terminal * Double(2 * $0 + 1)) + abs(tilt) }.max() ?? 0
    if steepest <= 600 {
      for (place, order) in orders.enumerated() {
        set(place, to: Self.logarithm(terminal, tilt, Double(order)))
      }
      return
    }
    for direction in [-1, 1] {
      var logarithm = (head: 0.0, tail: 0.0)
      var order = start
      while true {
        set(order - orders.lowerBound, to: logarithm)
        guard orders.contains(order + direction) else { break }
        let middle = Double(2 * order + direction)
        let change = -Double(direction) * (terminal * middle + tilt)
        logarithm.head += max(-600, min(600, change))
        order += direction
      }
    }
  }

  /// −terminal n² − tilt n, as a sum of two numbers of which the second is the rounding of the
  /// first.
  private static func logarithm(
    _ terminal: Double, _ tilt: Double, _ order: Double
  ) -> (head: Double, tail: Double) {
    let square = order * order
    let first = -terminal * square
    let firstTail = (-first).addingProduct(-terminal, square)
    let second = -tilt * order
    let secondTail = (-second).addingProduct(-tilt, order)
    let head = first + second
    let part = head - first
    let tail = (first - (head - part)) + (second - part)
    return (head, tail + firstTail + secondTail)
  }

  private mutating func set(_ place: Int, to logarithm: (head: Double, tail: Double)) {
    let exponent = (logarithm.head / Self.logOfTwo).rounded()
    // ln 2 in two parts, the first short enough for an exact product with any exponent here.
    let rest = logarithm.head.addingProduct(-exponent, 0x1.62e42fee0000p-1)
    mantissas[place] = Double.exp(
      rest.addingProduct(-exponent, 1.90821492927058770002e-10) + logarithm.tail)
    exponents[place] = Int(exponent)
    normalise(place)
  }

  private static func scaled(_ value: Double, by exponent: Int) -> Double {
    Double(sign: .plus, exponent: max(-2_000, min(900, exponent)), significand: value)
  }

  private static let logOfTwo = 0.693147180559945309417232121458
}

/// P_s: what a component keeps and what it takes from its neighbours, per second.
private struct ScaledGenerator {
  var stay: [Double]
  var fromAbove: [Double]
  var fromBelow: [Double]

  init(_ potential: [Double]) {
    let largest = potential.max() ?? 0
    stay = potential.map { largest - $0 }
    fromAbove = stay
    fromBelow = stay
  }

  func multiply(
    _ term: UnsafeMutableBufferPointer<Double>, by factor: Double,
    into next: UnsafeMutableBufferPointer<Double>
  ) {
    let last = term.count - 1
    stay.withUnsafeBufferPointer { stay in
      fromAbove.withUnsafeBufferPointer { fromAbove in
        fromBelow.withUnsafeBufferPointer { fromBelow in
          next[0] = factor * (stay[0] * term[0] + fromAbove[0] * term[1])
          for place in 1..<max(1, last) {
            next[place] =
              factor
              * (stay[place] * term[place]
                + (fromAbove[place] * term[place + 1] + fromBelow[place] * term[place - 1]))
          }
          next[last] = factor * (stay[last] * term[last] + fromBelow[last] * term[last - 1])
        }
      }
    }
  }
}
