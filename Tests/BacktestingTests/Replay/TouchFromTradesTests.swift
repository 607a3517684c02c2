import MarketData
import TestSupport
import Testing

@testable import Backtesting

@Suite("A touch made of prints")
struct TouchFromTradesTests {
  private func events(_ stream: any EventStream) throws -> [MarketEvent] {
    var all: [MarketEvent] = []
    var batch: [MarketEvent] = []
    while try stream.nextBatch(into: &batch) {
      #expect(!batch.isEmpty)
      all += batch
    }
    return all
  }

  private func print(
    _ kind: MarketEvent.Kind, _ price: Int64, at time: Int64, instrument: UInt8 = 0
  ) -> MarketEvent {
    var event = MarketEvent.trade(
      kind, price: price, quantity: price % 7 + 1, exchangeTime: time, arrivalTime: time + 5)
    event.instrument = instrument
    return event
  }

  @Test("a print stands on its own side, the last of an instant alone, after all of them")
  func sides() throws {
    let tape = [
      print(.buyTrade, 100, at: 1), print(.sellTrade, 98, at: 2), print(.buyTrade, 101, at: 2),
      print(.unknownTrade, 101, at: 3), print(.unknownTrade, 99, at: 4),
      print(.unknownTrade, 99, at: 5),
    ]
    let all = try events(TouchFromTrades(InMemoryEventStream(tape), spreads: [3]))
    #expect(all.filter { $0.kind.isTrade } == tape)
    let quotes = all.filter { $0.kind == .quote }
    #expect(quotes.map(\.exchangeTime) == [1, 2, 3, 4, 5])
    #expect(quotes.map(\.price) == [97, 98, 98, 99, 99])
    #expect(quotes.allSatisfy { $0.askPrice == $0.price + 3 && $0.hasBid && $0.hasAsk })
    #expect(quotes.map(\.quantity) == [100, 101, 101, 99, 99].map { $0 % 7 + 1 })
    for (before, after) in zip(all, all.dropFirst()) where before.exchangeTime == after.exchangeTime
    {
      #expect(before.kind.isTrade || !after.kind.isTrade)
    }
  }

  @Test("instruments with a book of their own are left alone", arguments: 0..<20)
  func others(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var time: Int64 = 0
    let tape = (0..<200).map { _ in
      time += Int64.random(in: 0...2, using: &random)
      return print(
        Bool.random(using: &random) ? .buyTrade : .sellTrade,
        Int64.random(in: 90...110, using: &random), at: time,
        instrument: UInt8.random(in: 0...1, using: &random))
    }
    let all = try events(TouchFromTrades(InMemoryEventStream(tape), spreads: [nil, 2]))
    #expect(all.filter { $0.kind.isTrade } == tape)
    let quotes = all.filter { $0.kind == .quote }
    #expect(quotes.allSatisfy { $0.instrument == 1 })
    let instants = Set(tape.filter { $0.instrument == 1 }.map(\.exchangeTime))
    #expect(quotes.map(\.exchangeTime) == instants.sorted())
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.exchangeTime <= $1.exchangeTime })
  }
}
