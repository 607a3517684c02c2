internal import RealModule

/// ln(1 + x) / x for x ≥ 0, and its limit 1 at x = 0.
///
/// The term (1/γ) ln(1 + γ/k) of the market-making models is this function of γ/k times 1/k. It
/// stays accurate as the risk aversion γ goes to 0, where a plain logarithm loses every digit.
func log1pRatio(_ x: Double) -> Double {
  x == 0 ? 1 : Double.log(onePlus: x) / x
}
