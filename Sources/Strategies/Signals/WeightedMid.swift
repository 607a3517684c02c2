public import Backtesting

/// The mid weighted by what is shown at the other side of the touch, and the imbalance behind it.
///
///     I = Q_b/(Q_b + Q_a),    weighted mid = P_b (1 − I) + P_a I
///
/// Source: as in S. Stoikov, "The micro-price", Quantitative Finance 18(12), 2018, 1959–1966.
public enum WeightedMid {
  /// I, 0 to 1; 1/2 where nothing is shown.
  public static func imbalance(bidQuantity: Double, askQuantity: Double) -> Double {
    let total = bidQuantity + askQuantity
    return total > 0 ? bidQuantity / total : 0.5
  }

  /// The weighted mid in the unit of the prices.
  public static func price(
    bid: Double, ask: Double, bidQuantity: Double, askQuantity: Double
  ) -> Double {
    let imbalance = imbalance(bidQuantity: bidQuantity, askQuantity: askQuantity)
    return bid * (1 - imbalance) + ask * imbalance
  }

  /// How far the weighted mid of `view` lies above its mid (ticks).
  public static func shift(_ view: MarketView) -> Double {
    price(
      bid: view.bid, ask: view.ask, bidQuantity: view.bidQuantity, askQuantity: view.askQuantity)
      - (view.bid + view.ask) / 2
  }
}
