import Foundation
import MarketData
import TestSupport
import Testing

@Suite("LEAN")
struct LeanTests {
  private static func read(
    _ text: String, _ format: String, named name: String = "20131008_ibm_tick.csv"
  ) throws -> Contents {
    let format = try #require(TickFormat.named(format))
    return try Fixture.withFile(text.utf8, named: name) { try Contents($0, format) }
  }

  private static func sides(_ contents: Contents) -> [String] {
    contents.records.map {
      $0.essence.split(separator: " ").suffix(4).joined(separator: " ")
    }
  }

  /// 2013-10-08 00:00 in New York, daylight saving time (ns).
  private static let midnight: Int64 = 1_381_204_800_000_000_000

  @Test("equity quotes: one side a row, carried forward, prices in 1/10,000")
  func equityQuotes() throws {
    let read = try Self.read(
      """
      34200000,1819200,3,0,0,P,0,0\r
      34200000.5,0,0,1819500,2,Q,0,0\r
      34200001,1819300,1,0,0,Z,0,0\r
      34200002,1819900,9,0,0,Z,0,1\r
      34200003,0,0,0,0,Z,0,0\r
      34200004,0,0,1819400,7,K,0,0
      """, "lean-equity/quotes")
    #expect(
      Self.sides(read) == [
        "181.92 3 - -", "181.92 3 181.95 2", "181.93 1 181.95 2", "181.93 1 181.94 7",
      ])
    #expect(read.rejects.isEmpty)
    #expect(read.rowsRead == 6)
    #expect(
      read.records.map { $0.exchangeTime - Self.midnight } == [
        34_200_000_000_000, 34_200_000_500_000, 34_200_001_000_000, 34_200_004_000_000,
      ])
  }

  @Test("equity prints: suspicious ones are passed over, sides are to be inferred")
  func equityTrades() throws {
    let text = "34200000,1819200,100,D,0,0\n34200001,1819300,5,P,4000001,1\n34200002,1819250,7,P,,0"
    let format = try #require(TickFormat.named("lean-equity/trades"))
    try Fixture.withFile(text.utf8, named: "20131008_trade.csv") { path in
      let reader = try TickFileReader(path: path, format: format)
      var records: [TickRecord] = []
      while try reader.nextBatch() { records += reader.records }
      #expect(records.map(\.price) == [18_192, 181_925])
      #expect(records.map(\.priceDecimals) == [2, 3])
      #expect(records.allSatisfy { $0.side == 2 && $0.flags.contains(.infersSide) })
      #expect(reader.rowsPassedOver == ["suspicious": 1])
      #expect(reader.rowsRead == 3)
    }
  }

  @Test("forex: UTC for Oanda, UTC-5 for FXCM, by path or by choice")
  func forexClocks() throws {
    let midnight: Int64 = 1_398_902_400_000_000_000  // 2014-05-01, UTC
    let format = try #require(TickFormat.named("lean-forex/quotes"))
    let inUTC = try #require(format.inZone(.utc))
    let inEST = try #require(format.inZone(.fixed(secondsAheadOfUTC: -18_000)))
    try Fixture.withFile("292,1.38676,1.38686\r\n".utf8, named: "20140501_quote.csv") { path in
      let utc = try Contents(path, format)
      #expect(utc.records.map { $0.exchangeTime - midnight } == [292_000_000])
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path + "/fxcm"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let moved = folder + "/20140501_quote.csv"
      try FileManager.default.copyItem(atPath: path, toPath: moved)
      let east: Int64 = 5 * 3_600_000_000_000
      #expect(
        try Contents(moved, format).records.map { $0.exchangeTime - midnight } == [
          292_000_000 + east
        ])
      #expect(
        try Contents(moved, inUTC).records.map { $0.exchangeTime - midnight } == [292_000_000])
      #expect(
        try Contents(path, inEST).records.map { $0.exchangeTime - midnight } == [
          292_000_000 + east
        ])
    }
    #expect(try #require(TickFormat.named("tardis/trades")).inZone(.utc) == nil)
  }

  @Test("crypto and futures, with and without a flag")
  func otherMarkets() throws {
    #expect(
      try Self.sides(Self.read("5,100.5,2,100.75,3\n", "lean-crypto/quotes")) == [
        "100.5 2 100.75 3"
      ])
    #expect(
      try Self.sides(Self.read("5,100.5,2,100.75,3,0\n6,1,1,2,2,1\n", "lean-crypto/quotes"))
        == ["100.5 2 100.75 3"])
    let trades = try Self.read("1.5,100.5,0.25\n", "lean-crypto/trades").records
    #expect(trades.map(\.exchangeTime) == [1_381_190_400_001_500_000])
    #expect(try Self.read("1,100.5,0.25,0\n2,1,1,1\n", "lean-crypto/trades").records.count == 1)
    #expect(
      try Self.sides(Self.read("0,1322.5,3,0,0,,0\n1,0,0,1322.6,1,,0\n", "lean-future/quotes"))
        == ["1322.5 3 - -", "1322.5 3 1322.6 1"])
    let future = try Self.read("1,1322.5,3,,0,0\n", "lean-future/trades")
    #expect(future.records.map(\.exchangeTime) == [Self.midnight + 1_000_000])
  }

  @Test("the contracts of a future are told apart by the names of their files")
  func contracts() throws {
    let format = try #require(TickFormat.named("lean-future/trades"))
    try Fixture.withFile(
      "1,1322.5,3,,0,0\n".utf8, named: "20131007_gc_tick_trade_201312_20131227.csv"
    ) { path in
      let reader = try TickFileReader(path: path, format: format)
      while try reader.nextBatch() {}
      #expect(reader.symbols == ["gc_201312"])
    }
  }

  @Test("contracts in one archive keep apart, whatever the number of threads")
  func archiveOfContracts() throws {
    let format = try #require(TickFormat.named("lean-future/trades"))
    let reader = try TickFileReader(path: try Fixture.path("20131007_trade.zip"), format: format)
    var records: [TickRecord] = []
    while try reader.nextBatch() { records += reader.records }
    #expect(reader.symbols == ["gc_201312", "gc_201402"])
    #expect(records.map(\.symbol) == [0, 0, 1, 1])
    #expect(records.map(\.line) == [1, 2, 1, 3])
    #expect(reader.rowsRead == 5)
    #expect(reader.rowsPassedOver == ["suspicious": 1])
  }

  @Test("a day on which clocks are set: times are what the wall shows")
  func changeOfClocks() throws {
    let read = try Self.read(
      "3600000,1,1,2,2,P,0,0\n7200000,1,1,2,2,P,0,0\n10800000,1,1,2,2,P,0,0\n",
      "lean-equity/quotes", named: "20131103_spy.csv")
    let midnight: Int64 = 1_383_451_200  // 04:00 UTC
    #expect(
      read.records.map { $0.exchangeTime / 1_000_000_000 - midnight } == [3_600, 10_800, 14_400])
  }

  @Test("quotes of one side a row, written at random, are read back whole")
  func roundTrip() throws {
    var random = SplitMix64(seed: 5)
    var text = ""
    var expected: [String] = []
    var bid = "- -"
    var ask = "- -"
    var time: Int64 = 0
    for line in 1...2_000 {
      time += .random(in: 0...20_000, using: &random)
      let price = Int64.random(in: 1...9_999_999, using: &random)
      let size = Int64.random(in: 1...500, using: &random)
      let dollars = FixedDecimal(mantissa: price, decimals: 4).normalized
      if Bool.random(using: &random) {
        text += "\(time),\(price),\(size),0,0,P,0,0\n"
        bid = "\(dollars) \(size)"
      } else {
        text += "\(time),0,0,\(price),\(size),P,0,0\n"
        ask = "\(dollars) \(size)"
      }
      expected.append("\(line) \(Self.midnight + time * 1_000_000) 0 2 \(bid) \(ask)")
    }
    let read = try Self.read(text, "lean-equity/quotes")
    #expect(read.records.map(\.essence) == expected)
  }

  @Test("real quotes of Oanda: every row, the clock and the span")
  func realFiles() throws {
    guard let data = Fixture.realData() else { return }
    let format = try #require(TickFormat.named("lean-forex/quotes"))
    // Rows, and the milliseconds of the first and the last.
    let days: [(String, Int, Int64, Int64)] = [
      ("20140501", 24_179, 292, 86_371_310), ("20140502", 49_341, 277, 75_598_557),
      ("20140504", 1_164, 75_600_462, 86_388_314), ("20140508", 87_833, 8_715, 86_389_008),
      ("20140515", 70_165, 4_000, 86_396_324),
    ]
    for (day, rows, first, last) in days {
      let read = try Contents("\(data)/lean_oanda_eurusd/\(day)_quote.zip", format)
      let midnight = try #require(CalendarDate(day)).midnightUTC
      #expect(read.rowsRead == rows)
      #expect(read.records.count == rows)
      #expect(read.records.first?.exchangeTime == midnight + first * 1_000_000)
      #expect(read.records.last?.exchangeTime == midnight + last * 1_000_000)
    }
  }
}

extension CalendarDate {
  /// Midnight in UTC (ns since the epoch), reckoned by Foundation.
  fileprivate var midnightUTC: Int64 {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    let date = calendar.date(from: DateComponents(year: year, month: month, day: day))
    return Int64(date?.timeIntervalSince1970 ?? -1) * 1_000_000_000
  }
}
