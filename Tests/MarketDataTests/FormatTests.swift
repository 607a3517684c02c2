import Foundation
import MarketData
import Testing

@Suite("Formats")
struct FormatTests {
  private func contents(_ file: String, _ format: String) throws -> Contents {
    try Contents(try Fixture.path(file), try #require(TickFormat.named(format)))
  }

  @Test("Tardis quotes: ask columns come first, empty sides are absent")
  func tardisQuotes() throws {
    let records = try contents("one-sided-quotes.csv", "tardis/quotes").records
    #expect(
      records.map(\.essence).map { $0.split(separator: " ").suffix(4).joined(separator: " ") } == [
        "100 1 101 2", "100 1 - -", "- - 101 2", "- - - -",
      ])
    #expect(records[0].exchangeTime == 1_700_000_000_001_000_000)
    #expect(records[0].arrivalTime == 1_700_000_000_001_700_000)
  }

  @Test("Binance spot: ms and µs told apart, the maker's side turned round")
  func spotTrades() throws {
    let records = try contents("spot-trades.csv", "binance-spot/trades").records
    #expect(
      records.map(\.exchangeTime) == [1_704_067_200_000_000_000, 1_735_689_600_000_123_000])
    #expect(records.map(\.side) == [1, 0])
    #expect(
      FixedDecimal(mantissa: records[0].price, decimals: records[0].priceDecimals)
        == FixedDecimal("42283.58"))
  }

  @Test("Binance futures: time is the transaction time")
  func bookTicker() throws {
    let record = try #require(
      try contents("book-ticker.csv", "binance-futures/bookTicker").records.first)
    #expect(
      record.essence == "2 1723161256313000000 0 2 61800.20 2.507 61800.30 2.510")
  }

  @Test("generic: separator, fractions of seconds and a constant size")
  func semicolons() throws {
    var generic = GenericFormat(kind: .quotes, time: .name("time"), timeEncoding: .seconds)
    generic.separator = ";"
    generic.bidPrice = .name("bid")
    generic.askPrice = .number(3)
    generic.constantQuantity = FixedDecimal("10")
    let read = try Contents(try Fixture.path("semicolons.csv"), try generic.format())
    #expect(
      read.records.map(\.exchangeTime) == [1_700_000_000_250_000_000, 1_700_000_000_500_000_000])
    #expect(read.records.map(\.hasAsk) == [true, true])
  }

  @Test("generic: a pattern with an offset from UTC")
  func pattern() throws {
    var generic = GenericFormat(
      kind: .quotes, time: .number(1),
      timeEncoding: .pattern("yyyyMMdd HHmmssSSS", utcOffset: -5 * 3_600))
    generic.hasHeader = false
    generic.bidPrice = .number(2)
    generic.askPrice = .number(3)
    generic.constantQuantity = FixedDecimal("1")
    var read = try Contents(try Fixture.path("calendar-times.csv"), try generic.format())
    // Rows are as wide as the first one.
    #expect(read.rejects.map(\.reason) == [.badTime])
    #expect(
      read.records.map(\.exchangeTime) == [1_577_916_000_065_000_000, 1_577_916_010_447_000_000])
    generic.timeEncoding = .pattern("dd.MM.yyyy", utcOffset: 0)
    read = try Contents(try Fixture.path("calendar-times.csv"), try generic.format())
    #expect(read.records.isEmpty)
  }

  @Test("seconds of the day take the date from the file's name or from the format, exactly")
  func secondsOfDay() throws {
    var generic = GenericFormat(
      kind: .trades, time: .number(1),
      timeEncoding: .secondsOfDay(try #require(ClockZone("America/New_York"))))
    generic.hasHeader = false
    generic.price = .number(2)
    generic.quantity = .number(3)
    var format = try generic.format()
    let rows = "34200.18960767,1,1\n34200.004241176,1,1\n86400,1,1\n-1,1,1\n57599.999999999,1,1\n"
    let expected: [Int64] = [189_607_670, 4_241_176, 23_399_999_999_999].map {
      1_340_285_400_000_000_000 + $0
    }
    let name = "AAPL_2012-06-21_34200000_57600000_message_10.csv"
    try Fixture.withFile(rows.utf8, named: name) { path in
      let read = try Contents(path, format)
      #expect(read.records.map(\.exchangeTime) == expected)
      #expect(read.rejects.map(\.reason) == [.badTime, .badTime])
    }
    try Fixture.withFile(rows.utf8) { path in
      let error = #expect(throws: TickFileError.self) { _ = try Contents(path, format) }
      #expect(error?.code == .badSpecification)
      #expect(error?.advice?.contains("date: 2012-06-21") == true)
      format.date = CalendarDate("2012-06-21")
      let times = try Contents(path, format).records.map(\.exchangeTime)
      #expect(times == expected)
    }
  }

  @Test("generic: ISO 8601 with and without zone")
  func iso() throws {
    var generic = GenericFormat(kind: .trades, time: .name("when"), timeEncoding: .iso8601)
    generic.price = .name("price")
    generic.quantity = .name("size")
    let read = try Contents(try Fixture.path("iso-times.csv"), try generic.format())
    #expect(
      read.records.map(\.exchangeTime) == [1_723_161_255_088_000_000, 1_723_154_055_088_123_456])
    #expect(read.rejects.map(\.reason) == [.badTime, .badTime])
  }

  @Test("generic: descriptions that cannot work are refused")
  func badDescriptions() {
    var generic = GenericFormat(kind: .trades, time: .name("t"), timeEncoding: .seconds)
    #expect(throws: TickFileError.self) { try generic.format() }
    generic.price = .name("p")
    #expect(throws: TickFileError.self) { try generic.format() }
    generic.constantQuantity = FixedDecimal("1")
    #expect(throws: Never.self) { try generic.format() }
    generic.hasHeader = false
    #expect(throws: TickFileError.self) { try generic.format() }
    #expect(TimeEncoding("mm:ss") == nil)
    #expect(TimeEncoding("yyyy-MM") == nil)
    #expect(TimeEncoding("us") == .microseconds)
  }

  @Test(
    "the first row tells the format",
    arguments: [
      ("one-sided-quotes.csv", "tardis/quotes"), ("crlf.csv", "tardis/trades"),
      ("byte-order-mark.csv", "tardis/trades"), ("two-members.zip", "tardis/trades"),
      ("book-ticker.csv", "binance-futures/bookTicker"),
      ("futures-trades-no-header.csv", "binance-futures/trades"),
      ("futures-aggregate-trades.csv", "binance-futures/aggTrades"),
      ("spot-trades.csv", "binance-spot/trades"),
      ("spot-aggregate-trades.csv", "binance-spot/aggTrades"),
      ("calendar-times.csv", "histdata/ticks"),
      ("day-first-times.csv", "dukascopy/ticks"),
    ])
  func sniff(file: String, format: String) throws {
    let found = try TickFormat.sniff(path: try Fixture.path(file))
    #expect(found.format.name == format)
    #expect(try !Contents(try Fixture.path(file), found.format).records.isEmpty)
  }

  @Test("unknown layouts are errors that say where the formats are listed")
  func unknownLayout() throws {
    let error = #expect(throws: TickFileError.self) {
      try TickFormat.sniff(path: try Fixture.path("iso-times.csv"))
    }
    #expect(error?.code == .unknownFormat)
    #expect(error?.description.contains("check --help") == true)
  }

  @Test("a header with a column more is that of another format")
  func otherHeader() throws {
    let wider = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount,extra\n"
    try Fixture.withFile(wider.utf8) { path in
      #expect(throws: TickFileError.self) { try TickFormat.sniff(path: path) }
    }
  }

  @Test("errors about foreign bytes stay short and printable")
  func binaryContents() throws {
    let bytes = (0..<2_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }.filter { $0 != 10 }
    try Fixture.withFile([0x7F, 0x1B] + bytes) { path in
      let error = #expect(throws: TickFileError.self) { try TickFormat.sniff(path: path) }
      #expect(error?.code == .unknownFormat)
      #expect((error?.message.count ?? 999) < 130)
      #expect(error?.message.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }
  }

  @Test("patterns expand in order of numbers, without repetition")
  func patterns() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["t_10.csv", "t_9.csv", "t_2024-01-02.csv", "t_2024-01-01.csv", "u.csv"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    let found = try FilePatterns.expand([folder.path + "/t_*.csv", folder.path + "/[tu]*.csv"])
    #expect(
      found.map { URL(fileURLWithPath: $0).lastPathComponent } == [
        "t_9.csv", "t_10.csv", "t_2024-01-01.csv", "t_2024-01-02.csv", "u.csv",
      ])
    #expect(throws: TickFileError.self) { try FilePatterns.expand([folder.path + "/v*.csv"]) }
  }
}
