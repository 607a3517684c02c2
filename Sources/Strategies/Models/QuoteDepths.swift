/// How far a model wants its quotes from the mid, in price units: bid = mid − `bid`,
/// ask = mid + `ask`. Negative where the quote lies on the other side of the mid.
public struct QuoteDepths: Sendable, Equatable {
  /// Mid − bid (price units).
  public var bid: Double
  /// Ask − mid (price units).
  public var ask: Double

  /// Depths of the two quotes.
  public init(bid: Double, ask: Double) {
    self.bid = bid
    self.ask = ask
  }

  /// Bid plus ask depth: the distance between the two quotes (price units).
  public var spread: Double { bid + ask }

  /// How far the middle of the two quotes lies above the mid (price units).
  public var shift: Double { (ask - bid) / 2 }
}
