import MarketData

/// Who took the liquidity of a print where the data does not say.
extension Engine {
  /// Applies a print and sends it with the side that is inferred for it.
  @inline(never)
  mutating func processInferring(_ event: MarketEvent, tradesAreObserved: Bool) {
    var event = event
    event.kind = inferredKind(of: event)
    process(event)
    send(event, tradesAreObserved: tradesAreObserved)
  }

  /// The kind of a print by the quote rule and, at the mid or without a book, the tick rule
  /// (Lee and Ready 1991): at or beyond a side of the book before the print it took that side;
  /// between them it took the nearer one.
  private mutating func inferredKind(of event: MarketEvent) -> MarketEvent.Kind {
    guard event.kind == .unknownTrade else { return event.kind }
    let byTick = tickRule.kind(at: event.price)
    if let byQuote = kindByQuote(at: event.price) {
      totals.sidesInferredByQuote += 1
      return byQuote
    }
    if byTick == .unknownTrade {
      totals.sidesNotInferred += 1
    } else {
      totals.sidesInferredByTick += 1
    }
    return byTick
  }

  private mutating func kindByQuote(at price: Int64) -> MarketEvent.Kind? {
    let (takesAsk, takesBid) = (price >= book.oppositeKey(of: .buy), price <= book.bid.key)
    // In a locked or crossed book a price can be at both.
    if takesAsk != takesBid { return takesAsk ? .buyTrade : .sellTrade }
    guard book.isTwoSided, !takesAsk else { return nil }
    let distance = 2 * price - book.doubledMid
    return distance == 0 ? nil : distance > 0 ? .buyTrade : .sellTrade
  }
}

/// The tick rule: a print above the last one at another price is a buyer's, one below a seller's.
struct TickRule: BitwiseCopyable {
  private var last: Int64 = 0
  private var hasLast = false
  private var direction = MarketEvent.Kind.unknownTrade

  /// The side of a print at `price`, and takes note of it.
  mutating func kind(at price: Int64) -> MarketEvent.Kind {
    if hasLast, price != last { direction = price > last ? .buyTrade : .sellTrade }
    last = price
    hasLast = true
    return direction
  }
}
