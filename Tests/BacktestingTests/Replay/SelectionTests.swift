import Backtesting
import MarketData
import Testing

@Suite("Replay: which rows of which files")
struct SelectionTests {
  private func timeline(
    _ source: SourceSpecification, window: TimeWindow = TimeWindow(),
    policy: RejectPolicy = .fail, onReject: @escaping (RejectedRow) throws -> Void = { _ in }
  ) throws -> Timeline {
    try Timeline(
      sources: [source], instruments: [ReplayFixture.instrument],
      clock: ClockSettings(feed: .constant(0)), window: window, rejectPolicy: policy,
      onReject: { row, _ in try onReject(row) })
  }

  private static let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"

  private func row(_ symbol: String, _ time: Int, _ price: Int = 100) -> String {
    let stamp = ReplayFixture.base + time
    return "x,\(symbol),\(stamp),\(stamp + 1),1,buy,\(price),1\n"
  }

  /// An instant so many µs after the fixtures' second.
  private func instant(_ microseconds: Int) -> Int64 {
    Int64(ReplayFixture.base + microseconds) * 1_000
  }

  @Test("rows of other symbols than the one asked for are counted, not reported")
  func symbol() throws {
    let fixture = try ReplayFixture()
    let text = (0..<3_000).map { row($0 % 3 == 1 ? "B" : "A\($0 % 3)", $0, $0) }.joined()
    var source = try fixture.source(
      Self.header + text, named: "a.csv", format: "tardis/trades")
    source.symbol = "B"
    var reported = 0
    let timeline = try timeline(source) { _ in reported += 1 }
    let events = try timeline.all()
    let prices: [Int64] = (0..<1_000).map { Int64(6 * $0 + 2) }
    #expect(events.map(\.price) == prices)
    let statistics = timeline.statistics[0]
    #expect(statistics.files[0].rejects == [.otherSymbol: 2_000])
    #expect(statistics.rowsRead == 3_000 && statistics.rowsReplayed == 1_000)
    #expect(reported == 0)
  }

  @Test("a symbol that never appears is an error with the symbols that do")
  func unknownSymbol() throws {
    let fixture = try ReplayFixture()
    var source = try fixture.source(
      Self.header + row("XBTUSD", 1) + row("ETHUSD", 2), named: "a.csv", format: "tardis/trades")
    source.symbol = "XBTUSDT"
    let error = #expect(throws: TickFileError.self) { try timeline(source).all() }
    #expect(error?.message == "no row has the symbol 'XBTUSDT'")
    #expect(error?.advice == "the symbols are XBTUSD, ETHUSD")
    source = try fixture.source(
      "1,100,1,100,1700000000000,true\n", named: "b.csv", format: "binance-futures/trades")
    source.symbol = "XBTUSD"
    let missing = #expect(throws: TickFileError.self) { try timeline(source).all() }
    #expect(missing?.advice == "leave symbol out of the source")
  }

  @Test("prints outside the window are counted; reading stops a minute past it")
  func window() throws {
    let fixture = try ReplayFixture()
    let second = 1_000_000
    let times = (0..<300).map { $0 * second }
    var source = try fixture.trades(times.map { ($0, $0 + 1) }, named: "a.csv")
    source.files += try fixture.trades([(400 * second, 400 * second + 1)], named: "b.csv").files
    let window = TimeWindow(from: instant(10 * second), to: instant(20 * second))
    var reported = 0
    let timeline = try timeline(source, window: window) { _ in reported += 1 }
    let events = try timeline.all()
    #expect(events.map { $0.microseconds[0] } == (10..<20).map { $0 * second })
    let found = timeline.statistics[0]
    // Read up to and with the row at 80 s, on line 82.
    #expect(found.files.map(\.rowsRead) == [81] && found.files[0].lastLineRead == 82)
    #expect(found.files[0].rejects == [.outsideWindow: 71])
    #expect(found.rowsRead == found.rowsReplayed + found.rowsRejected)
    #expect(found.unreadFiles.map(\.path) == [source.files[1]])
    #expect(found.unreadFiles.map(\.reason.code) == ["after-window"])
    #expect(reported == 0)
  }

  @Test("rows that go back near the edges are judged by their own time")
  func edges() throws {
    let fixture = try ReplayFixture()
    let times = [5, 12, 9, 11, 21, 19, 25, 18, 30]
    let source = try fixture.trades(
      times.map { ($0, $0 + 1, String($0), "1") }, named: "a.csv")
    let timeline = try timeline(
      source, window: TimeWindow(from: instant(10), to: instant(20)))
    #expect(try timeline.all().map(\.price) == [24, 22, 38, 36])
    let file = timeline.statistics[0].files[0]
    #expect(file.rejects == [.outsideWindow: 5] && file.lastLineRead == nil)
  }

  @Test("quotes before the window are replayed: the book at its start is made of them")
  func book() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.quotes([(1, 2), (5, 6), (11, 12), (20, 21)])
    let timeline = try timeline(
      source, window: TimeWindow(from: instant(10), to: instant(20)))
    #expect(try timeline.all().map { $0.microseconds[0] } == [1, 5, 11])
    #expect(timeline.statistics[0].files[0].rejects == [.outsideWindow: 1])
  }

  @Test("files dated well outside the window are not read, and said not to be")
  func datedFiles() throws {
    let fixture = try ReplayFixture()
    // 2023-11-14T22:13:20 and the days after it.
    let day = 86_400_000_000
    var files: [String] = []
    for (index, date) in ["14", "15", "16", "17", "19"].enumerated() {
      files += try fixture.trades(
        [(index * day, index * day + 1, "\(index)", "1")], named: "t_2023-11-\(date).csv"
      ).files
    }
    let folder = files[0].dropLast("t_2023-11-14.csv".count)
    var source = try fixture.trades([] as [(Int, Int)], named: "unused.csv")
    source.files = [folder + "t_{2023-11-14..2023-11-20}.csv"]
    let window = TimeWindow(from: instant(2 * day), to: instant(2 * day + 1))
    let timeline = try timeline(source, window: window)
    #expect(try timeline.all().map(\.price) == [4])
    let found = timeline.statistics[0]
    #expect(found.missingDates == ["2023-11-18", "2023-11-20"])
    #expect(found.unreadFiles.map(\.path) == [files[0], files[4]])
    #expect(found.unreadFiles.map(\.reason) == [.beforeWindow, .afterWindow])
    source.failsOnMissingDates = true
    let error = #expect(throws: TickFileError.self) { try self.timeline(source) }
    #expect(error?.message == "2 dates have no file, the first of them 2023-11-18")
  }

  @Test("a copy of a file is not read again, and an overlap is measured")
  func duplicates() throws {
    let fixture = try ReplayFixture()
    var source = try fixture.trades([(10, 11), (50, 51)], named: "a.csv")
    source.files += try fixture.trades([(10, 11), (50, 51)], named: "b.csv").files
    source.files += try fixture.trades([(20, 21), (60, 61)], named: "c.csv").files
    let timeline = try timeline(source)
    #expect(try timeline.all().map { $0.microseconds[0] } == [10, 50, 50, 60])
    let found = timeline.statistics[0]
    #expect(found.unreadFiles.map(\.reason) == [.duplicate(of: source.files[0])])
    #expect(found.files.map(\.overlap) == [0, 30_000] && found.exchangeTimesMoved == 1)
  }

  @Test("a last row without a newline is replayed and reported")
  func unterminated() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.source(
      Self.header + row("A", 1) + row("A", 2).dropLast(), named: "a.csv", format: "tardis/trades")
    let timeline = try timeline(source)
    #expect(try timeline.all().count == 2)
    #expect(timeline.statistics[0].files[0].unterminatedLine == 3)
  }

  @Test("a book source that is not the chosen one is neither read nor counted")
  func otherBook() throws {
    let fixture = try ReplayFixture()
    let trades = try fixture.source(
      Self.header + row("A", 1) + row("A", 2), named: "t.csv", format: "tardis/trades")
    let header =
      "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount"
    var quotes = try fixture.source(
      header + "\nx,A,\(ReplayFixture.base),\(ReplayFixture.base),1,101,100,1\n", named: "q.csv",
      format: "tardis/quotes")
    quotes.replaysBook = false
    let timeline = try Timeline(
      sources: [quotes, trades], instruments: [ReplayFixture.instrument],
      clock: ClockSettings(feed: .constant(0)))
    #expect(try timeline.all().map(\.kind) == [.buyTrade, .buyTrade])
    #expect(timeline.statistics.map(\.rowsRead) == [2])
  }
}
