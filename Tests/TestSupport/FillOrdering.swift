public import Backtesting
public import MarketData

/// Comparing the fills of one set of orders under two assumptions.
public enum FillOrdering {
  /// Whether at no moment, on either side, more has been filled in `harsh` than in `mild`; both in
  /// order of time.
  public static func isDominated(_ harsh: [FillRecord], by mild: [FillRecord]) -> Bool {
    [Side.buy, .sell].allSatisfy { side in
      var others = mild.filter { $0.side == side }[...]
      var ahead: Int64 = 0
      for fill in harsh where fill.side == side {
        while let next = others.first, next.time <= fill.time {
          ahead += next.quantity
          others = others.dropFirst()
        }
        ahead -= fill.quantity
        if ahead < 0 { return false }
      }
      return true
    }
  }
}
