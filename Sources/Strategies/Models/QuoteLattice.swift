internal import RealModule

/// The linear system that every market-making model with exponential fill intensities reduces to.
///
/// Inventory is counted in orders: q = n Δ with |n| ≤ `bound`. The value function is (Δ/k) ln v and
/// in the time left τ
///
///     dv_n/dτ = −(a n² − b n) v_n + up v_{n+1} + down v_{n−1},      v_n(0) = exp(−p n²)
///
/// where the neighbour beyond a bound is missing. Depths are logarithms of ratios of neighbours.
/// With v_n = ρ^n g_n, ρ = √(down/up) and η = √(up down), the system of g is symmetric, and that
/// is the one solved.
///
/// Sources: O. Guéant, C.-A. Lehalle, J. Fernandez-Tapia, Mathematics and Financial Economics 7,
/// 2013; O. Guéant, Applied Mathematical Finance 24, 2017; Á. Cartea, S. Jaimungal, J. Penalva,
/// "Algorithmic and High-Frequency Trading", 2015, chapter 10.
public struct QuoteLattice: Sendable, Equatable {
  /// The rate a ≥ 0 at which the risk of an inventory of n orders costs, per n² (1/s).
  public var risk: Double
  /// The rate b at which holding one order earns (1/s); its sign is that of the inventory favoured.
  public var drift: Double
  /// η > 0 (1/s).
  public var coupling: Double
  /// ln ρ, half the logarithm of down over up; 0 where both sides have one intensity.
  public var tilt: Double
  /// p ≥ 0: the terminal weight is exp(−p n²).
  public var terminal: Double
  /// The most orders held, long or short; at least 1.
  public var bound: Int

  /// A lattice. All numbers must be finite, with `risk` and `terminal` at least 0 and `coupling`
  /// above 0; `bound` is at least 1.
  public init(
    risk: Double, drift: Double = 0, coupling: Double, tilt: Double = 0, terminal: Double = 0,
    bound: Int
  ) {
    self.risk = risk
    self.drift = drift
    self.coupling = coupling
    self.tilt = tilt
    self.terminal = terminal
    self.bound = bound
  }

  /// ln(v_n / v_{n+1}) in the closed-form approximation: where inventory is a continuum without a
  /// bound, the stationary v is the Gaussian exp(−½ √(a/η) (n − b/(2a))²).
  ///
  /// `order` may be any real number. Without a cost of risk there is a closed form only if nothing
  /// favours an inventory either.
  public func closedFormLogRatio(order: Double) -> Double {
    guard risk > 0 else { return -tilt }
    let width = Double.sqrt(risk / coupling)
    return width * (order + 0.5) - width * drift / (2 * risk) - tilt
  }

  /// ln(v_n / v_{n+1}) at τ = 0.
  func terminalLogRatio(order: Int) -> Double { terminal * Double(2 * order + 1) }

  /// The inventory (orders) within the bound that costs least; the potential is 0 there.
  var reference: Int {
    guard risk > 0 else { return drift > 0 ? bound : drift < 0 ? -bound : 0 }
    let least = (drift / (2 * risk)).rounded()
    return Int(min(max(least, -Double(bound)), Double(bound)))
  }

  /// a n² − b n less its least value, without cancellation.
  func potential(_ order: Int, from reference: Int) -> Double {
    let distance = Double(order - reference)
    return max(0, distance * (risk * Double(order + reference) - drift))
  }

  /// a n² − b n at `reference`.
  func potentialOffset(_ reference: Int) -> Double {
    let order = Double(reference)
    return order * (risk * order - drift)
  }

  /// The same lattice with the orders `range` alone.
  func segment(_ range: ClosedRange<Int>) -> LatticeSegment {
    let reference = reference
    return LatticeSegment(
      orders: range, coupling: coupling,
      potential: range.map { potential($0, from: reference) })
  }
}

/// Neighbouring inventories of a lattice: the symmetric system of g on them.
struct LatticeSegment {
  /// The inventories (orders).
  var orders: ClosedRange<Int>
  /// η (1/s).
  var coupling: Double
  /// The cost of each inventory, at least 0 (1/s).
  var potential: [Double]
}

/// Logarithms of ratios of neighbours, ln(v_n / v_{n+1}), for n from `first` on.
public struct LatticeRatios: Sendable, Equatable {
  /// The inventory (orders) of the first ratio.
  public var first: Int
  /// ln(v_n / v_{n+1}) for n = `first`, `first` + 1, …
  public var values: [Double]

  /// ln(v_n / v_{n+1}); `nil` where one of the two inventories is out of bounds.
  public func logRatio(_ order: Int) -> Double? {
    let place = order - first
    return values.indices.contains(place) ? values[place] : nil
  }
}
