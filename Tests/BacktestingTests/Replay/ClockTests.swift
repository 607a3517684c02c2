import Backtesting
import MarketData
import Testing

@Suite("Replay: both clocks")
struct ClockTests {
  private func timeline(
    _ sources: SourceSpecification..., clock: ClockSettings = ClockSettings()
  ) throws -> Timeline {
    try Timeline(sources: sources, instruments: [ReplayFixture.instrument], clock: clock)
  }

  @Test("an exchange time that goes back takes the largest so far and is counted")
  func exchangeTimeGoesBack() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(try fixture.trades([(100, 150), (90, 160), (120, 170)]))
    #expect(try timeline.all().map(\.microseconds) == [[100, 150], [100, 160], [120, 170]])
    #expect(timeline.statistics[0].files[0].exchangeTimesMoved == 1)
    #expect(timeline.statistics[0].files[0].minimumLatency == 50_000)
    #expect(timeline.statistics[0].files[0].maximumLatency == 70_000)
  }

  @Test("an arrival time that goes back takes the largest so far and is counted")
  func arrivalTimeGoesBack() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(try fixture.trades([(100, 250), (110, 160), (120, 270)]))
    #expect(try timeline.all().map(\.microseconds) == [[100, 250], [110, 250], [120, 270]])
    #expect(timeline.statistics[0].files[0].arrivalTimesMoved == 1)
  }

  @Test("times are held over from one file to the next")
  func timesOverFiles() throws {
    let fixture = try ReplayFixture()
    var source = try fixture.trades([(100, 150), (200, 250)], named: "a1.csv")
    source.files += try fixture.trades([(180, 260), (300, 350)], named: "a2.csv").files
    let timeline = try timeline(source)
    #expect(try timeline.all().map(\.microseconds).map { $0[0] } == [100, 200, 200, 300])
    #expect(timeline.statistics[0].files.map(\.exchangeTimesMoved) == [0, 1])
    #expect(timeline.statistics[0].files.map(\.rowsRead) == [2, 2])
  }

  @Test("a constant latency ignores the recorder")
  func constantLatency() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(
      try fixture.trades([(100, 50), (90, 60)]),
      clock: ClockSettings(feed: .constant(7_000)))
    #expect(try timeline.all().map(\.microseconds) == [[100, 107], [100, 107]])
  }

  @Test("a negative latency is refused with the file, the line and both times")
  func refusal() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.trades([(100, 150), (200, 199)])
    let timeline = try timeline(source)
    let error = #expect(throws: TickFileError.self) { try timeline.all() }
    #expect(error?.code == .negativeLatency)
    #expect(error?.file == source.files[0])
    #expect(error?.line == 3)
    #expect(error?.message.contains("1700000000000199000") == true)
    #expect(error?.message.contains("1700000000000200000") == true)
    #expect(error?.advice?.contains("clock-shift: measured") == true)
  }

  @Test("a given shift moves arrival times")
  func givenShift() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(
      try fixture.trades([(100, 50), (200, 199)]), clock: ClockSettings(shift: .given(60_000)))
    #expect(try timeline.all().map(\.microseconds) == [[100, 110], [200, 259]])
    #expect(timeline.clockShifts.map(\.shift) == [60_000])
  }

  @Test("a measured shift is that of all the recorder's sources, replayed or not")
  func measuredShift() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(
      try fixture.quotes([(100, 50), (200, 180), (230, 230)]),
      try fixture.trades([(300, 210), (310, 300)], isReplayed: false),
      clock: ClockSettings(shift: .measured))
    #expect(
      timeline.clockShifts == [
        RecorderClock(
          recorder: "recorder", shift: 1_090_000, isMeasured: true, minimumLatency: -90_000,
          rows: 4)
      ])
    #expect(try timeline.all().map(\.microseconds)[0] == [100, 1_140])
  }

  @Test("rows with equal times get the shifted arrival less the latency")
  func equalTimes() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(
      try fixture.trades([(1_000, 1_010), (2_500, 2_500), (3_000, 3_010)]))
    #expect(
      try timeline.all().map(\.microseconds) == [[1_000, 1_010], [1_500, 2_500], [3_000, 3_010]])
    #expect(timeline.statistics[0].files[0].rowsWithoutExchangeTime == 1)
    #expect(timeline.statistics[0].files[0].exchangeTimesFromNextRow == 0)
    #expect(timeline.statistics[0].files[0].minimumLatency == 10_000)
  }

  @Test("one that would move time back takes the time of the next row")
  func equalTimesTakeTheNext() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(
      try fixture.trades([(1_000, 1_010), (1_100, 1_100), (1_200, 1_200), (1_300, 1_310)]))
    // The held rows cannot have arrived before the time they are given.
    #expect(
      try timeline.all().map(\.microseconds) == [
        [1_000, 1_010], [1_300, 1_300], [1_300, 1_300], [1_300, 1_310],
      ])
    let statistics = timeline.statistics[0].files[0]
    #expect(statistics.rowsWithoutExchangeTime == 2)
    #expect(statistics.exchangeTimesFromNextRow == 2)
    #expect(statistics.rowsReplayed == 4)
  }

  @Test("at the end, where there is no next row, they take the largest time so far")
  func equalTimesAtTheEnd() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(try fixture.trades([(1_000, 1_010), (1_100, 1_100)]))
    #expect(try timeline.all().map(\.microseconds) == [[1_000, 1_010], [1_000, 1_100]])
    #expect(timeline.statistics[0].files[0].lastArrivalTime != nil)
    #expect(timeline.statistics[0].rowsReplayed == 2)
  }

  @Test("a file with one clock needs a constant latency")
  func oneClock() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.source(
      "1,100,1,100,1700000000000,true\n", named: "b.csv", format: "binance-futures/trades")
    let error = #expect(throws: TickFileError.self) { try timeline(source) }
    #expect(error?.code == .badSpecification)
    let events = try timeline(source, clock: ClockSettings(feed: .constant(1_000))).all()
    #expect(events.map(\.microseconds) == [[0, 1]])
    #expect(events.map(\.kind) == [.sellTrade])
  }

  @Test("drift shows in the smallest latency of each quarter")
  func drift() throws {
    let fixture = try ReplayFixture()
    let times = (0..<1_024).map { ($0 * 10, $0 * 10 + 5 + $0 / 256) }
    let timeline = try timeline(try fixture.trades(times))
    _ = try timeline.all()
    #expect(timeline.statistics[0].minimumLatencyByQuarter == [5_000, 6_000, 7_000, 8_000])
  }
}
