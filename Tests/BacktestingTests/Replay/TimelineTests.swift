import Backtesting
import Foundation
import MarketData
import Testing

@Suite("Replay: timeline")
struct TimelineTests {
  private func timeline(
    _ sources: [SourceSpecification], policy: RejectPolicy = .standard,
    onReject: @escaping (RejectedRow) throws -> Void = { _ in }
  ) throws -> Timeline {
    try Timeline(
      sources: sources, instruments: [ReplayFixture.instrument], clock: ClockSettings(),
      rejectPolicy: policy, onReject: { row, _ in try onReject(row) })
  }

  @Test("prints come before quotes of the same time, then source order, then file order")
  func order() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline([
      try fixture.quotes([(100, 101), (200, 201), (200, 202)]),
      try fixture.trades([(200, 203), (200, 204), (300, 301)], named: "t1.csv"),
      try fixture.trades([(100, 102), (200, 205)], named: "t2.csv"),
    ])
    let events = try timeline.all()
    #expect(events.map(\.source) == [2, 0, 1, 1, 2, 0, 0, 1])
    #expect(events.map { $0.microseconds[1] } == [102, 101, 203, 204, 205, 201, 202, 301])
  }

  @Test("merging loses nothing, whatever the lengths of the sources")
  func mergesAll() throws {
    let fixture = try ReplayFixture()
    let quotes = (0..<5_000).map { ($0 * 3, $0 * 3 + 10) }
    let trades = (0..<3_000).map { ($0 * 5, $0 * 5 + 12) }
    let events = try timeline([try fixture.quotes(quotes), try fixture.trades(trades)]).all()
    #expect(events.count == 8_000)
    let expected =
      quotes.map { [$0.0, 1, $0.1] } + trades.map { [$0.0, 0, $0.1] }
    #expect(
      events.map { [$0.microseconds[0], $0.kind.isTrade ? 0 : 1, $0.microseconds[1]] }
        == expected.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test("rows off the grid are rejected with column and reason; the counts add up")
  func offGrid() throws {
    let fixture = try ReplayFixture()
    var rejects: [RejectedRow] = []
    let source = try fixture.trades([
      (1, 2, "100.5", "1"), (2, 3, "100.3", "1"), (3, 4, "100", "0.25"), (4, 5, "100", "0"),
      (5, 6, "abc", "1"), (6, 7, "-0.5", "0.1"),
    ])
    let timeline = try timeline([source], policy: .reject(.count(4))) { rejects.append($0) }
    let events = try timeline.all()
    #expect(events.map(\.price) == [201, -1])
    #expect(events.map(\.quantity) == [10, 1])
    #expect(
      rejects.map(\.reason) == [.offTick, .offLot, .zeroQuantity, .notANumber])
    #expect(rejects.map(\.line) == [3, 4, 5, 6])
    #expect(rejects.map(\.columnName) == ["price", "amount", "amount", "price"])
    #expect(rejects.map(\.column) == [7, 8, 8, 7])
    let statistics = timeline.statistics[0]
    #expect(statistics.rowsRead == statistics.rowsReplayed + statistics.rowsRejected)
    #expect(statistics.rowsRead == 6 && statistics.rowsRejected == 4)
    #expect(statistics.files[0].rejects[.offTick] == 1)
  }

  @Test("a quote side of size 0 is an empty side")
  func emptySide() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.source(
      "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
        + "x,A,1700000000000001,1700000000000002,0,0.123,100,1\n",
      named: "q.csv", format: "tardis/quotes")
    let timeline = try timeline([source])
    let events = try timeline.all()
    #expect(events.map(\.hasBid) == [true] && events.map(\.hasAsk) == [false])
    #expect(timeline.statistics[0].files[0].oneSidedQuotes == 1)
  }

  @Test("fail: the first rejected row ends the run with its place")
  func failPolicy() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.trades([(1, 2, "100", "1"), (2, 3, "100.3", "1")])
    let timeline = try timeline([source], policy: .fail)
    let error = #expect(throws: TickFileError.self) { try timeline.all() }
    #expect(error?.code == .rejectedRow)
    #expect(error?.line == 3 && error?.column == 7)
  }

  @Test("a share is judged at the end, and early only where it is hopeless")
  func budget() throws {
    let fixture = try ReplayFixture()
    // 20 bad rows first, then good ones: within 1 % at the end only.
    let bad = (0..<20).map { ($0, $0 + 1, "0.3", "1") }
    let good = (20..<2_500).map { ($0, $0 + 1, "100", "1") }
    let within = try timeline([try fixture.trades(bad + good, named: "a.csv")])
    #expect(try within.all().count == 2_480)
    let beyond = try timeline([try fixture.trades(bad + good.prefix(1_000), named: "b.csv")])
    let error = #expect(throws: TickFileError.self) { try beyond.all() }
    #expect(error?.code == .budgetExceeded)
    #expect(error?.message.contains("off-tick") == true)
    #expect(error?.message.contains("20 of 1020 rows") == true)
    let hopeless = try timeline([
      try fixture.trades(
        (0..<50_000).map { ($0, $0 + 1, "0.3", "1") }, named: "c.csv")
    ])
    #expect(throws: TickFileError.self) { try hopeless.all() }
    #expect(hopeless.statistics[0].rowsRead < 10_000)
  }

  @Test("what onReject throws ends the run")
  func rejectThrows() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.trades([(1, 2, "0.3", "1")])
    let timeline = try timeline([source]) { _ in throw CocoaError(.fileWriteOutOfSpace) }
    #expect(throws: CocoaError.self) { try timeline.all() }
  }

  @Test("an empty source ends at once")
  func empty() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline([try fixture.trades([] as [(Int, Int)])])
    #expect(try timeline.all().isEmpty)
    #expect(timeline.statistics[0].files.map(\.rowsRead) == [0])
  }

  @Test("generic prices with float noise snap where asked, and are counted")
  func snapping() throws {
    let fixture = try ReplayFixture()
    let path = try fixture.write(
      "t,p\n1700000000,100.50000000000001\n1700000001,100.3\n1700000002,100\n", named: "g.csv")
    var generic = GenericFormat(kind: .trades, time: .name("t"), timeEncoding: .seconds)
    generic.price = .name("p")
    generic.constantQuantity = FixedDecimal("0.2")
    generic.constantSide = .sell
    generic.snap = true
    let timeline = try Timeline(
      sources: [SourceSpecification(format: try generic.format(), files: [path])],
      instruments: [ReplayFixture.instrument], clock: ClockSettings(feed: .constant(0)),
      rejectPolicy: .reject(.count(1)))
    let events = try timeline.all()
    #expect(events.map(\.price) == [201, 200])
    #expect(events.map(\.quantity) == [2, 2])
    #expect(events.map(\.kind) == [.sellTrade, .sellTrade])
    #expect(timeline.statistics[0].files[0].rowsSnapped == 1)
  }

  @Test("the real session: counts, measured shift and order")
  func realSession() throws {
    guard let folder = Self.realData() else { return }
    let names = ["book_ticker", "trades"]
    let sources = try names.map { name in
      SourceSpecification(
        format: try #require(TickFormat.named("tardis/" + name)),
        files: [folder + "/tardis/binance-futures_\(name)_*_BTCUSDT.csv.gz"])
    }
    let timeline = try Timeline(
      sources: sources,
      instruments: [
        Instrument(
          symbol: "BTCUSDT", tick: FixedDecimal(mantissa: 1, decimals: 1),
          lot: FixedDecimal(mantissa: 1, decimals: 3))
      ],
      clock: ClockSettings(shift: .measured))
    #expect(timeline.clockShifts.map(\.shift) == [1_273_520_000])
    let events = try timeline.all()
    #expect(timeline.statistics.map(\.rowsReplayed) == [66_089, 21_313])
    #expect(timeline.statistics.map(\.rowsRead) == [66_089, 21_313])
    #expect(timeline.bytesConsumed == timeline.bytes)
    #expect(events.allSatisfy { $0.arrivalTime >= $0.exchangeTime + 1_000_000 })
    for (before, after) in zip(events, events.dropFirst()) {
      guard before.exchangeTime <= after.exchangeTime else {
        Issue.record("exchange times go back")
        return
      }
    }
  }

  private static func realData() -> String? {
    let named = ProcessInfo.processInfo.environment["BALLAST_SHARED"]
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folders: [String?] = [named, root.appendingPathComponent("../shared").standardized.path]
    for folder in folders {
      if let folder, FileManager.default.fileExists(atPath: folder + "/data/tardis") {
        return folder + "/data"
      }
    }
    print("skipped: no real data at BALLAST_SHARED or ../shared")
    return nil
  }
}
