import MarketData

/// The best bid and ask of the simulated book (ticks) and what they display (lots).
struct Touch: Equatable {
  var bid: Int64
  var ask: Int64
  var bidSize: Int64
  var askSize: Int64

  var spread: Int64 { ask - bid }

  /// The price at which a market order of `side` first trades.
  func oppositePrice(of side: Side) -> Int64 { side == .buy ? ask : bid }

  /// The quantity displayed where a market order of `side` first trades.
  func oppositeSize(of side: Side) -> Int64 { side == .buy ? askSize : bidSize }

  /// Puts the level that market orders of `side` trade against at `price` with `size`.
  mutating func setOpposite(of side: Side, price: Int64, size: Int64) {
    if side == .buy {
      ask = price
      askSize = size
    } else {
      bid = price
      bidSize = size
    }
  }
}
