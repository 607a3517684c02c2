internal import RealModule

/// How fast an inventory is worked off where trading moves the price and holding carries risk.
///
/// N equal steps of length t over the horizon T, permanent impact γ, temporary impact ε + η v:
///
///     x_j = X sinh(κ (T − t_j))/sinh(κ T),   2/t² (cosh(κ t) − 1) = λ σ²/(η − γ t/2)
///
/// λ = 0 works it off at a constant rate (TWAP).
///
/// Source: R. Almgren, N. Chriss, "Optimal execution of portfolio transactions", Journal of Risk
/// 3(2), 2001, 5–39.
public struct AlmgrenChriss: Sendable, Equatable {
  /// κ (per unit of time): 1/κ is the time in which holdings fall by e.
  public let urgency: Double
  /// T.
  public let horizon: Double
  private let decayOverHorizon: Double

  /// The schedule of a given urgency κ ≥ 0 over the time `horizon` > 0.
  public init(urgency: Double, horizon: Double) {
    self.urgency = urgency
    self.horizon = horizon
    decayOverHorizon = -Double.expMinusOne(-2 * urgency * horizon)
  }

  /// The schedule of the model's own parameters; `nil` where η − γ t/2 or t is not positive or a
  /// number is negative.
  ///
  /// - Parameters:
  ///   - riskAversion: λ ≥ 0.
  ///   - sigma: σ ≥ 0, the volatility of the price.
  ///   - temporaryImpact: η > 0.
  ///   - permanentImpact: γ ≥ 0.
  ///   - horizon: T > 0.
  ///   - steps: N > 0.
  public init?(
    riskAversion: Double, sigma: Double, temporaryImpact: Double, permanentImpact: Double,
    horizon: Double, steps: Int
  ) {
    guard steps > 0, horizon > 0, riskAversion >= 0, sigma >= 0, permanentImpact >= 0 else {
      return nil
    }
    let step = horizon / Double(steps)
    let impact = temporaryImpact - permanentImpact * step / 2
    guard impact > 0 else { return nil }
    let ratio = riskAversion * sigma * sigma / impact
    // cosh(x) − 1 = 2 sinh(x/2)², which keeps its digits where κ is small.
    self.init(
      urgency: 2 / step * Double.asinh(step / 2 * Double.sqrt(ratio)), horizon: horizon)
  }

  /// The share of the start's inventory still held `elapsed` after it, 1 down to 0.
  public func remainingShare(elapsed: Double) -> Double {
    let left = min(max(horizon - elapsed, 0), horizon)
    guard urgency > 0, decayOverHorizon > 0 else { return left / horizon }
    // sinh(κ l)/sinh(κ T) without overflow.
    return Double.exp(-urgency * (horizon - left)) * -Double.expMinusOne(-2 * urgency * left)
      / decayOverHorizon
  }

  /// Holdings x_0 … x_N of an inventory of `quantity`.
  public func holdings(of quantity: Double, steps: Int) -> [Double] {
    (0...max(steps, 1)).map {
      quantity * remainingShare(elapsed: horizon * Double($0) / Double(max(steps, 1)))
    }
  }
}
