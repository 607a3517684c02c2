import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// What an immediate order pays beyond the displayed depth.
struct ImpactTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var impact: Impact
    var side = Side.buy
    var quantity: Int64 = 12
    var limit: Int64?
    var bid: Int64 = 1000
    var fills: [String]
    var testDescription: String { name }
  }

  /// Five lots are displayed on each side, two ticks apart.
  static let cases = [
    Case(name: "none", impact: .none, fills: ["1002 5"]),
    // 7 × 0.5 = 3.5 ticks, rounded up to 4.
    Case(name: "linear", impact: .linear(perLot: 0.5), fills: ["1002 5", "1006 7"]),
    Case(
      name: "linear sale", impact: .linear(perLot: 0.5), side: .sell, fills: ["1000 5", "996 7"]),
    // 2 × √7 = 5.29 ticks.
    Case(
      name: "square root", impact: .squareRoot(perRootLot: 2), fills: ["1002 5", "1008 7"]),
    // 3 × √4 = 6 ticks exactly.
    Case(
      name: "whole ticks", impact: .squareRoot(perRootLot: 3), quantity: 9,
      fills: ["1002 5", "1008 4"]),
    // 0.1 × 30 is 3.0000000000000004 in binary: noise is no fourth tick.
    Case(name: "noise", impact: .linear(perLot: 0.1), quantity: 35, fills: ["1002 5", "1005 30"]),
    // Two ticks are within the limit, hence 4 lots; 3 are cancelled.
    Case(name: "limit", impact: .linear(perLot: 0.5), limit: 1004, fills: ["1002 5", "1004 4"]),
    Case(name: "limit at depth", impact: .linear(perLot: 0.5), limit: 1002, fills: ["1002 5"]),
    Case(name: "limit before depth", impact: .linear(perLot: 0.5), limit: 1001, fills: []),
    Case(name: "enough displayed", impact: .linear(perLot: 9), quantity: 5, fills: ["1002 5"]),
    // A sale does not go below one tick: of a bid of 3, two ticks.
    Case(
      name: "above zero", impact: .linear(perLot: 1), side: .sell, bid: 3, fills: ["3 5", "1 2"]),
    // A price that no number holds is no price.
    Case(name: "out of range", impact: .linear(perLot: 1e30), fills: ["1002 5"]),
  ]

  @Test(arguments: cases) func byHand(_ given: Case) throws {
    let start: Int64 = 1_700_000_000_000_000_000
    var settings = LaneSettings(name: "a")
    settings.assumptions.impact = given.impact
    settings.assumptions.takerFee = FixedDecimal(mantissa: 1, decimals: 2)
    let quote = MarketEvent.quote(
      bid: (given.bid, 5), ask: (given.bid + 2, 5), exchangeTime: start, arrivalTime: start)
    var later = quote
    later.exchangeTime += 1000
    later.arrivalTime += 1000
    let order = ScriptAction(
      time: start, kind: .immediate, order: 1, side: given.side, price: given.limit,
      quantity: given.quantity)
    let (result, sink) = try replay([quote, later], [TestLane(script: [order], settings)])
    #expect(sink.fills.map { "\($0.price) \($0.quantity)" } == given.fills)
    #expect(sink.fills.allSatisfy { $0.cause == .taker && $0.fee > 0 })
    let beyond = sink.fills.dropFirst().map(\.quantity)
    #expect(result.lanes[0].impactFills == Int64(beyond.count))
    #expect(result.lanes[0].impactQuantity == Int128(beyond.reduce(0, +)))
    #expect(result.lanes[0].takerFills == Int64(given.fills.count))
  }

  /// The most lots within a distance are found exactly, and more lots are never cheaper.
  @Test(arguments: [Impact.linear(perLot: 0.37), .squareRoot(perRootLot: 1.9), .linear(perLot: 11)])
  func theMostLotsWithinADistance(_ impact: Impact) {
    var previous: Int64 = 0
    for lots in 1...200 as ClosedRange<Int64> {
      let ticks = impact.ticks(for: lots) ?? -1
      #expect(ticks >= previous && ticks >= 1)
      previous = ticks
    }
    for distance in 0...60 as ClosedRange<Int64> {
      let expected = (0...200).last { $0 == 0 || (impact.ticks(for: $0) ?? .max) <= distance }
      #expect(impact.lots(within: distance, upTo: 200) == expected)
    }
  }

  /// Nothing displayed at all is no price to start from.
  @Test func anEmptySideHasNoPrice() throws {
    let start: Int64 = 1_700_000_000_000_000_000
    var settings = LaneSettings(name: "a")
    settings.assumptions.impact = .linear(perLot: 1)
    settings.assumptions.orderLatency = 10
    let events = [
      MarketEvent.quote(bid: (1000, 5), ask: (1002, 5), exchangeTime: start, arrivalTime: start),
      MarketEvent.quote(bid: (1000, 5), ask: nil, exchangeTime: start + 5, arrivalTime: start + 5),
      MarketEvent.quote(
        bid: (1000, 5), ask: (1002, 5), exchangeTime: start + 15, arrivalTime: start + 15),
    ]
    let order = ScriptAction(time: start, kind: .immediate, order: 1, side: .buy, quantity: 3)
    let (result, sink) = try replay(events, [TestLane(script: [order], settings)])
    #expect(sink.fills.isEmpty)
    #expect(result.lanes[0].finalInventory == 0)
  }
}
