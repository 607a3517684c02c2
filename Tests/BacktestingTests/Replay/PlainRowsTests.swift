import MarketData
import TestSupport
import Testing

@testable import Backtesting

@Suite("Replay: runs of plain rows")
struct PlainRowsTests {
  /// What a stream of records is like.
  struct Stream: CustomTestStringConvertible, Sendable {
    var format: String
    /// One row in so many is unusual, 0 = none.
    var unusual: UInt64
    var tick: FixedDecimal
    var feed: FeedLatency
    var testDescription: String { "\(format), 1 in \(unusual), \(tick), \(feed)" }

    static let all: [Stream] = ["tardis/book_ticker", "tardis/trades", "tardis/quotes"].flatMap {
      format in
      [0, 400, 40, 4].flatMap { unusual in
        [FixedDecimal(mantissa: 1, decimals: 2), FixedDecimal(mantissa: 5, decimals: 1)].flatMap {
          tick in
          [FeedLatency.fromData, .constant(7)].map { feed in
            Stream(format: format, unusual: unusual, tick: tick, feed: feed)
          }
        }
      }
    }
  }

  /// What came of a stream.
  private struct Outcome {
    var events: [MarketEvent] = []
    var failures: [String] = []
    var statistics = FileStatistics(file: "", bytes: 0)
    var quarters: [Int64] = []
    var negativeLatency: Int?
  }

  @Test("they become the events that the rows become one by one", arguments: Stream.all)
  func differential(_ stream: Stream) throws {
    var random = SplitMix64(seed: 11 + stream.unusual)
    for _ in 0..<20 {
      let count = Int.random(in: 1...2_000, using: &random)
      let records = Self.records(count, of: stream, &random)
      let seed = random.next()
      let one = try outcome(records, stream, looksForPlainRows: false, seed: seed)
      let runs = try outcome(records, stream, looksForPlainRows: true, seed: seed)
      // Told apart, for what fails would otherwise print thousands of events.
      let difference = zip(one.events, runs.events).enumerated().first { $1.0 != $1.1 }
      #expect(difference == nil)
      let hasSameEvents = one.events == runs.events
      #expect(hasSameEvents)
      #expect(one.failures == runs.failures && one.negativeLatency == runs.negativeLatency)
      #expect(one.statistics == runs.statistics && one.quarters == runs.quarters)
      if stream.unusual == 0 { #expect(one.events.count == count) }
    }
  }

  @Test("plain rows are found where there are some")
  func finds() throws {
    var random = SplitMix64(seed: 5)
    for stream in Stream.all where stream.unusual == 0 {
      var converter = try converter(stream)
      var events: [MarketEvent] = []
      let count = Self.records(200, of: stream, &random).withUnsafeBufferPointer {
        converter.convertPlain($0, from: 0, into: &events)
      }
      #expect(count == 200 && events.count == 200)
    }
  }

  @Test(
    "decimals of one scale are on the grid as they are one by one",
    arguments: [(1, 0), (1, 2), (5, 1), (25, 2), (3, 0), (7, 3), (96, 1), (1, 18), (9, 17)])
  func scale(_ mantissa: Int64, _ decimals: UInt8) {
    let grid = DecimalGrid(step: FixedDecimal(mantissa: mantissa, decimals: decimals))
    var random = SplitMix64(seed: UInt64(mantissa))
    let limit: Int64 = 1 << 53
    for digits in UInt8(0)...18 {
      let scale = GridScale(grid, decimals: digits, limit: limit)
      for _ in 0..<500 {
        let bits = Int64.random(in: 0...63, using: &random)
        var number = Int64(truncatingIfNeeded: random.next() >> UInt64(bits))
        if random.next() % 2 == 0 { number = number / mantissa &* mantissa }
        let exact = grid.steps(number, decimals: digits)
        let steps = scale.steps(number, isWhole: scale.isWhole)
        if steps >= 0 {
          #expect(steps == exact && steps < limit)
        } else if number >= 0, let exact, exact < 1 << 20, scale.reaches(number) {
          Issue.record("\(number) of \(digits) decimals is on the grid")
        }
      }
    }
  }

  // MARK: - Streams

  private func converter(_ stream: Stream) throws -> RowConverter {
    var format = try #require(TickFormat.named(stream.format))
    if stream.unusual == 40 { format.equalTimesMeanNoExchangeTime = true }
    let instrument = Instrument(
      symbol: "A", tick: stream.tick, lot: FixedDecimal(mantissa: 1, decimals: 3))
    return try RowConverter(
      SourceSpecification(format: format, files: []), instrument: instrument,
      clock: ClockSettings(feed: stream.feed), shift: 3, source: 2)
  }

  private func outcome(
    _ records: [TickRecord], _ stream: Stream, looksForPlainRows: Bool, seed: UInt64
  ) throws -> Outcome {
    var random = SplitMix64(seed: seed)
    var converter = try converter(stream)
    converter.looksForPlainRows = looksForPlainRows
    var outcome = Outcome()
    var start = 0
    while start < records.count, converter.negativeLatency == nil {
      var end = min(records.count, start + Int.random(in: 1...700, using: &random))
      while end < records.count, records[end].flags.contains(.continuesRow) { end += 1 }
      records[start..<end].withUnsafeBufferPointer {
        converter.convert($0, into: &outcome.events)
      }
      outcome.failures += converter.failures.map { "\(start + $0.index) \($0.reason) \($0.slot)" }
      outcome.negativeLatency = converter.negativeLatency.map { start + $0 }
      start = end
    }
    converter.finish(into: &outcome.events)
    outcome.statistics = converter.statistics
    outcome.quarters = converter.drift.quarters
    return outcome
  }

  private static func records(
    _ count: Int, of stream: Stream, _ random: inout SplitMix64
  ) -> [TickRecord] {
    var time: Int64 = 1_700_000_000_000_000_000
    return (0..<count).map { index in
      time += Int64.random(in: 0...2_000, using: &random)
      var record = TickRecord()
      record.line = UInt32(index + 2)
      record.exchangeTime = time
      record.arrivalTime = time + Int64.random(in: 1...5_000, using: &random)
      record.kind = stream.format == "tardis/trades" ? .trade : .quote
      record.side = record.kind == .trade ? UInt8.random(in: 0...2, using: &random) : 2
      record.present = record.kind == .trade ? 0b0011 : 0b1111
      record.priceDecimals = 2
      record.askPriceDecimals = 2
      record.quantityDecimals = 3
      record.askQuantityDecimals = 3
      record.price = 50 * Int64.random(in: 1_000...1_010, using: &random)
      record.askPrice = 50 * Int64.random(in: 1_000...1_010, using: &random)
      record.quantity = Int64.random(in: 1...9_999, using: &random)
      record.askQuantity = Int64.random(in: 1...9_999, using: &random)
      if stream.unusual > 0, index > 0, random.next() % stream.unusual == 0 {
        makeUnusual(&record, &random)
      }
      return record
    }
  }

  private static func makeUnusual(_ record: inout TickRecord, _ random: inout SplitMix64) {
    switch random.next() % 16 {
    case 0: record.price = -record.price
    case 1: record.price += 1
    case 2: record.askPrice = .max
    case 3: record.quantity = 0
    case 4: record.askQuantity = 1 << 53
    case 5: record.present &= UInt8.random(in: 0...15, using: &random)
    case 6: record.side = 3
    case 7: record.flags = .infersSide
    case 8: record.exchangeTime -= Int64.random(in: 1...3_000_000_000, using: &random)
    case 9: record.exchangeTime = record.arrivalTime
    case 10: record.arrivalTime = record.exchangeTime - 3
    case 11: record.priceDecimals = UInt8.random(in: 0...18, using: &random)
    case 12: record.askQuantityDecimals = UInt8.random(in: 0...4, using: &random)
    case 13: record.flags = .continuesRow
    case 14: record.flags = [.precedesTime]
    default:
      if random.next() % 20 == 0 { record.arrivalTime = record.exchangeTime - 4 }
      record.kind = .funding
    }
  }
}
