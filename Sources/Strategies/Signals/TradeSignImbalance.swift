public import Backtesting
internal import MarketData

/// The share by which recent aggressive buying exceeds aggressive selling: −1 to 1.
///
/// Prints whose aggressor the data does not say count for neither.
public struct TradeSignImbalance: Sendable, Equatable {
  private var bought: DecayingSum
  private var sold: DecayingSum

  /// A signal that forgets with the half-life (seconds, greater than 0).
  public init(halfLife: Double) {
    bought = DecayingSum(halfLife: halfLife)
    sold = DecayingSum(halfLife: halfLife)
  }

  /// Takes note of a print as it arrives; times must not decrease.
  public mutating func observe(_ trade: MarketTrade) {
    switch trade.aggressor {
    case .buy: bought.add(Double(trade.quantity), at: trade.time)
    case .sell: sold.add(Double(trade.quantity), at: trade.time)
    case nil: break
    }
  }

  /// (bought − sold)/(bought + sold) at `time`; 0 before the first print.
  public func value(at time: Int64) -> Double {
    let (buys, sells) = (bought.value(at: time), sold.value(at: time))
    let total = buys + sells
    return total > 0 ? (buys - sells) / total : 0
  }
}
