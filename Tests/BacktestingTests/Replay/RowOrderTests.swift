import Foundation
import MarketData
import Testing

@testable import Backtesting

@Suite("Replay: the order of rows")
struct RowOrderTests {
  private func timeline(_ source: SourceSpecification) throws -> Timeline {
    try Timeline(
      sources: [source], instruments: [ReplayFixture.instrument],
      clock: ClockSettings(feed: .constant(0)), rejectPolicy: .reject(.count(3)))
  }

  /// Rows of a time and a price each.
  private func source(
    _ fixture: borrowing ReplayFixture, _ rows: [(Int, Int)], named name: String = "a.csv"
  ) throws -> SourceSpecification {
    var source = try fixture.trades(
      rows.map { ($0.0, $0.0, String($0.1), "1") }, named: name)
    source.format.equalTimesMeanNoExchangeTime = false
    return source
  }

  @Test("newest-first files are found out and replayed in time order, equal times reversed")
  func newestFirst() throws {
    let fixture = try ReplayFixture()
    let rows = (0..<500).map { (1_000 - $0 / 2, 100 + $0) }
    let timeline = try timeline(try source(fixture, rows))
    let events = try timeline.all()
    #expect(events.map { $0.microseconds[0] } == rows.reversed().map(\.0))
    #expect(events.map(\.price) == rows.reversed().map { Int64($0.1 * 2) })
    let statistics = timeline.statistics[0]
    #expect(statistics.files.map(\.order) == [.newestFirst])
    #expect(statistics.exchangeTimesMoved == 0 && statistics.rowsReplayed == 500)
  }

  @Test("a set of newest-first files is read day after day; a short one follows the one before")
  func sets() throws {
    let fixture = try ReplayFixture()
    var source = try source(fixture, (0..<50).map { (100 - $0, 1) }, named: "1.csv")
    source.files += try self.source(fixture, [(202, 1), (201, 1)], named: "2.csv").files
    source.files += try self.source(fixture, (0..<50).map { (300 + $0, 1) }, named: "3.csv").files
    let timeline = try timeline(source)
    let times = try timeline.all().map { $0.microseconds[0] }
    #expect(times == times.sorted() && times.count == 102)
    let found = timeline.statistics[0]
    #expect(found.files.map(\.order) == [.newestFirst, .newestFirst, .oldestFirst])
    #expect(found.exchangeTimesMoved == 0)
  }

  @Test("disorder is not taken for the reverse order")
  func disorder() throws {
    let fixture = try ReplayFixture()
    for (index, times) in [[3, 2, 1, 5, 4, 6], [5, 4, 3], [1, 1, 1], []].enumerated() {
      let timeline = try timeline(
        try source(fixture, times.map { ($0, 1) }, named: "\(index).csv"))
      _ = try timeline.all()
      #expect(timeline.statistics[0].files.map(\.order) == [.oldestFirst])
    }
  }

  @Test("an order that the rows contradict is refused", arguments: [true, false])
  func contradiction(isReversed: Bool) throws {
    let fixture = try ReplayFixture()
    var source = try source(fixture, (0..<50).map { (isReversed ? 100 - $0 : $0, 1) })
    source.order = isReversed ? .oldestFirst : .newestFirst
    let error = #expect(throws: TickFileError.self) { try timeline(source).all() }
    #expect(error?.code == .badOrder)
    #expect(error?.advice?.contains(isReversed ? "newest-first" : "oldest-first") == true)
    source.order = isReversed ? .newestFirst : .oldestFirst
    #expect(try timeline(source).all().count == 50)
  }

  @Test("a given order holds where too few rows tell")
  func given() throws {
    let fixture = try ReplayFixture()
    var source = try source(fixture, [(2, 1), (1, 2)])
    source.order = .newestFirst
    #expect(try timeline(source).all().map(\.price) == [4, 2])
  }

  @Test("rows within the window are put in place stably, later ones are moved", arguments: 0..<20)
  func reorder(seed: Int) throws {
    let fixture = try ReplayFixture()
    var random = Mixer(seed: UInt64(seed))
    let window = 50
    var rows: [(Int, Int)] = []
    for index in 0..<400 {
      rows.append((index * 5 + random.below(window) / 2, index))
    }
    // One row far too late: it takes the time that has been reached.
    rows[200].0 = 10
    var source = try source(fixture, rows)
    source.reorderWindow = Int64(window) * 1_000
    let timeline = try timeline(source)
    let events = try timeline.all()
    let times = events.map { $0.microseconds[0] }
    #expect(times == times.sorted())
    var regular = rows
    let late = regular.remove(at: 200)
    // A stable sort by time alone.
    let expected = regular.enumerated().sorted {
      ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
    }.map(\.element)
    let latePrice = Int64(late.1 * 2)
    #expect(events.map(\.price).filter { $0 != latePrice } == expected.map { Int64($0.1 * 2) })
    let file = timeline.statistics[0].files[0]
    #expect(file.exchangeTimesMoved == 1)
    var latest = Int.min
    var reordered = 0
    var largest = 0
    for (index, row) in rows.enumerated() {
      if row.0 < latest, index != 200 {
        reordered += 1
        largest = max(largest, latest - row.0)
      }
      latest = max(latest, row.0)
    }
    #expect(file.rowsReordered == reordered && reordered > 0)
    #expect(file.largestReordering == Int64(largest) * 1_000)
    #expect(file.rowsRead == 400 && file.rowsReplayed == 400)
  }

  @Test("without a window nothing is put in place")
  func noWindow() throws {
    let fixture = try ReplayFixture()
    let timeline = try timeline(
      try source(fixture, [(1, 1), (3, 2), (2, 3), (4, 4), (5, 5), (6, 6)]))
    #expect(try timeline.all().map { $0.microseconds[0] } == [1, 3, 3, 4, 5, 6])
    #expect(timeline.statistics[0].files[0].rowsReordered == 0)
    #expect(timeline.statistics[0].exchangeTimesMoved == 1)
  }

  @Test(
    "a window that is negative or above an hour is refused", arguments: [-1, 3_600_000_000_001])
  func badWindow(window: Int64) throws {
    let fixture = try ReplayFixture()
    var source = try source(fixture, [(1, 1)])
    source.reorderWindow = window
    let error = #expect(throws: TickFileError.self) { try timeline(source) }
    #expect(error?.advice?.contains("reorder: 200ms") == true)
  }

  @Test("the parts of a message stay together and whole")
  func messages() {
    var buffer = ReorderBuffer(window: 100)
    func part(_ time: Int64, _ price: Int64, starts: Bool) -> MarketEvent {
      var event = MarketEvent(
        exchangeTime: time, arrivalTime: time, price: price, quantity: 1, askPrice: 0,
        askQuantity: 0, kind: .book, hasBid: true, hasAsk: false, source: 0)
      if starts { event.flags = .startsMessage }
      return event
    }
    let events = [
      part(50, 1, starts: true), part(50, 2, starts: false), part(20, 3, starts: true),
      part(20, 4, starts: false), part(20, 5, starts: false), part(50, 6, starts: true),
      part(400, 7, starts: true),
    ]
    var out: [Int64] = []
    for (line, event) in events.enumerated() {
      buffer.take(event, line: UInt32(line))
      while let next = buffer.next() { out.append(next.price) }
    }
    buffer.finish()
    while let next = buffer.nextAtEnd() { out.append(next.price) }
    #expect(out == [3, 4, 5, 1, 2, 6, 7])
    #expect(buffer.rowsReordered == 3)
    #expect(buffer.takeDisplacement() == 30 && buffer.takeDisplacement() == 0)
  }

  @Test("the Bybit day of 2019 is found to be newest-first")
  func realDay() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let shared = ProcessInfo.processInfo.environment["BALLAST_SHARED"] ?? root.path + "/../shared"
    let path = shared + "/data/bybit/BTCUSD2019-10-01.csv.gz"
    guard FileManager.default.fileExists(atPath: path) else {
      return print("skipped: \(path) is not there")
    }
    guard let format = TickFormat.named("bybit/trades") else {
      return print("skipped: the format is not known")
    }
    #expect(
      try OrderProbe.order(of: path, format) == .newestFirst)
  }
}

/// Small random numbers from a seed.
struct Mixer {
  private var state: UInt64
  init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }
  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
