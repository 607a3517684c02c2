import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Rows from the cache come as columns where they can: events and counts must be those of the file.
@Suite("Replay: cached rows")
struct CachedRowsTests {
  /// What two random files are like.
  struct Market: CustomTestStringConvertible, Sendable {
    /// One row in so many is unusual, 0 = none.
    var unusual: Int
    var instrument: Instrument
    var feed: FeedLatency
    var shift: ClockShift
    var testDescription: String { "1 in \(unusual), tick \(instrument.tick), \(feed), \(shift)" }

    static let all: [Market] = [0, 3_000, 200, 20, 3].flatMap { unusual in
      [("0.1", "0.001"), ("0.01", "0.001"), ("0.5", "0.002")].flatMap { tick, lot in
        [FeedLatency.fromData, .constant(7)].map { feed in
          Market(
            unusual: unusual,
            instrument: Instrument(
              symbol: "A", tick: FixedDecimal(tick) ?? .init(mantissa: 1, decimals: 0),
              lot: FixedDecimal(lot) ?? .init(mantissa: 1, decimals: 0)),
            feed: feed, shift: unusual % 2 == 0 ? .given(1_000) : .given(0))
        }
      }
    }
  }

  @Test("they become what the rows of the file become", arguments: Market.all)
  func sameAsFile(_ market: Market) throws {
    let fixture = try ReplayFixture()
    var random = SplitMix64(seed: UInt64(market.unusual) &+ 5)
    for round in 0..<3 {
      let quotes = try fixture.source(
        Self.quotes(market, &random), named: "q\(round).csv", format: "tardis/book_ticker")
      let trades = try fixture.source(
        Self.trades(market, &random), named: "t\(round).csv", format: "tardis/trades")
      let caches = quotes.files[0] + ".caches"
      let cache = TickCache(folder: caches, smallestFile: 0) { _ in }
      for sources in [[quotes, trades], [trades, quotes], [quotes]] {
        let plain = try replay(sources, market, nil)
        for _ in 0..<2 {
          let cached = try replay(sources, market, cache)
          let difference = zip(plain.events, cached.events).enumerated().first { $1.0 != $1.1 }
          #expect(difference == nil)
          #expect(plain.events.count == cached.events.count)
          #expect(plain.statistics == cached.statistics && plain.rejects == cached.rejects)
        }
        if market.unusual == 0 { #expect(plain.rejects.isEmpty) }
      }
    }
  }

  private struct Outcome {
    var events: [MarketEvent]
    var statistics: [SourceStatistics]
    /// By source: how they interleave depends on how files are read.
    var rejects: [Int: [RejectedRow]]
  }

  private func replay(
    _ sources: [SourceSpecification], _ market: Market, _ cache: TickCache?
  ) throws -> Outcome {
    var rejects: [Int: [RejectedRow]] = [:]
    let timeline = try Timeline(
      sources: sources, instruments: [market.instrument],
      clock: ClockSettings(feed: market.feed, shift: market.shift),
      rejectPolicy: .reject(.count(1_000_000)), cache: cache
    ) { row, source in rejects[source, default: []].append(row) }
    let events = try timeline.all()
    return Outcome(events: events, statistics: timeline.statistics, rejects: rejects)
  }

  private static func times(
    _ market: Market, _ time: inout Int, _ random: inout SplitMix64
  ) -> (exchange: Int, arrival: Int, isUnusual: Bool) {
    let isUnusual = market.unusual > 0 && Int.random(in: 0..<market.unusual, using: &random) == 0
    // Many rows share a time, and so do rows of both files.
    if Int.random(in: 0..<3, using: &random) > 0 {
      time += Int.random(in: 0..<4, using: &random) * 1_000
    }
    return (time, time + Int.random(in: 1...900, using: &random) * 10, isUnusual)
  }

  private static func quotes(_ market: Market, _ random: inout SplitMix64) -> String {
    var text =
      "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
    var (time, price) = (ReplayFixture.base, 4_000)
    for _ in 0..<20_000 {
      var (exchange, arrival, isUnusual) = times(market, &time, &random)
      price += Int.random(in: -1...1, using: &random)
      var bid = "\(price / 2).\(price % 2 * 5)"
      var ask = "\((price + 1) / 2).\((price + 1) % 2 * 5)"
      var amount = "0.\(Int.random(in: 1...49, using: &random) * 2 + 100)"
      if isUnusual {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: bid = ""
        case 1: amount = "0"
        case 2: ask = bid
        case 3: (bid, ask) = (ask, bid)
        case 4: bid += "3"
        case 5: exchange -= 20_000
        case 6: arrival = exchange
        default: arrival += 400_000
        }
      }
      text += "x,A,\(exchange),\(arrival),\(amount),\(ask),\(bid),\(amount)\n"
    }
    return text
  }

  private static func trades(_ market: Market, _ random: inout SplitMix64) -> String {
    var text = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    var time = ReplayFixture.base
    for index in 0..<9_000 {
      var (exchange, arrival, isUnusual) = times(market, &time, &random)
      var side = ["buy", "sell"][Int.random(in: 0..<2, using: &random)]
      var price = "\(Int.random(in: 1_990...2_010, using: &random))"
      if isUnusual {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: side = "unknown"
        case 1: price = "-\(price)"
        case 2: price += ".07"
        case 3: exchange -= 9_000
        case 4: arrival = exchange
        default: arrival += 800_000
        }
      }
      text += "x,A,\(exchange),\(arrival),\(index),\(side),\(price),0.\(100 + index % 50 * 2)\n"
    }
    return text
  }
}
