public import MarketData

/// Small nasty books of many levels: messages of several parts, of changes or showing the book, and
/// prints, some of them without a side.
public enum RandomDepth {
  /// How a random source shows its book.
  public enum Source: Sendable, CaseIterable {
    /// By changes, with a snapshot now and then.
    case changes
    /// By its best levels alone.
    case bestLevels
  }

  /// A market of `count` messages and prints determined by `seed`.
  public static func events(
    seed: UInt64, count: Int, source: Source = .changes, maximumLatency: Int64 = 30_000_000
  ) -> [MarketEvent] {
    var random = SplitMix64(seed: seed)
    var events: [MarketEvent] = []
    var time: Int64 = 1_700_000_000_000_000_000
    var arrivals: [Int64] = [0, 0]
    var middle: Int64 = 1_000
    for index in 0..<count {
      if !random.oneIn(4) { time += random.integer(0...40_000_000) }
      if random.oneIn(12) { middle = max(200, middle + random.integer(-4...4)) }
      let isMessage = index == 0 || !random.oneIn(3)
      let place = isMessage ? 0 : 1
      arrivals[place] = max(arrivals[place], time + random.integer(0...maximumLatency))
      if isMessage {
        events += message(
          isFirst: index == 0, around: middle, source, &random, time, arrivals[place])
      } else {
        events.append(print(around: middle, &random, time, arrivals[place]))
      }
    }
    return RandomMarket.inOrder(events)
  }

  private static func message(
    isFirst: Bool, around middle: Int64, _ source: Source, _ random: inout SplitMix64,
    _ time: Int64, _ arrival: Int64
  ) -> [MarketEvent] {
    let isSnapshot = isFirst || source == .bestLevels || random.oneIn(25)
    var parts: [MarketEvent] = []
    let levels = isSnapshot ? random.integer(1...6) : random.integer(1...4)
    for level in 0..<levels {
      var part = MarketEvent(
        exchangeTime: time, arrivalTime: arrival, price: 0, quantity: 0, askPrice: 0,
        askQuantity: 0, kind: .book, hasBid: false, hasAsk: false, source: 0)
      let away = isSnapshot ? level : random.integer(-2...7)
      if isFirst || !random.oneIn(3) {
        part.hasBid = true
        part.price = middle - away
        part.quantity = isSnapshot || !random.oneIn(3) ? random.integer(1...9) : 0
      }
      if isFirst || !part.hasBid || random.oneIn(2) {
        part.hasAsk = true
        part.askPrice = middle + 1 + (isSnapshot ? level : random.integer(-2...7))
        part.askQuantity = isSnapshot || !random.oneIn(3) ? random.integer(1...9) : 0
      }
      if isSnapshot { part.flags.insert(.snapshot) }
      if source == .bestLevels { part.flags.insert(.bestLevelsOnly) }
      parts.append(part)
    }
    parts[0].flags.insert(.startsMessage)
    if !isFirst, random.oneIn(60) { parts[0].flags.insert(.clearsBook) }
    parts[parts.count - 1].flags.insert(.endsMessage)
    return parts
  }

  private static func print(
    around middle: Int64, _ random: inout SplitMix64, _ time: Int64, _ arrival: Int64
  ) -> MarketEvent {
    let kind: MarketEvent.Kind =
      random.oneIn(10) ? .unknownTrade : random.oneIn(2) ? .buyTrade : .sellTrade
    var event = MarketEvent.trade(
      kind, price: middle + random.integer(-2...3), quantity: random.integer(1...8),
      exchangeTime: time, arrivalTime: arrival, source: 1)
    if kind == .unknownTrade, random.oneIn(2) { event.flags.insert(.infersSide) }
    return event
  }
}
