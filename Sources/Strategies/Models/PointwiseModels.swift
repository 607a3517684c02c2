internal import RealModule

/// Avellaneda and Stoikov as a model of `ballast quotes`.
public struct AvellanedaStoikovModel: PointwiseQuoteModel, Equatable {
  /// Which of the paper's reservation prices is quoted around.
  public enum Form: Sendable, Equatable {
    /// Sections 2.1 and 3: an arithmetic Brownian mid and a horizon.
    case finite
    /// Section 2.3: r^a,b = s + (1/γ) ln(1 + (±1 − 2q) γ²σ²/(2ω − γ²q²σ²)).
    case infinite(omega: Double)
    /// The appendix: a geometric Brownian mid and mean-variance utility,
    /// r^a,b = s + (±1 − 2q)/2 γ s² (e^(σ²(T−t)) − 1), with σ relative.
    case geometric(mid: Double)
  }
  /// Which reservation prices.
  public var form: Form
  /// γ, k and Δ.
  public var quotes: AvellanedaStoikovQuotes
  /// σ (price per square-root second; relative for the geometric form).
  public var sigma: Double
  /// T (s).
  public var horizon: Double?

  /// A model from its parts.
  public init(
    form: Form, quotes: AvellanedaStoikovQuotes, sigma: Double, horizon: Double? = nil
  ) {
    self.form = form
    self.quotes = quotes
    self.sigma = sigma
    self.horizon = horizon
  }

  func offsets(inventory q: Double, remaining: Double) throws(QuoteModelError) -> QuoteOffsets {
    let gamma = quotes.gamma
    switch form {
    case .finite:
      return QuoteOffsets(quotes.depths(q: q, sigma: sigma, remaining: remaining))
    case .geometric(let mid):
      let risk = gamma * mid * mid * Double.expMinusOne(sigma * sigma * remaining) / 2
      return QuoteOffsets(
        bid: (1 + 2 * q) * risk + quotes.baseSpread / 2,
        ask: (1 - 2 * q) * risk + quotes.baseSpread / 2)
    case .infinite(let omega):
      let variance = gamma * gamma * sigma * sigma
      let room = 2 * omega - variance * q * q
      guard room > 0 else {
        throw QuoteModelError(
          parameter: "inventory",
          message: "\(q) is beyond what omega allows, γ²σ²q² < 2ω; raise limit or omega")
      }
      func depth(_ sign: Double) -> Double? {
        let share = (1 + sign * 2 * q) * variance / room
        // −ln(1 − share) for the bid grows without bound as the room for one more order ends.
        let argument = (sign > 0 ? -1 : 1) * share
        guard argument > -1 + 4 * Double.ulpOfOne else { return nil }
        let shift = Double.log(onePlus: argument) / gamma
        return (sign > 0 ? -shift : shift) + quotes.baseSpread / 2
      }
      return QuoteOffsets(bid: depth(1), ask: depth(-1))
    }
  }
}

/// Hummingbot's variant of Avellaneda and Stoikov, which is another model: it counts inventory
/// relative to the portfolio and takes volatility where the paper has variance.
///
///     r = mid − q γ vol f,   spread = γ vol f + (2/γ) ln(1 + γ/κ),   quotes r ∓ spread/2
///
/// with q = (inventory − target)/total and f the fraction of the session left. The side that would
/// add to |q| has its size times exp(−eta |q|).
///
/// Source: hummingbot, `avellaneda_market_making.pyx`, commit 2bfaccc.
public struct HummingbotAvellanedaStoikovModel: PointwiseQuoteModel, Equatable {
  /// γ > 0.
  public var gamma: Double
  /// κ > 0 (per price unit).
  public var kappa: Double
  /// The absolute volatility (price units).
  public var volatility: Double
  /// eta ≥ 0 of the order sizes.
  public var eta = 0.0
  /// The inventory wanted (base units).
  public var target = 0.0
  /// The whole portfolio's value in base units, > 0.
  public var total = 1.0
  /// The session's length; `nil` where it does not end, so that f is 1.
  public var horizon: Double?

  /// A model from its parts.
  public init(gamma: Double, kappa: Double, volatility: Double) {
    self.gamma = gamma
    self.kappa = kappa
    self.volatility = volatility
  }

  /// The depths at relative inventory `q` with the fraction `fraction` of the session left.
  public func depths(relativeInventory q: Double, fraction: Double) -> QuoteDepths {
    let risk = gamma * volatility * fraction
    let half = (risk + 2 * log1pRatio(gamma / kappa) / kappa) / 2
    return QuoteDepths(bid: half + q * risk, ask: half - q * risk)
  }

  /// What share of its size each side shows at relative inventory `q`.
  public func sizes(relativeInventory q: Double) -> (bid: Double, ask: Double) {
    let share = Double.exp(-eta * abs(q))
    return (q > 0 ? share : 1, q < 0 ? share : 1)
  }

  func offsets(inventory: Double, remaining: Double) throws(QuoteModelError) -> QuoteOffsets {
    let fraction = horizon.map { $0 > 0 ? remaining / $0 : 0 } ?? 1
    return QuoteOffsets(
      depths(relativeInventory: (inventory - target) / total, fraction: fraction))
  }
}

/// The dealer of Ho and Stoll with linear arrival rates λ(δ) = α − β δ.
///
///     δ^b = α/(2β) + R σ² τ (2q + Q)/4,   δ^a = α/(2β) − R σ² τ (2q − Q)/4
///
/// The spread, α/β + R σ² τ Q/2, does not depend on the inventory.
///
/// Source: T. Ho, H. Stoll, Journal of Financial Economics 9, 1981, 47–73.
public struct HoStollModel: PointwiseQuoteModel, Equatable {
  /// α > 0, the rate of arrivals at depth 0 (1/s).
  public var alpha: Double
  /// β > 0, what a unit of depth takes off it (1/s per price unit).
  public var beta: Double
  /// R ≥ 0, absolute risk aversion (per quote unit).
  public var riskAversion: Double
  /// σ² ≥ 0 (price² per second).
  public var variance: Double
  /// Q > 0 (base units).
  public var orderSize = 1.0
  /// τ at time 0 (s).
  public var horizon: Double?

  /// A model from its parts.
  public init(alpha: Double, beta: Double, riskAversion: Double, variance: Double) {
    self.alpha = alpha
    self.beta = beta
    self.riskAversion = riskAversion
    self.variance = variance
  }

  /// The depths at inventory `q` (base units) with `remaining` seconds left.
  public func depths(q: Double, remaining: Double) -> QuoteDepths {
    let half = alpha / (2 * beta)
    let risk = riskAversion * variance * remaining / 4
    return QuoteDepths(
      bid: half + risk * (2 * q + orderSize), ask: half - risk * (2 * q - orderSize))
  }

  func offsets(inventory: Double, remaining: Double) throws(QuoteModelError) -> QuoteOffsets {
    QuoteOffsets(depths(q: inventory, remaining: remaining))
  }
}

/// A half-spread of max(`least`, multiple × σ √interval), the mid's usual move over a time, with a
/// shift against the inventory; a multiple of 0 is a fixed spread.
public struct VolatilitySpreadModel: PointwiseQuoteModel, Equatable {
  /// How many standard deviations, ≥ 0.
  public var multiple: Double
  /// σ (price per square-root second).
  public var sigma: Double
  /// The time over which the mid may move (s).
  public var interval: Double
  /// The least half-spread (price units).
  public var least: Double
  /// How far both quotes move down per base unit held (price per base unit).
  public var skew = 0.0
  /// It has no horizon.
  public var horizon: Double? { nil }

  /// A model from its parts.
  public init(multiple: Double, sigma: Double, interval: Double, least: Double) {
    self.multiple = multiple
    self.sigma = sigma
    self.interval = interval
    self.least = least
  }

  /// The half-spread where the volatility is `sigma`.
  public func halfSpread(sigma: Double) -> Double {
    max(least, multiple * sigma * Double.sqrt(interval))
  }

  func offsets(inventory: Double, remaining: Double) throws(QuoteModelError) -> QuoteOffsets {
    let half = halfSpread(sigma: sigma)
    return QuoteOffsets(bid: half + skew * inventory, ask: half - skew * inventory)
  }
}
