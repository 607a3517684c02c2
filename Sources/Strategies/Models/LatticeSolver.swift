internal import RealModule

extension QuoteLattice {
  /// What was found for a horizon, and how.
  public struct Solution: Sendable, Equatable {
    /// Logarithms of ratios of neighbours, for the inventories asked for at least.
    public var ratios: LatticeRatios
    /// Whether the horizon is so long that the stationary solution was taken: it differs by less
    /// than rounding.
    public var isStationary: Bool
    /// The largest relative residual of the stationary eigenvector, where one was computed.
    public var residual: Double?
  }

  /// The lowest eigenvalue of the negative generator and its distance to the second (1/s).
  public var spectrum: (lowest: Double, gap: Double) {
    let state = LatticeGroundState(segment(-bound...bound))
    let offset = potentialOffset(reference)
    return (state.excess - 2 * coupling + offset, state.gap())
  }

  /// The solution with an infinite time left, for the inventories `orders` (all where `nil`).
  public func stationary(orders: ClosedRange<Int>? = nil) -> Solution {
    let range = window(for: orders ?? -bound...bound)
    let state = LatticeGroundState(segment(range))
    return stationary(state, range)
  }

  /// The solution with `time` seconds left, for the inventories `orders` (all where `nil`).
  ///
  /// Throws where the work would be out of proportion: `time` times the largest rate is that
  /// large, and yet the stationary solution is not reached.
  public func solution(
    time: Double, orders: ClosedRange<Int>? = nil
  ) throws(QuoteModelError) -> Solution {
    guard time > 0 else { return terminalSolution }
    let range = window(for: orders ?? -bound...bound)
    let segment = segment(range)
    let state = LatticeGroundState(segment)
    let gap = state.gap(accuracy: 1e-6)
    let forgotten = 40 + logarithmOfDistance(state, range)
    if gap * time > forgotten { return stationary(state, range) }
    var evolution = LatticeEvolution(segment, terminal: terminal, tilt: tilt)
    let needed = min(time, forgotten / gap)
    guard evolution.products(for: needed) * Double(range.count) < Self.mostWork else {
      throw QuoteModelError(
        parameter: "horizon",
        message:
          "\(needed) s at rates up to \(segment.potential.max() ?? 0) per second are too much; "
          + "shorten the horizon, lower the limit, or use form=asymptotic")
    }
    var settled = false
    evolution.evolve(until: time) { evolution in
      let distance = Self.distance(evolution.logRatios, state.logRatios)
      // What is left dies out as exp(−gap τ) once it is small.
      let end = distance * Double.exp(-gap * (time - evolution.elapsed))
      settled = distance < 1e-3 && end * 1_000 < 1e-16
      return settled
    }
    if settled { return stationary(state, range) }
    return Solution(
      ratios: LatticeRatios(
        first: range.lowerBound, values: evolution.logRatios.map { $0 - tilt }),
      isStationary: false, residual: state.residual)
  }

  /// Multiplications and additions beyond which a solution is refused: minutes.
  private static let mostWork = 3e11

  private func stationary(_ state: LatticeGroundState, _ range: ClosedRange<Int>) -> Solution {
    Solution(
      ratios: LatticeRatios(
        first: range.lowerBound, values: state.logRatios.map { $0 - tilt }),
      isStationary: true, residual: state.residual)
  }

  private var terminalSolution: Solution {
    Solution(
      ratios: LatticeRatios(
        first: -bound, values: (-bound..<bound).map { terminalLogRatio(order: $0) }),
      isStationary: false, residual: nil)
  }

  /// The largest difference of two lists of logarithms.
  private static func distance(_ left: [Double], _ right: [Double]) -> Double {
    var largest = 0.0
    for place in left.indices { largest = max(largest, abs(left[place] - right[place])) }
    return largest
  }

  /// The logarithm of a bound C on how far g(τ) can be from the stationary vector f in any
  /// component: |g/(c f) − 1| ≤ C exp(−gap τ) with C = ‖g(0)‖ / (min f · ⟨f, g(0)⟩), f of length 1.
  private func logarithmOfDistance(
    _ state: LatticeGroundState, _ range: ClosedRange<Int>
  ) -> Double {
    var vector = [0.0]
    for ratio in state.logRatios { vector.append((vector.last ?? 0) - ratio) }
    let largest = vector.max() ?? 0
    let start = range.map { -terminal * Double($0) * Double($0) - tilt * Double($0) }
    let norm = Self.logSum(start.map { 2 * $0 }) / 2
    let overlap = Self.logSum(zip(start, vector).map { $0 + $1 - largest })
    let length = Self.logSum(vector.map { 2 * ($0 - largest) })
    let least = (vector.min() ?? 0) - largest
    return norm - overlap + length - least
  }

  /// ln Σ exp of the given logarithms.
  private static func logSum(_ logarithms: [Double]) -> Double {
    let largest = logarithms.max() ?? 0
    return largest + Double.log(logarithms.reduce(0) { $0 + Double.exp($1 - largest) })
  }

  /// The inventories that have to be considered for the quotes at `orders`: those between them and
  /// the least costly one, and beyond as many that the bound is not felt, to 1e-19.
  ///
  /// Beyond an inventory whose potential exceeds the ground state's μ the eigenvector falls by
  /// acosh(1 + (V − μ)/(2η)) per order, and what a bound there changes falls as fast; μ ≤ 2η at
  /// worst, and about √(a η) in a wide lattice.
  func window(for orders: ClosedRange<Int>) -> ClosedRange<Int> {
    let reference = reference
    let excess = min(2 * coupling, 2 * Double.sqrt(risk * coupling) + risk)
    func edge(from start: Int, _ direction: Int) -> Int {
      var order = start
      var decay = 0.0
      while abs(order) < bound || order * direction < 0, decay < 45 {
        order += direction
        let above = max(0, potential(order, from: reference) - excess) / (2 * coupling)
        decay += max(0, Double.acosh(1 + above) - abs(tilt))
      }
      return order
    }
    // The last quoted inventory's neighbour is needed too, which is within the margin.
    let low = max(-bound, min(orders.lowerBound, reference, bound - 1))
    let high = min(bound, max(orders.upperBound, reference, 1 - bound))
    return edge(from: low, -1)...edge(from: high, 1)
  }
}

/// A model cannot be computed with the parameters given.
public struct QuoteModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The parameter at fault; empty where it is a combination.
  public var parameter: String
  /// What is wrong and what to do.
  public var message: String

  /// An error about `parameter`.
  public init(parameter: String, message: String) {
    self.parameter = parameter
    self.message = message
  }

  /// `parameter: message`.
  public var description: String { parameter.isEmpty ? message : "\(parameter): \(message)" }
}
