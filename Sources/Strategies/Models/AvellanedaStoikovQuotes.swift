internal import RealModule

/// The quotes of Avellaneda and Stoikov for a market maker with exponential utility whose mid
/// follows an arithmetic Brownian motion and whose fills arrive at rate A exp(−k δ).
///
/// With τ = T − t and order size Δ:
///
///     r     = s − q γ σ² τ                                        (reservation price)
///     r^b,a = s − (2q ± Δ)/2 γ σ² τ
///     δ     = Δ γ σ² τ + (2 / (γ Δ)) ln(1 + γ Δ / k)              (spread)
///     bid   = r − δ/2,  ask = r + δ/2
///
/// The paper has Δ = 1. Measuring inventory in other units than the order size must not change
/// the quotes, which fixes how Δ enters. Nothing bounds the inventory, and a large one moves a
/// quote beyond the mid.
///
/// Source: M. Avellaneda, S. Stoikov, "High-frequency trading in a limit order book",
/// Quantitative Finance 8(3), 2008, 217–224, equations (6)–(8), (29), (30).
public struct AvellanedaStoikovQuotes: Sendable, Equatable {
  /// Risk aversion γ ≥ 0 (per quote unit); 0 gives the risk-neutral limit.
  public let gamma: Double
  /// Decay k > 0 of the fill intensity (per price unit).
  public let k: Double
  /// Order size Δ > 0 (base units).
  public let orderSize: Double
  /// The spread without inventory risk, (2 / (γ Δ)) ln(1 + γ Δ / k) (price units).
  public let baseSpread: Double

  /// Quotes for risk aversion `gamma` ≥ 0, intensity decay `k` > 0 and order size > 0.
  public init(gamma: Double, k: Double, orderSize: Double = 1) {
    precondition(gamma >= 0 && k > 0 && orderSize > 0, "gamma ≥ 0, k > 0 and order size > 0")
    self.gamma = gamma
    self.k = k
    self.orderSize = orderSize
    baseSpread = 2 * log1pRatio(gamma * orderSize / k) / k
  }

  /// How far the reservation price lies above the mid (price units) at inventory `q` (base units),
  /// volatility `sigma` (price per square-root second) and `remaining` seconds to the horizon.
  public func reservationShift(q: Double, sigma: Double, remaining: Double) -> Double {
    -q * gamma * sigma * sigma * remaining
  }

  /// The distance between bid and ask (price units).
  public func spread(sigma: Double, remaining: Double) -> Double {
    orderSize * gamma * sigma * sigma * remaining + baseSpread
  }

  /// The depths of both quotes at inventory `q` (base units), volatility `sigma` (price per
  /// square-root second) and `remaining` seconds to the horizon.
  public func depths(q: Double, sigma: Double, remaining: Double) -> QuoteDepths {
    let half = spread(sigma: sigma, remaining: remaining) / 2
    let shift = reservationShift(q: q, sigma: sigma, remaining: remaining)
    return QuoteDepths(bid: half - shift, ask: half + shift)
  }

  /// The prices above (`ask`) and below (`bid`) which selling or buying one order raises expected
  /// utility, as distances from the mid like `depths`.
  public func reservationDepths(q: Double, sigma: Double, remaining: Double) -> QuoteDepths {
    let half = orderSize * gamma * sigma * sigma * remaining / 2
    let shift = reservationShift(q: q, sigma: sigma, remaining: remaining)
    return QuoteDepths(bid: half - shift, ask: half + shift)
  }

  /// The reservation depths of the infinite-horizon model (section 2.3 of the paper), Δ = 1:
  ///
  ///     r^a,b = s + (1/γ) ln(1 + (±1 − 2q) γ² σ² / (2ω − γ² q² σ²)),  ω = γ² σ² (q_max + 1)² / 2
  ///
  /// Needs γ, σ > 0 and |q| ≤ `maximumInventory`; otherwise `nil`.
  public static func infiniteHorizonReservation(
    q: Double, gamma: Double, sigma: Double, maximumInventory: Double
  ) -> QuoteDepths? {
    guard gamma > 0, sigma > 0, abs(q) <= maximumInventory else { return nil }
    // γ² σ² cancels: what is left depends on q and its bound alone.
    let room = (maximumInventory + 1) * (maximumInventory + 1) - q * q
    let ask = Double.log(onePlus: (1 - 2 * q) / room) / gamma
    let bid = Double.log(onePlus: (-1 - 2 * q) / room) / gamma
    return QuoteDepths(bid: -bid, ask: ask)
  }
}
