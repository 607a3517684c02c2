import Backtesting
import MarketData
import Testing

@Suite("Replay: rows that are not what they should be")
struct DisorderTests {
  private func timeline(
    _ source: SourceSpecification, policy: RejectPolicy = .standard,
    clock: ClockSettings = ClockSettings(feed: .constant(0)),
    onReject: @escaping (RejectedRow) throws -> Void = { _ in }
  ) throws -> Timeline {
    try Timeline(
      sources: [source], instruments: [ReplayFixture.instrument], clock: clock,
      rejectPolicy: policy, onReject: { row, _ in try onReject(row) })
  }

  private static let hour = 3_600_000_000

  @Test("files in the wrong order are refused with both times", arguments: [true, false])
  func filesInWrongOrder(isTooFar: Bool) throws {
    let fixture = try ReplayFixture()
    let last = Self.hour + (isTooFar ? 1 : 0)
    var source = try fixture.trades([(5, 6), (last, last + 1)], named: "a.csv")
    let second = try fixture.trades([(0, 1), (last + 1, last + 2)], named: "b.csv")
    source.files += second.files
    let timeline = try timeline(source)
    guard isTooFar else {
      #expect(try timeline.all().count == 4)
      return
    }
    let error = #expect(throws: TickFileError.self) { try timeline.all() }
    #expect(error?.code == .badOrder)
    #expect(error?.file == second.files[0] && error?.line == 2)
    #expect(error?.message.contains("1700000000000000000 ns") == true)
    #expect(error?.message.contains("1700003600000001000 ns") == true)
    #expect(error?.message.contains("a.csv") == true)
    #expect(error?.advice?.contains("put the files in time order") == true)
  }

  @Test("a little disorder is counted, much is notable, most of the rows is refused")
  func disorderWithinFile() throws {
    let fixture = try ReplayFixture()
    func file(_ moved: Int, by span: Int, _ name: String) throws -> SourceSpecification {
      try fixture.trades(
        (0..<2_000).map { row in
          let time = row * 1_000 + 120_000_000 - (row > 0 && row <= moved ? span : 0)
          return (time, time)
        }, named: name)
    }
    let constant = ClockSettings(feed: .constant(0))
    func statistics(_ moved: Int, by span: Int) throws -> SourceStatistics {
      // Equal times would be taken for ones that the vendor filled in.
      var source = try file(moved, by: span, "m\(moved)_\(span).csv")
      source.format.equalTimesMeanNoExchangeTime = false
      let timeline = try timeline(source, clock: constant)
      _ = try timeline.all()
      return timeline.statistics[0]
    }
    let little = try statistics(15, by: 500_000)
    #expect(little.exchangeTimesMoved == 15 && !little.isNotablyDisordered)
    let many = try statistics(200, by: 500_000)
    #expect(many.exchangeTimesMoved == 200 && many.isNotablyDisordered)
    #expect(many.exchangeTimesMovedFar == 0)
    #expect(many.largestExchangeTimeMove == 499_000_000)
    let far = try statistics(1, by: 61_000_000)
    #expect(far.isNotablyDisordered && far.exchangeTimesMovedFar == 1)
    #expect(try statistics(400, by: 2_000_000).exchangeTimesMovedFar == 400)
    let error = #expect(throws: TickFileError.self) { try statistics(401, by: 2_000_000) }
    #expect(error?.code == .badOrder)
    #expect(error?.message.contains("401 of 2000 rows") == true)
  }

  @Test("rows of another symbol are rejected, over files too")
  func otherSymbol() throws {
    let fixture = try ReplayFixture()
    let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    func row(_ symbol: String, _ time: Int) -> String {
      "x,\(symbol),\(ReplayFixture.base + time),\(ReplayFixture.base + time + 1),1,buy,100,1\n"
    }
    var rejects: [RejectedRow] = []
    let long = "BTC-27DEC24-100000-C"
    var source = try fixture.source(
      header + "x,B,1\n" + row(long, 1) + row("BTC-27DEC24-100000-P", 2) + row(long, 3),
      named: "a.csv", format: "tardis/trades")
    source.files.append(
      try fixture.write(header + row("BTC", 4) + row(long, 5), named: "b.csv"))
    let timeline = try timeline(source, policy: .reject(.count(3))) { rejects.append($0) }
    #expect(try timeline.all().count == 3)
    #expect(rejects.map(\.reason) == [.fieldCount, .otherSymbol, .otherSymbol])
    #expect(rejects.map(\.columnName) == [nil, "symbol", "symbol"])
    let strict = try self.timeline(source, policy: .reject(.count(1)))
    let error = #expect(throws: TickFileError.self) { try strict.all() }
    #expect(error?.message.contains("other-symbol: x,BTC-27DEC24-100000-P") == true)
    #expect(error?.line == 2)
  }

  @Test("prices of 2^60 ticks and quantities of 2^53 lots are out of range")
  func outOfRange() throws {
    let fixture = try ReplayFixture()
    var rejects: [RejectedRow] = []
    // The tick is 0.5 and the lot 0.1.
    let source = try fixture.trades([
      (1, 2, "576460752303423487.5", "1"), (2, 3, "576460752303423488", "1"),
      (3, 4, "-576460752303423488", "1"), (4, 5, "1", "900719925474099.1"),
      (5, 6, "1", "900719925474099.2"), (6, 7, "1", "9223372036854775807"),
      (7, 8, "9223372036854775807", "1"),
    ])
    let timeline = try timeline(source, policy: .reject(.count(5))) { rejects.append($0) }
    let events = try timeline.all()
    #expect(events.map(\.price) == [(1 << 60) - 1, 2])
    #expect(events.map(\.quantity) == [10, (1 << 53) - 1])
    #expect(rejects.map(\.line) == [3, 4, 6, 7, 8])
    #expect(rejects.allSatisfy { $0.reason == .outOfRange })
  }

  @Test("errors of the clock name the key and what to write")
  func clockErrors() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.trades([(100, 150), (200, 199)])
    func error(_ clock: ClockSettings) -> TickFileError? {
      #expect(throws: TickFileError.self) { try timeline(source, clock: clock).all() }
    }
    #expect(error(ClockSettings())?.advice == "give clock-shift: measured")
    #expect(error(ClockSettings(shift: .given(1)))?.advice?.contains("larger number") == true)
    #expect(
      error(ClockSettings(feed: .constant(-1)))?.message.contains("latency: feed: -1 ns") == true)
    #expect(
      error(ClockSettings(shift: .given(.max)))?.message.contains("clock-shift: 92") == true)
    #expect(
      error(ClockSettings(recorderShifts: ["r": .given(.max)]))?.message
        .contains("clock-shift: r: 92") == true)
    let bare = try fixture.source(
      "1,100,1,100,1700000000000,true\n", named: "b.csv", format: "binance-futures/trades")
    let missing = #expect(throws: TickFileError.self) {
      try timeline(bare, clock: ClockSettings())
    }
    #expect(missing?.advice?.contains("latency: { feed: 5ms }") == true)
  }
}
