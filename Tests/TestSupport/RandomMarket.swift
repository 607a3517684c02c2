public import MarketData

/// Small nasty markets: equal timestamps, gaps, trade-throughs, crossed and one-sided quotes.
public enum RandomMarket {
  /// A market of `count` events determined by `seed`, about `spacing` ns apart.
  public static func events(
    seed: UInt64, count: Int, spacing: Int64 = 20_000_000, maximumLatency: Int64 = 30_000_000
  ) -> [MarketEvent] {
    var random = SplitMix64(seed: seed)
    var events: [MarketEvent] = []
    var time: Int64 = 1_700_000_000_000_000_000
    var arrivals: [Int64] = [0, 0]
    var bid: Int64 = 1_000
    var ask: Int64 = 1_002
    for index in 0..<count {
      if !random.oneIn(4) { time += random.integer(0...(2 * spacing)) }
      if random.oneIn(60) { time += random.integer(0...(50 * spacing)) }
      let isQuote = index == 0 || random.oneIn(2)
      let source = isQuote ? 0 : 1
      let arrival = max(arrivals[source], time + random.integer(0...maximumLatency))
      arrivals[source] = arrival
      if isQuote {
        move(&bid, &ask, &random)
        let lacksBid = index > 0 && random.oneIn(40)
        let lacksAsk = index > 0 && random.oneIn(40)
        events.append(
          .quote(
            bid: lacksBid ? nil : (bid, random.integer(1...9)),
            ask: lacksAsk ? nil : (ask, random.integer(1...9)), exchangeTime: time,
            arrivalTime: arrival, source: 0))
      } else {
        let kind: MarketEvent.Kind =
          random.oneIn(20) ? .unknownTrade : random.oneIn(2) ? .buyTrade : .sellTrade
        let through = random.oneIn(8) ? random.integer(1...5) : 0
        let inside = random.oneIn(10) ? random.integer(1...2) : 0
        let price = kind == .buyTrade ? ask + through - inside : bid - through + inside
        events.append(
          .trade(
            kind, price: price, quantity: random.integer(1...8), exchangeTime: time,
            arrivalTime: arrival, source: 1))
      }
    }
    return inOrder(events)
  }

  private static func move(_ bid: inout Int64, _ ask: inout Int64, _ random: inout SplitMix64) {
    switch random.integer(1...20) {
    case 1...9: break
    case 10...12: (bid, ask) = (bid + 1, ask + 1)
    case 13...15: (bid, ask) = (bid - 1, ask - 1)
    case 16: ask = bid + random.integer(1...6)
    case 17: bid = ask - random.integer(1...6)
    case 18:
      let jump = random.integer(-40...40)
      (bid, ask) = (bid + jump, ask + jump)
    case 19: (bid, ask) = (bid, bid + random.integer(1...80))
    default: if random.oneIn(4) { swap(&bid, &ask) } else { ask = bid + 1 }
    }
    if bid < 100 { (bid, ask) = (500, 501) }
  }

  /// The order in which a timeline yields events: by exchange time, prints first.
  public static func inOrder(_ events: [MarketEvent]) -> [MarketEvent] {
    events.enumerated().sorted { first, second in
      let (a, b) = (first.element, second.element)
      if a.exchangeTime != b.exchangeTime { return a.exchangeTime < b.exchangeTime }
      if a.kind.isTrade != b.kind.isTrade { return a.kind.isTrade }
      return first.offset < second.offset
    }.map(\.element)
  }
}
