import TestSupport
import Testing

@testable import MarketData

/// The lag of the book, against a search of every touch for every print.
struct BookLagTests {
  @Test("on random markets it is what a search of all touches finds", arguments: 1..<80)
  func search(seed: UInt64) throws {
    let events = RandomMarket.events(
      seed: seed, count: 250, spacing: seed % 3 == 0 ? 400_000_000 : 20_000_000)
    var measurement = BookLagMeasurement()
    var touch: Touch?
    var touches: [Touch] = []
    // What is expected, by search: for each print the first touch of its instant or later.
    var (compared, outside, notFollowed): (Int, Int, Int) = (0, 0, 0)
    var lags: [Int64] = []
    // Prints go before the touches of their instant.
    let ordered = events.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      return (one.exchangeTime, one.kind.isTrade ? 0 : 1, left.offset)
        < (other.exchangeTime, other.kind.isTrade ? 0 : 1, right.offset)
    }.map(\.element)
    for event in ordered where event.kind == .quote {
      touches.append(
        Touch(
          time: event.exchangeTime, bid: event.hasBid ? event.price : nil,
          ask: event.hasAsk ? event.askPrice : nil))
    }
    for event in ordered {
      if event.kind == .quote {
        let next = Touch(
          time: event.exchangeTime, bid: event.hasBid ? event.price : nil,
          ask: event.hasAsk ? event.askPrice : nil)
        measurement.follow(next)
        touch = next
        continue
      }
      guard let touch else { continue }
      let isBuy: Bool? = event.kind == .unknownTrade ? nil : event.kind == .buyTrade
      measurement.add(price: event.price, isBuy: isBuy, at: event.exchangeTime, after: touch)
      guard let bid = touch.bid, let ask = touch.ask else { continue }
      compared += 1
      guard event.price > ask || event.price < bid else { continue }
      outside += 1
      let takesAsks = event.price > ask
      guard isBuy == nil || isBuy == takesAsks else { continue }
      let first = touches.first { later in
        later.time >= event.exchangeTime
          && (takesAsks
            ? later.ask.map { $0 >= event.price } ?? true
            : later.bid.map { $0 <= event.price } ?? true)
      }
      if let first, first.time - event.exchangeTime <= 10_000_000_000 {
        lags.append(first.time - event.exchangeTime)
      } else {
        notFollowed += 1
      }
    }
    let lag = try #require(measurement.result)
    #expect(lag.compared == compared && lag.outside == outside)
    #expect(lag.followed == lags.count && lag.notFollowed == notFollowed)
    let sorted = lags.sorted()
    for quantile in lag.quantiles {
      let rank = Int((quantile.level * Double(sorted.count)).rounded(.up))
      #expect(quantile.value == sorted[max(1, rank) - 1])
    }
    #expect(lag.quantiles.isEmpty == lags.isEmpty)
  }
}
