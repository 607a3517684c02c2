import Foundation
import MarketData
import Testing

@Suite("Time zones")
struct ClockZoneTests {
  /// What Python's zoneinfo says of zones that agree, from `Fixtures/zones/make.py`.
  struct Reference: Sendable, CustomStringConvertible {
    var names: [String]
    var firstOffset: Int64
    var changes: [(instant: Int64, before: Int64, after: Int64)]
    var samples: [(local: Int64, utc: Int64)]

    var description: String { names[0] }

    init?(_ line: Substring) {
      let parts = line.split(separator: "|", omittingEmptySubsequences: false)
      guard parts.count == 4, let first = Int64(parts[1]) else { return nil }
      names = parts[0].split(separator: " ").map(String.init)
      firstOffset = first * 60
      changes = []
      var instant: Int64 = 631_152_000
      var offset = firstOffset
      for (step, minutes) in Self.pairs(parts[2]) {
        instant += step * 900
        changes.append((instant, offset, minutes * 60))
        offset = minutes * 60
      }
      samples = Self.pairs(parts[3]).map { (local: $0.0, utc: $0.1) }
    }

    private static func pairs(_ text: Substring) -> [(Int64, Int64)] {
      text.split(separator: " ").compactMap { pair in
        let numbers = pair.split(separator: ":").compactMap { Int64($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
      }
    }
  }

  static let references: [Reference] = {
    guard let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil),
      let text = try? String(
        contentsOf: folder.appendingPathComponent("zones/transitions.txt"), encoding: .utf8)
    else { return [] }
    return text.split(separator: "\n").compactMap(Reference.init)
  }()

  private static let second: Int64 = 1_000_000_000

  @Test("every zone of the catalogue is compared with zoneinfo, and none else")
  func everyZone() {
    #expect(Set(Self.references.flatMap(\.names)) == Set(ClockZone.names))
    #expect(Self.references.flatMap(\.names).count == ClockZone.names.count)
  }

  @Test(
    "the clock agrees with zoneinfo round every change from 1990 to 2040", arguments: references)
  func changes(reference: Reference) throws {
    let around: [Int64] = [
      -90_000, -7_201, -3_601, -3_600, -1_800, -1, 0, 1, 1_799, 1_800, 3_599, 3_600, 3_601, 7_200,
      90_000,
    ]
    for name in reference.names {
      let zone = try #require(ClockZone(name))
      for change in reference.changes {
        for distance in around {
          // Read as before the change until the clock shows what it can only show after it.
          let local = change.instant + max(change.before, change.after) + distance
          let expected = local - (distance < 0 ? change.before : change.after)
          let utc = zone.utc(localNanoseconds: local * Self.second)
          #expect(utc == expected * Self.second, "\(name) at local \(local)")
        }
      }
      if reference.changes.isEmpty {
        let utc = zone.utc(localNanoseconds: 1_600_000_000 * Self.second)
        #expect(utc == (1_600_000_000 - reference.firstOffset) * Self.second)
      }
    }
  }

  @Test("the clock agrees with zoneinfo at random instants", arguments: references)
  func samples(reference: Reference) throws {
    #expect(reference.samples.count >= 20)
    for name in reference.names {
      let zone = try #require(ClockZone(name))
      for sample in reference.samples {
        let local = sample.local * Self.second + 123_456_789
        #expect(
          zone.utc(localNanoseconds: local) == sample.utc * Self.second + 123_456_789,
          "\(name) at local \(sample.local)")
      }
    }
  }

  @Test(
    "offsets, POSIX rules and names in any case are zones",
    arguments: [
      ("UTC", 0), ("gmt", 0), ("Z", 0), ("UTC-5", -18_000), ("GMT+1", 3_600), ("+05:30", 19_800),
      ("-0330", -12_600), ("UTC+10:30", 37_800), ("EST", -18_000), ("EST5", -18_000),
      ("<+0530>-5:30", 19_800), ("asia/tokyo", 32_400), ("EST5EDT", -14_400),
      ("EST5EDT,M3.2.0,M11.1.0", -14_400), ("CET-1CEST,M3.5.0,M10.5.0/3", 7_200),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", 36_000), ("IST-2IDT,M3.4.4/26,M10.5.0", 10_800),
      ("XXX3YYY2,J60/0,J300/0", -7_200), ("XXX3YYY,59/0,299/-1", -7_200),
    ])
  func texts(text: String, offsetInJuly: Int64) throws {
    let zone = try #require(ClockZone(text))
    let july: Int64 = 1_720_000_000
    #expect(zone.utc(localNanoseconds: (july + offsetInJuly) * Self.second) == july * Self.second)
  }

  @Test(
    "what is no zone is none",
    arguments: [
      "", "New York", "America/New_Yrok", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "UTC+99",
      "+5:3", "EST5EDT,M3.2.7,M11.1.0", "05:30", "EST5EDT,M3.2.0,M11.1.0,x", "UTCx", "J60",
      "CET-1CEST,M3.5.0,M10.6.0", "+123456789012345678901", "<", "<>3", "EST25", "EST5EDT,J0,J5",
    ])
  func noZones(text: String) { #expect(ClockZone(text) == nil) }

  @Test("day numbers of a POSIX rule count or pass over leap days")
  func dayNumbers() throws {
    // J60 is March 1 always; 59 is February 29 in leap years.
    let julian = try #require(ClockZone("XXX0YYY,J60/0,J300/0"))
    let plain = try #require(ClockZone("XXX0YYY,59/0,J300/0"))
    let leapDay: Int64 = 1_709_208_000  // 2024-02-29 12:00
    #expect(julian.utc(localNanoseconds: leapDay * Self.second) == leapDay * Self.second)
    #expect(plain.utc(localNanoseconds: leapDay * Self.second) == (leapDay - 3_600) * Self.second)
  }

  @Test(
    "the date of a file is the first one its name tells",
    arguments: [
      ("AAPL_2012-06-21_34200000_57600000_message_10.csv", "2012-06-21"),
      ("data/20140501_quote.zip", "2014-05-01"),
      ("x/20131007_trade.zip/20131007_gc_tick_trade_201312_20131227.csv", "2013-10-07"),
      ("x/20131007_trade.zip/gc.csv", "2013-10-07"), ("EURUSD.2020.01.02.csv", "2020-01-02"),
      ("a_2020_01_02.csv.gz", "2020-01-02"), ("20200101/ticks.csv", nil), ("ticks.csv", nil),
      ("34200000_57600000.csv", nil), ("20201301.csv", nil), ("120200101.csv", nil),
      ("2020-02-30.csv", nil), ("2020-0102.csv", nil), ("1.csv", nil), ("", nil),
    ])
  func fileDates(file: String, date: String?) {
    #expect(CalendarDate.told(byNameOf: file)?.description == date)
  }
}
