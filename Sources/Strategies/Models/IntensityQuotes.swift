internal import RealModule

/// The models with exponential fill intensities: Guéant, Lehalle and Fernandez-Tapia, Guéant's
/// general form, and Cartea and Jaimungal. All are one lattice and differ in its coefficients.
///
///     δ^b(q) = (1/k) ln(v_n / v_{n+1}) + base^b,   δ^a(q) = (1/k) ln(v_n / v_{n−1}) + base^a
public struct IntensityQuotes: QuoteModel, Equatable {
  /// Which solution is quoted.
  public enum Form: String, Sendable, CaseIterable {
    /// The solution at the time left to the horizon.
    case exact
    /// The solution of an infinite horizon.
    case asymptotic
    /// The closed-form approximation of the latter, which knows no bound.
    case closed
  }

  /// The linear system.
  public var lattice: QuoteLattice
  /// Δ (base units).
  public var orderSize: Double
  /// k (per price unit).
  public var decay: Double
  /// What the bid's depth has besides the logarithm (price units).
  public var bidBase: Double
  /// What the ask's depth has besides the logarithm (price units).
  public var askBase: Double
  /// Which solution is quoted.
  public var form = Form.exact
  /// T (s); needed by the exact form.
  public var horizon: Double?

  /// Guéant's general form, which contains that of Guéant, Lehalle and Fernandez-Tapia (Δ = 1,
  /// ξ = γ).
  ///
  ///     C = (1 + ξΔ/k)^(−(k/(ξΔ) + 1)) [1/e where ξ = 0],   η = A C e^(−k ε/2),
  ///     a = ½ k Δ γ σ²,   b = k μ,   p = k (ε/2 + α Δ),
  ///     base = (1/(ξΔ)) ln(1 + ξΔ/k) + ε/2
  ///
  /// - Parameters:
  ///   - gamma: risk aversion γ ≥ 0 (per quote unit).
  ///   - utilityGamma: ξ ≥ 0: γ is Model A (exponential utility), 0 is Model B (running penalty).
  ///   - sigma: σ ≥ 0 (price per square-root second).
  ///   - intensity: A > 0 (per second).
  ///   - decay: k > 0 (per price unit).
  ///   - orderSize: Δ > 0 (base units).
  ///   - drift: μ (price per second).
  ///   - impact: ε ≥ 0, the jump of the mid against the maker at a fill (price units).
  ///   - terminalPenalty: α ≥ 0, of a terminal cost α q² (price per base unit).
  ///   - bound: the most orders held, at least 1.
  ///
  /// Sources: Guéant, Lehalle, Fernandez-Tapia 2013; Guéant 2017, sections 3 and 4.
  public init(
    gamma: Double, utilityGamma: Double, sigma: Double, intensity: Double, decay: Double,
    orderSize: Double = 1, drift: Double = 0, impact: Double = 0, terminalPenalty: Double = 0,
    bound: Int
  ) {
    let z = utilityGamma * orderSize / decay
    let power = log1pRatio(z) + Double.log(onePlus: z)
    let base = log1pRatio(z) / decay + impact / 2
    self.init(
      lattice: QuoteLattice(
        risk: decay * orderSize * gamma * sigma * sigma / 2, drift: decay * drift,
        coupling: intensity * Double.exp(-power - decay * impact / 2),
        terminal: decay * (impact / 2 + terminalPenalty * orderSize), bound: bound),
      orderSize: orderSize, decay: decay, bidBase: base, askBase: base)
  }

  /// The model of Cartea and Jaimungal: orders of 1, penalties φ q² running and α q² at the end.
  ///
  ///     a = κ φ,  b = κ μ + κ (ε⁺ λ⁺ − ε⁻ λ⁻),  down = λ⁺ e^(−1−κ ε⁺),  up = λ⁻ e^(−1−κ ε⁻),
  ///     p = κ α,  base^a = 1/κ + ε⁺,  base^b = 1/κ + ε⁻
  ///
  /// - Parameters:
  ///   - buyRate: λ⁺ > 0, market orders to buy per second, which fill asks.
  ///   - sellRate: λ⁻ > 0, market orders to sell per second, which fill bids.
  ///   - decay: κ > 0 (per price unit), of both sides.
  ///   - runningPenalty: φ ≥ 0 (price per base unit and second).
  ///   - terminalPenalty: α ≥ 0 (price per base unit).
  ///   - buyImpact: ε⁺ ≥ 0, how far the mid rises at a market order to buy (price units).
  ///   - sellImpact: ε⁻ ≥ 0, how far it falls at one to sell (price units).
  ///   - drift: μ (price per second).
  ///   - bound: the most units held, at least 1.
  ///
  /// Source: Á. Cartea, S. Jaimungal, J. Penalva, "Algorithmic and High-Frequency Trading", 2015,
  /// equations (10.8)–(10.12), (10.27), (10.28).
  public init(
    buyRate: Double, sellRate: Double, decay: Double, runningPenalty: Double,
    terminalPenalty: Double, buyImpact: Double = 0, sellImpact: Double = 0, drift: Double = 0,
    bound: Int
  ) {
    let asymmetry = Double.log(buyRate / sellRate) - decay * (buyImpact - sellImpact)
    self.init(
      lattice: QuoteLattice(
        risk: decay * runningPenalty,
        drift: decay * (drift + buyImpact * buyRate - sellImpact * sellRate),
        coupling: Double.sqrt(buyRate) * Double.sqrt(sellRate)
          * Double.exp(-1 - decay * (buyImpact + sellImpact) / 2),
        tilt: asymmetry / 2, terminal: decay * terminalPenalty, bound: bound),
      orderSize: 1, decay: decay, bidBase: 1 / decay + sellImpact, askBase: 1 / decay + buyImpact)
  }

  init(
    lattice: QuoteLattice, orderSize: Double, decay: Double, bidBase: Double, askBase: Double
  ) {
    self.lattice = lattice
    self.orderSize = orderSize
    self.decay = decay
    self.bidBase = bidBase
    self.askBase = askBase
  }

  /// The offsets at `inventories`, which for the forms that know a bound must be multiples of the
  /// order size within it.
  public func offsets(
    at inventories: [Double], time: Double
  ) throws(QuoteModelError) -> [QuoteOffsets] {
    if form == .closed {
      return inventories.map { closed(order: $0 / orderSize) }
    }
    var orders: [Int] = []
    for inventory in inventories { orders.append(try order(of: inventory)) }
    guard let least = orders.min(), let most = orders.max() else { return [] }
    let ratios = try ratios(time: time, orders: least...most)
    return orders.map { offsets(order: $0, ratios) }
  }

  /// The logarithms of ratios that the depths at `orders` need.
  public func ratios(
    time: Double, orders: ClosedRange<Int>
  ) throws(QuoteModelError) -> LatticeRatios {
    guard form == .exact else { return lattice.stationary(orders: orders).ratios }
    guard let horizon else {
      throw QuoteModelError(
        parameter: "horizon", message: "missing; the exact form needs it, in seconds")
    }
    let left = try remaining(time, of: horizon)
    return try lattice.solution(time: left, orders: orders).ratios
  }

  /// The offsets at an inventory of `order` orders; a side beyond the bound is not quoted.
  public func offsets(order: Int, _ ratios: LatticeRatios) -> QuoteOffsets {
    QuoteOffsets(
      bid: order < lattice.bound ? ratios.logRatio(order).map { $0 / decay + bidBase } : nil,
      ask: order > -lattice.bound ? ratios.logRatio(order - 1).map { askBase - $0 / decay } : nil)
  }

  /// The closed-form offsets at an inventory of `order` orders, any real number.
  public func closed(order: Double) -> QuoteOffsets {
    QuoteOffsets(
      bid: lattice.closedFormLogRatio(order: order) / decay + bidBase,
      ask: askBase - lattice.closedFormLogRatio(order: order - 1) / decay)
  }

  private func order(of inventory: Double) throws(QuoteModelError) -> Int {
    let orders = (inventory / orderSize).rounded()
    guard abs(orders * orderSize - inventory) <= 1e-9 * max(abs(inventory), orderSize) else {
      throw QuoteModelError(
        parameter: "inventory",
        message:
          "\(inventory) is no multiple of the order size, \(orderSize); form=closed takes any")
    }
    guard abs(orders) <= Double(lattice.bound) else {
      throw QuoteModelError(
        parameter: "inventory",
        message:
          "\(inventory) is beyond the limit of \(Double(lattice.bound) * orderSize); raise limit")
    }
    return Int(orders)
  }
}
