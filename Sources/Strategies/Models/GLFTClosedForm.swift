internal import RealModule

/// The closed-form approximation of the stationary optimal quotes of Guéant, Lehalle and
/// Fernandez-Tapia, in the general form of Guéant, with order size Δ.
///
/// With z = ξ Δ / k:
///
///     c1  = (1/(ξΔ)) ln(1 + z)                                  [1/k where ξ = 0]
///     c2  = √( γ / (2 A Δ k) · (1 + z)^(1/z + 1) )              [e for the power where ξ = 0]
///     δ^b = c1 + (Δ/2 + q) σ c2 − μ c2 / (γ σ)
///     δ^a = c1 + (Δ/2 − q) σ c2 + μ c2 / (γ σ)
///
/// ξ = γ is the maker with exponential utility (Model A), ξ = 0 the one with a running penalty
/// ½ γ σ² q² (Model B). Where the mid jumps by ε against the maker at each of its fills, the depths
/// grow by ε/2 and c2 by the factor exp(k ε / 4).
///
/// The approximation is close while fills are frequent against the inventory's risk, and some
/// percent off where a few orders carry much of it.
///
/// Sources: O. Guéant, C.-A. Lehalle, J. Fernandez-Tapia, "Dealing with the inventory risk",
/// Mathematics and Financial Economics 7, 2013, 477–507; O. Guéant, "Optimal market making",
/// Applied Mathematical Finance 24, 2017, 112–154, equations (4.6), (4.7).
public struct GLFTClosedForm: Sendable, Equatable {
  /// What remains of the spread without inventory risk: c1 + ε/2 (price units).
  public let baseDepth: Double
  /// c2, jumps included: σ c2 is the shift of both quotes per base unit of inventory.
  public let riskFactor: Double
  /// Order size Δ (base units).
  public let orderSize: Double
  private let driftPerVolatility: Double

  /// The model for risk aversion `gamma` ≥ 0 (per quote unit), intensity A exp(−k δ) with
  /// `intensity` A > 0 (per second) and `k` > 0 (per price unit), and `orderSize` Δ > 0 (base
  /// units).
  ///
  /// - Parameters:
  ///   - gamma: risk aversion γ.
  ///   - utilityGamma: ξ ≥ 0; γ where not given (Model A), 0 for Model B.
  ///   - intensity: the rate A of fills at depth 0.
  ///   - k: the decay of that rate.
  ///   - orderSize: the size Δ of each order.
  ///   - drift: μ, the drift of the mid (price per second); needs γ > 0 and σ > 0 unless 0.
  ///   - adverseSelection: ε ≥ 0, the jump of the mid against the maker at a fill (price units).
  public init(
    gamma: Double, utilityGamma: Double? = nil, intensity: Double, k: Double,
    orderSize: Double = 1, drift: Double = 0, adverseSelection: Double = 0
  ) {
    precondition(gamma >= 0 && (utilityGamma ?? gamma) >= 0, "gamma and xi are at least 0")
    precondition(intensity > 0 && k > 0 && orderSize > 0, "A, k and order size are positive")
    precondition(drift == 0 || gamma > 0, "a drift needs a risk aversion above 0")
    let z = (utilityGamma ?? gamma) * orderSize / k
    // ln of (1 + z)^(1/z + 1), finite down to z = 0 where it is 1.
    let power = log1pRatio(z) + Double.log(onePlus: z)
    baseDepth = log1pRatio(z) / k + adverseSelection / 2
    riskFactor = Double.sqrt(
      gamma / (2 * intensity * orderSize * k) * Double.exp(power + k * adverseSelection / 2))
    self.orderSize = orderSize
    driftPerVolatility = drift == 0 ? 0 : drift * riskFactor / gamma
  }

  /// The shift of both quotes per base unit of inventory, σ c2 (price units per base unit), at
  /// volatility `sigma` (price per square-root second).
  public func skew(sigma: Double) -> Double { sigma * riskFactor }

  /// The depth of both quotes at inventory 0 without drift (price units).
  public func halfSpread(sigma: Double) -> Double { baseDepth + orderSize / 2 * skew(sigma: sigma) }

  /// The depths of both quotes at inventory `q` (base units) and volatility `sigma` (price per
  /// square-root second).
  public func depths(q: Double, sigma: Double) -> QuoteDepths {
    let half = halfSpread(sigma: sigma)
    let drift = driftPerVolatility == 0 ? 0 : driftPerVolatility / sigma
    let shift = drift - q * skew(sigma: sigma)
    return QuoteDepths(bid: half - shift, ask: half + shift)
  }
}
