/// Reward per unit of risk of a series of profits.
///
/// Profits are PnL per period, in money; the ratios have no unit and belong to that period: none
/// is annualised and no riskless rate is subtracted. Complexity: O(n).
public enum Ratios {
  /// The Sharpe ratio mean / standard deviation, standard deviation with n - 1.
  ///
  /// W. F. Sharpe, The Journal of Portfolio Management 21 (1994), doi:10.3905/jpm.1994.409501.
  /// Undefined for fewer than two periods and where all profits are equal.
  public static func sharpe(_ profits: [Double]) -> Measured<Double> {
    Moments.of(profits).flatMap { moments in
      moments.standardDeviation.flatMap {
        $0 > 0 ? .finite(moments.mean / $0) : .failure(.noVariation)
      }
    }
  }

  /// The Sortino ratio mean / sqrt(mean(min(x, 0)²)), its target being zero.
  ///
  /// The mean of squares runs over all periods, gains counting as 0 (F. A. Sortino and L. N. Price,
  /// The Journal of Investing 3 (1994), doi:10.3905/joi.3.3.59). Undefined for an empty series and
  /// where no period lost.
  public static func sortino(_ profits: [Double]) -> Measured<Double> {
    Moments.of(profits).flatMap { moments in
      // Scaled by the largest loss so that squares neither overflow nor vanish.
      let scale = -(profits.min() ?? 0)
      guard scale > 0 else { return .failure(.noLosses) }
      var squares = DoubleDouble.zero
      for profit in profits where profit < 0 {
        squares += .product(profit / scale, profit / scale)
      }
      let downside = scale * (squares.high / Double(profits.count)).squareRoot()
      return .finite(moments.mean / downside)
    }
  }
}
