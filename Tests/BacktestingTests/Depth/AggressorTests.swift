import Backtesting
import MarketData
import TestSupport
import Testing

/// Who took the liquidity where the data does not say: a bid and an ask of the lane rest where only
/// the inferred side can fill them.
struct AggressorTests {
  static let second: Int64 = 1_000_000_000
  static let start: Int64 = 1_700_000_000 * second

  /// The touch before the print, earlier prints, the print, and whose side it is inferred to be.
  struct Case: CustomTestStringConvertible {
    var bid: Int64?
    var ask: Int64?
    var earlier: [Int64] = []
    var price: Int64
    var side: Side?
    var isByQuote: Bool
    var testDescription: String { "\(price) after \(earlier), touch \(bid ?? 0) \(ask ?? 0)" }
  }

  static let cases = [
    Case(bid: 100, ask: 104, price: 104, side: .buy, isByQuote: true),
    Case(bid: 100, ask: 104, price: 107, side: .buy, isByQuote: true),
    Case(bid: 100, ask: 104, price: 100, side: .sell, isByQuote: true),
    Case(bid: 100, ask: 104, price: 93, side: .sell, isByQuote: true),
    Case(bid: 100, ask: 104, price: 103, side: .buy, isByQuote: true),
    Case(bid: 100, ask: 104, price: 101, side: .sell, isByQuote: true),
    // At the mid the last other price tells.
    Case(bid: 100, ask: 104, earlier: [100], price: 102, side: .buy, isByQuote: false),
    Case(bid: 100, ask: 104, earlier: [104], price: 102, side: .sell, isByQuote: false),
    Case(bid: 100, ask: 104, earlier: [101, 102, 102], price: 102, side: .buy, isByQuote: false),
    Case(bid: 100, ask: 104, price: 102, side: nil, isByQuote: false),
    // One side alone tells of prints at it or beyond.
    Case(bid: nil, ask: 104, price: 104, side: .buy, isByQuote: true),
    Case(bid: nil, ask: 104, price: 103, side: nil, isByQuote: false),
    Case(bid: 100, ask: nil, price: 99, side: .sell, isByQuote: true),
    Case(bid: 100, ask: nil, earlier: [99], price: 101, side: .buy, isByQuote: false),
    // In locked and crossed books a price can be at both sides.
    Case(bid: 102, ask: 102, earlier: [101], price: 102, side: .buy, isByQuote: false),
    Case(bid: 104, ask: 100, earlier: [105], price: 102, side: .sell, isByQuote: false),
    Case(bid: 104, ask: 100, price: 105, side: .buy, isByQuote: true),
  ]

  @Test(arguments: cases)
  func inferred(_ one: Case) throws {
    func quote(_ bid: Int64?, _ ask: Int64?, after: Int64) -> MarketEvent {
      .quote(
        bid: bid.map { ($0, 5) }, ask: ask.map { ($0, 5) },
        exchangeTime: Self.start + after * Self.second,
        arrivalTime: Self.start + after * Self.second)
    }
    func print(_ price: Int64, after: Int64) -> MarketEvent {
      var event = MarketEvent.trade(
        .unknownTrade, price: price, quantity: 1,
        exchangeTime: Self.start + after * Self.second,
        arrivalTime: Self.start + after * Self.second, source: 1)
      event.flags.insert(.infersSide)
      return event
    }
    var events = [quote(50, 150, after: 0)]
    // Earlier prints leave the two orders alone: they come before them.
    for (place, price) in one.earlier.enumerated() {
      events.append(print(price, after: 1 + Int64(place)))
    }
    events.append(quote(one.bid, one.ask, after: 20))
    events.append(print(one.price, after: 21))
    var settings = LaneSettings(name: "lane")
    settings.assumptions.model = .touch
    settings.assumptions.bookCrossing = false
    settings.assumptions.crossing = .reject
    let placed = Self.start + 10 * Self.second
    // Only the touch of the beginning is known, and the order prices lie inside it.
    let lane = TestLane(
      script: [
        ScriptAction(
          time: placed, kind: .place, order: 1, side: .buy, price: one.price, quantity: 1),
        ScriptAction(
          time: placed, kind: .place, order: 2, side: .sell, price: one.price, quantity: 1),
      ], settings)
    let (result, sink) = try replay(events, [lane])
    #expect(sink.fills.map(\.side) == (one.side.map { [$0.opposite] } ?? []))
    let count = Int64(one.earlier.count)
    #expect(
      result.sidesInferredByQuote + result.sidesInferredByTick + result.sidesNotInferred
        == count + 1)
    #expect(result.tradesWithoutSide == result.sidesNotInferred)
    // Earlier prints meet a touch of 50 and 150: all but those at 100 are told by the nearer side.
    let earlier = Int64(one.earlier.filter { $0 != 100 }.count)
    #expect(result.sidesInferredByQuote == earlier + (one.isByQuote ? 1 : 0))
  }
}
