internal import RealModule

/// The shares of wealth in a risky asset between which an investor with constant relative risk
/// aversion does not trade, under costs in proportion to what is traded.
///
/// The asset is bought at the price S and sold at (1 − ε) S; its price has drift μ and volatility
/// σ. Without costs the share is π* = μ/(γ σ²). For small costs the region is
///
///     π* ± (3/(4 γ) π*² (1 − π*)² ε)^(1/3)
///
/// Exactly, it is ((μ − λ)/(γ σ²), (μ + λ)/(γ σ²)) where the gap λ is such that a path of the
/// Riccati equation below, started on the buying side, meets the selling side as the shadow price
/// has moved from S to (1 − ε) S:
///
///     w′(y) = (μ² − λ²)/(γ σ⁴) − (2 μ/σ² − 1) w − (1 − γ) w²
///     w(0) = (μ − λ)/(γ σ²),    w(ln(u/l)) = (μ + λ)/(γ σ²)
///     u/l = (1/(1 − ε)) · π₊ (1 − π₋) / (π₋ (1 − π₊))
///
/// Source: S. Gerhold, P. Guasoni, J. Muhle-Karbe, W. Schachermayer, "Transaction costs, trading
/// volume, and the liquidity premium", Finance and Stochastics 18, 2014, 1–37; the problem is that
/// of M. Davis and A. Norman, Mathematics of Operations Research 15(4), 1990.
public struct NoTradeRegion: Sendable, Equatable {
  /// The share that is bought up to.
  public let buy: Double
  /// The share that is sold down to.
  public let sell: Double
  /// λ, the gap of the exact solution; `nil` where the region is the expansion for small costs.
  public let gap: Double?

  /// Half the width of the expansion for small costs (share of wealth).
  ///
  /// - Parameters:
  ///   - drift: μ.
  ///   - sigma: σ > 0, in the same unit of time.
  ///   - riskAversion: γ > 0.
  ///   - cost: ε, the share of the price that selling costs: the whole round trip.
  /// - Returns: half the width, a share of wealth.
  public static func asymptoticHalfWidth(
    drift: Double, sigma: Double, riskAversion: Double, cost: Double
  ) -> Double {
    let share = drift / (riskAversion * sigma * sigma)
    let factor = share * (1 - share)
    return Double.root(0.75 / riskAversion * factor * factor * cost, 3)
  }

  /// The region for small costs; parameters as of `asymptoticHalfWidth`.
  public static func asymptotic(
    drift: Double, sigma: Double, riskAversion: Double, cost: Double
  ) -> NoTradeRegion {
    let half = asymptoticHalfWidth(
      drift: drift, sigma: sigma, riskAversion: riskAversion, cost: cost)
    let share = drift / (riskAversion * sigma * sigma)
    return NoTradeRegion(buy: share - half, sell: share + half, gap: nil)
  }

  /// The exact region; `nil` where π* does not lie between 0 and 1, where a number is out of its
  /// range, or where no gap below the drift solves the problem. Parameters as of
  /// `asymptoticHalfWidth`, 0 < ε < 1.
  public static func exact(
    drift: Double, sigma: Double, riskAversion: Double, cost: Double
  ) -> NoTradeRegion? {
    let variance = sigma * sigma
    let share = drift / (riskAversion * variance)
    guard sigma > 0, riskAversion > 0, cost > 0, cost < 1, share > 0, share < 1 else { return nil }
    /// Where the path ends minus where it should, for one gap.
    func miss(_ gap: Double) -> Double {
      let low = (drift - gap) / (riskAversion * variance)
      let high = (drift + gap) / (riskAversion * variance)
      let span =
        Double.log(high / low) + Double.log((1 - low) / (1 - high)) - Double.log(onePlus: -cost)
      var w = low
      let steps = 4_000
      let h = span / Double(steps)
      let constant = (drift * drift - gap * gap) / (riskAversion * variance * variance)
      func slope(_ w: Double) -> Double {
        constant - (2 * drift / variance - 1) * w - (1 - riskAversion) * w * w
      }
      for _ in 0..<steps {
        let k1 = slope(w)
        let k2 = slope(w + h / 2 * k1)
        let k3 = slope(w + h / 2 * k2)
        let k4 = slope(w + h * k3)
        w += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
      }
      return w - high
    }
    // Both shares stay inside (0, 1).
    let bound = min(drift, riskAversion * variance - drift)
    return bisect(miss, below: bound).map { gap in
      NoTradeRegion(
        buy: (drift - gap) / (riskAversion * variance),
        sell: (drift + gap) / (riskAversion * variance), gap: gap)
    }
  }

  /// The root of `miss` between 0 and `bound`, found from the small end.
  private static func bisect(_ miss: (Double) -> Double, below bound: Double) -> Double? {
    var low = bound * 1e-7
    let sign = miss(low) > 0
    var high = low
    repeat {
      low = high
      high *= 1.5
      if high >= bound { return nil }
      let value = miss(high)
      guard value.isFinite else { return nil }
      if (value > 0) != sign { break }
    } while true
    for _ in 0..<200 where high - low > bound * 1e-14 {
      let middle = (low + high) / 2
      if (miss(middle) > 0) == sign { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
