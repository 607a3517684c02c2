import Foundation
import MarketData
import TestSupport
import Testing

@Suite("TrueFX, HistData and Dukascopy")
struct BrokerFormatTests {
  /// The instant that `text` says, ISO 8601 in UTC (ns).
  private static func time(_ text: String) throws -> Int64 {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    let date = try #require(formatter.date(from: text))
    return Int64((date.timeIntervalSince1970 * 1_000).rounded()) * 1_000_000
  }

  private static func read(
    _ text: String, _ format: String, named name: String = "ticks.csv"
  ) throws -> Contents {
    let format = try #require(TickFormat.named(format))
    return try Fixture.withFile(text.utf8, named: name) { try Contents($0, format) }
  }

  /// `bid size ask size` of each row.
  private static func sides(_ contents: Contents) -> [String] {
    contents.records.map {
      $0.essence.split(separator: " ").suffix(4).joined(separator: " ")
    }
  }

  @Test("TrueFX: pair, GMT, no sizes; 0 is no quote")
  func trueFX() throws {
    let read = try Self.read(
      "EUR/USD,20130101 21:59:59.981,1.32023,1.32054\nEUR/USD,20130101 22:00:00.001,0,1.32054\n",
      "truefx/ticks")
    #expect(Self.sides(read) == ["1.32023 - 1.32054 -", "- - 1.32054 -"])
    #expect(
      try read.records.map(\.exchangeTime) == [
        Self.time("2013-01-01T21:59:59.981Z"), Self.time("2013-01-01T22:00:00.001Z"),
      ])
    #expect(TickFormat.named("truefx/ticks")?.constantQuantity == FixedDecimal("1000000"))
    #expect(TickFormat.named("truefx/ticks")?.assumption?.contains("1000000") == true)
  }

  @Test("HistData: EST in summer too, the volume says nothing")
  func histData() throws {
    let read = try Self.read(
      "20120201 000003660,1.306600,1.306770,0\n20120701 000003660,1.306600,1.306770,0\n",
      "histdata/ticks")
    #expect(
      try read.records.map(\.exchangeTime) == [
        Self.time("2012-02-01T05:00:03.660Z"), Self.time("2012-07-01T05:00:03.660Z"),
      ])
    #expect(Self.sides(read).first == "1.306600 - 1.306770 -")
  }

  @Test(
    "Dukascopy: every header",
    arguments: [
      ("Time,Ask,Bid,AskVolume,BidVolume", "01.05.2012 00:00:01.680", "2012-05-01T00:00:01.680Z"),
      (
        "Gmt time,Ask,Bid,AskVolume,BidVolume", "02.05.2012 00:00:01.680",
        "2012-05-02T00:00:01.680Z"
      ),
      (
        "Local time,Ask,Bid,AskVolume,BidVolume", "02.01.2020 00:00:01.680 GMT+0100",
        "2020-01-01T23:00:01.680Z"
      ),
      (
        "Local time,Ask,Bid,AskVolume,BidVolume ", "02.07.2020 00:00:01.680 GMT-0430",
        "2020-07-02T04:30:01.680Z"
      ),
      (
        "Time (EET),Ask,Bid,AskVolume,BidVolume ", "2025.01.02 01:02:14.945",
        "2025-01-01T23:02:14.945Z"
      ),
      (
        "Time (EET),Ask,Bid,AskVolume,BidVolume", "2025.07.02 01:02:14.945",
        "2025-07-01T22:02:14.945Z"
      ),
      (
        "timestamp,askPrice,bidPrice,askVolume,bidVolume", "1735776134945",
        "2025-01-02T00:02:14.945Z"
      ),
      ("time,ask,bid,ask_volume,bid_volume", "2017-01-01 22:00:20.786", "2017-01-01T22:00:20.786Z"),
      ("time,ask,bid,ask_volume,bid_volume", "01.01.2024 00:00:00.123", "2024-01-01T00:00:00.123Z"),
    ])
  func dukascopy(header: String, time: String, expected: String) throws {
    let read = try Self.read(
      "\(header)\r\n\(time),203.14900000000003,203.146,2.33,1.1200000047683716\r\n",
      "dukascopy/ticks")
    #expect(read.rejects.isEmpty)
    #expect(try read.records.map(\.exchangeTime) == [Self.time(expected)])
    #expect(Self.sides(read) == ["203.146 1120000 203.14900000000003 2330000"])
  }

  @Test("Dukascopy: times that are none of the ways are rejected")
  func dukascopyTimes() throws {
    let rows = ["2012.13.01 00:00:00.000", "01.05.2012", "01.05.2012 00:00:00.000 GMT", "x"]
    let text = rows.map { $0 + ",2,1,1,1\n" }.joined()
    let read = try Self.read("Time,Ask,Bid,AskVolume,BidVolume\n" + text, "dukascopy/ticks")
    #expect(read.rejects.map(\.reason) == rows.map { _ in .badTime })
  }

  @Test(
    "what is written is read back",
    arguments: ["truefx/ticks", "histdata/ticks", "dukascopy/ticks"])
  func roundTrip(format: String) throws {
    var random = SplitMix64(seed: 11)
    var text = format == "dukascopy/ticks" ? "Gmt time,Ask,Bid,AskVolume,BidVolume\n" : ""
    var expected: [String] = []
    let calendar = Calendar(identifier: .gregorian)
    let utc = try #require(TimeZone(secondsFromGMT: 0))
    for index in 0..<500 {
      let milliseconds = Int64.random(in: 631_152_000_000..<2_208_988_800_000, using: &random)
      let offset: Int64 = format == "histdata/ticks" ? -5 * 3_600 : 0
      let wall = Date(timeIntervalSince1970: Double(milliseconds / 1_000 + offset))
      let parts = calendar.dateComponents(in: utc, from: wall)
      func two(_ number: Int?) -> String { String(format: "%02d", number ?? 0) }
      let fraction = String(format: "%03d", Int(milliseconds % 1_000))
      let day = (String(parts.year ?? 0), two(parts.month), two(parts.day))
      let clock = [two(parts.hour), two(parts.minute), two(parts.second)]
      let bid = FixedDecimal(
        mantissa: .random(in: 1...9_999_999, using: &random),
        decimals: .random(in: 0...6, using: &random))
      let ask = FixedDecimal(
        mantissa: .random(in: 1...9_999_999, using: &random),
        decimals: .random(in: 0...6, using: &random))
      let size = FixedDecimal(mantissa: .random(in: 1...99_999, using: &random), decimals: 4)
      let units = FixedDecimal(mantissa: size.mantissa * 100, decimals: 0).description
      let line = index + (format == "dukascopy/ticks" ? 2 : 1)
      let time = milliseconds * 1_000_000
      switch format {
      case "truefx/ticks":
        text +=
          "EUR/USD,\(day.0)\(day.1)\(day.2) \(clock.joined(separator: ":"))"
        text += ".\(fraction),\(bid),\(ask)\n"
        expected.append("\(line) \(time) 0 2 \(bid) - \(ask) -")
      case "histdata/ticks":
        text += "\(day.0)\(day.1)\(day.2) \(clock.joined())\(fraction),\(bid),\(ask),0\n"
        expected.append("\(line) \(time) 0 2 \(bid) - \(ask) -")
      default:
        text += "\(day.2).\(day.1).\(day.0) \(clock.joined(separator: ":")).\(fraction),"
        text += "\(ask),\(bid),\(size),\(size)\n"
        expected.append("\(line) \(time) 0 2 \(bid) \(units) \(ask) \(units)")
      }
    }
    let read = try Self.read(text, format)
    #expect(read.rejects.isEmpty)
    #expect(read.records.map(\.essence) == expected)
  }

  @Test("real files: every row, first and last time")
  func realFiles() throws {
    guard let data = Fixture.realData() else { return }
    let files = [
      (
        "dukascopy/CADJPY_tick_20120501.csv", "dukascopy/ticks", 52_948,
        "2012-05-01T00:00:01.680Z", "2012-05-01T23:59:50.267Z"
      ),
      (
        "histdata/eurusd_20200101_ascii_ticks.csv", "histdata/ticks", 9_500,
        "2020-01-01T22:00:00.065Z", "2020-01-02T04:00:52.125Z"
      ),
    ]
    for (file, format, rows, first, last) in files {
      let read = try Contents(data + "/" + file, try #require(TickFormat.named(format)))
      #expect(read.rowsRead == rows)
      #expect(read.records.count == rows)
      #expect(read.records.allSatisfy { $0.hasBid && $0.hasAsk })
      #expect(try read.records.first?.exchangeTime == Self.time(first))
      #expect(try read.records.last?.exchangeTime == Self.time(last))
    }
  }
}
