import MarketData

/// The best price and size of each side of one book, by mirrored keys.
struct TopOfBook: BitwiseCopyable {
  struct Best: BitwiseCopyable, Equatable {
    /// The mirrored price, or `RestingOrders.noKey` where the side is empty.
    var key = RestingOrders.noKey
    /// The displayed size (lots).
    var size: Int64 = 0

    var isEmpty: Bool { key == RestingOrders.noKey }
  }

  var bid = Best()
  var ask = Best()
  /// Twice the last two-sided mid (half ticks), once there was one.
  var doubledMid: Int64 = 0
  var hasMid = false

  var isTwoSided: Bool { !bid.isEmpty && !ask.isEmpty }

  @inline(__always)
  subscript(side: Side) -> Best { side == .buy ? bid : ask }

  /// The opposite best as a key of `side`: an order of `side` at or above it crosses. Where the
  /// opposite side is empty, a key above every price.
  @inline(__always)
  func oppositeKey(of side: Side) -> Int64 {
    side == .buy ? -ask.key : -bid.key
  }

  /// Takes over the quote in `event`.
  @inline(__always)
  mutating func update(with event: MarketEvent) {
    bid = event.hasBid ? Best(key: event.price, size: event.quantity) : Best()
    ask = event.hasAsk ? Best(key: -event.askPrice, size: event.askQuantity) : Best()
    if event.hasBid && event.hasAsk {
      doubledMid = event.price + event.askPrice
      hasMid = true
    }
  }
}
