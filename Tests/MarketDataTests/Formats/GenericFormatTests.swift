import Foundation
import MarketData
import Testing

@Suite("Generic layouts")
struct GenericFormatTests {
  private static func read(_ text: String, _ generic: GenericFormat) throws -> Contents {
    let format = try generic.format()
    return try Fixture.withFile(text.utf8) { try Contents($0, format) }
  }

  /// What each row says without its line, arrival time and, in a quote, side.
  private static func sides(_ contents: Contents) -> [String] {
    contents.records.map {
      $0.essence.split(separator: " ").suffix(4).joined(separator: " ")
    }
  }

  private static let midnight: Int64 = 1_704_067_200_000_000_000  // 2024-01-01

  @Test(
    "date and time in two columns, in either order",
    arguments: [("01/02/2024,09:30:00.5", false), ("09:30:00.5,01/02/2024", true)])
  func twoColumns(text: String, isTimeFirst: Bool) throws {
    var generic = GenericFormat(
      kind: .trades, time: .number(isTimeFirst ? 1 : 2),
      timeEncoding: .pattern(
        "HH:mm:ss|HH:mm:ss.S", zone: try #require(ClockZone("America/New_York"))))
    generic.hasHeader = false
    generic.date = .number(isTimeFirst ? 2 : 1)
    generic.datePattern = "MM/dd/yyyy"
    generic.price = .number(3)
    generic.quantity = .number(4)
    let later = text.replacingOccurrences(of: ".5", with: "")
      .replacingOccurrences(of: "01/02", with: "07/02")
    let bad = text.replacingOccurrences(of: "01/02", with: "13/02")
    let read = try Self.read("\(text),1,2\n\(later),1,2\n\(bad),1,2\n", generic)
    #expect(
      read.records.map(\.exchangeTime) == [
        Self.midnight + (86_400 + 14 * 3_600 + 1_800) * 1_000_000_000 + 500_000_000,
        1_719_927_000_000_000_000,
      ])
    #expect(read.rejects.map(\.reason) == [.badTime])
  }

  @Test("numbers since midnight with a column for the date")
  func sinceMidnight() throws {
    var generic = GenericFormat(
      kind: .trades, time: .name("ms"), timeEncoding: .millisecondsOfDay(.utc))
    generic.date = .name("day")
    generic.price = .name("px")
    generic.quantity = .name("sz")
    let read = try Self.read(
      "day,ms,px,sz\n20240101,0,1,1\n2024-01-02,1500.25,1,1\n2024/01/03,86399999,1,1\n", generic)
    #expect(
      read.records.map { $0.exchangeTime - Self.midnight } == [
        0, 86_401_500_250_000, 259_199_999_000_000,
      ])
    generic.timeEncoding = .milliseconds
    #expect(throws: TickFileError.self) { try generic.format() }
    generic.timeEncoding = .millisecondsOfDay(.utc)
    generic.datePattern = "HH:mm"
    #expect(throws: TickFileError.self) { try generic.format() }
  }

  @Test("one side a row, told by a column; rows of one instant are one quote")
  func oneSide() throws {
    var generic = GenericFormat(kind: .quotes, time: .name("t"), timeEncoding: .milliseconds)
    generic.price = .name("price")
    generic.quantity = .name("size")
    generic.side = .name("side")
    let format = try generic.format()
    let text = """
      t,price,size,side
      1,10,1,bid
      1,11,2,ask
      2,12,3,Ask
      3,9,4,B
      4,,,bid
      5,8,1,mid
      5,8,5,bid
      5,13,6,a
      5,14,7,a

      """
    try Fixture.withFile(text.utf8) { path in
      let read = try Contents(path, format)
      #expect(
        Self.sides(read) == [
          "10 1 11 2", "10 1 12 3", "9 4 12 3", "- - 12 3", "8 5 13 6", "8 5 14 7",
        ])
      #expect(read.rejects.map(\.reason) == [.badSide])
      #expect(read.rowsRead == 9)
      // However the file is cut into batches, the quotes are the same.
      for size in 1...40 {
        #expect(try Contents(path, format, readSize: size).essence == read.essence)
      }
      let reader = try TickFileReader(path: path, format: format)
      while try reader.nextBatch() {}
      #expect(reader.rowsPassedOver == ["second half of a quote": 2])
    }
  }

  @Test("the other side is that of the same symbol")
  func oneSideOfSeveralSymbols() throws {
    var generic = GenericFormat(kind: .quotes, time: .name("t"), timeEncoding: .milliseconds)
    generic.price = .name("price")
    generic.quantity = .name("size")
    generic.side = .name("side")
    generic.symbol = .name("symbol")
    let read = try Self.read(
      "t,symbol,price,size,side\n1,A,10,1,bid\n1,B,20,1,ask\n2,A,11,1,ask\n2,B,19,1,bid\n", generic)
    #expect(Self.sides(read) == ["10 1 - -", "- - 20 1", "10 1 11 1", "19 1 20 1"])
    #expect(read.records.map(\.symbol) == [0, 1, 0, 1])
  }

  @Test("empty sides: none, or unchanged")
  func missingSides() throws {
    var generic = GenericFormat(kind: .quotes, time: .number(1), timeEncoding: .milliseconds)
    generic.hasHeader = false
    generic.bidPrice = .number(2)
    generic.bidQuantity = .number(3)
    generic.askPrice = .number(4)
    generic.askQuantity = .number(5)
    generic.zeroIsEmpty = true
    generic.emptyWords = ["NA", "null"]
    let text =
      "1,10,1,11,1\n2,0,0,12,2\n3,9,3,nan,NaN\n4,8,4,Null,0\n5,0.00,7,13,5\n6,NA,,,\n7,x,1,1,1\n"
    #expect(
      try Self.sides(Self.read(text, generic)) == [
        "10 1 11 1", "- - 12 2", "9 3 - -", "8 4 - -", "- - 13 5", "- - - -",
      ])
    generic.keepsMissingSide = true
    let kept = try Self.read(text, generic)
    #expect(
      Self.sides(kept) == ["10 1 11 1", "10 1 12 2", "9 3 12 2", "8 4 12 2", "8 4 13 5"])
    #expect(kept.rejects.map(\.reason) == [.notANumber])
    generic.keepsMissingSide = false
    generic.zeroIsEmpty = false
    generic.emptyWords = []
    #expect(try Self.read("1,10,,11,1\n", generic).rejects.map(\.reason) == [.missingField])
    #expect(try Self.sides(Self.read("1,0,0,11,1\n", generic)) == ["0 0 11 1"])
  }

  @Test("scales multiply exactly")
  func scales() throws {
    var generic = GenericFormat(kind: .trades, time: .number(1), timeEncoding: .seconds)
    generic.hasHeader = false
    generic.price = .number(2)
    generic.quantity = .number(3)
    generic.priceScale = FixedDecimal(mantissa: 1, decimals: 4)
    generic.sizeScale = FixedDecimal(mantissa: 1_000_000, decimals: 0)
    let record = try #require(try Self.read("1,1819201,2.5\n", generic).records.first)
    #expect(record.essence.hasSuffix("181.9201 2500000 - -"))
    generic.priceScale = FixedDecimal(mantissa: 0, decimals: 0)
    #expect(throws: TickFileError.self) { try generic.format() }
  }

  @Test("sides of trades: words of their own, constant, inferred, unknown")
  func tradeSides() throws {
    var generic = GenericFormat(kind: .trades, time: .number(1), timeEncoding: .seconds)
    generic.hasHeader = false
    generic.price = .number(2)
    generic.quantity = .number(3)
    let text = "1,1,1,L\n2,1,1,H\n3,1,1,?\n"
    #expect(try Self.read(text, generic).records.isEmpty == false)
    generic.side = .number(4)
    generic.sideWords = SideWords(buy: ["L"], sell: ["H"], unknown: ["?"])
    #expect(try Self.read(text, generic).records.map(\.side) == [0, 1, 2])
    generic.side = nil
    generic.constantSide = .sell
    #expect(try Self.read(text, generic).records.map(\.side) == [1, 1, 1])
    generic.constantSide = nil
    generic.infersSide = true
    let inferred = try Self.read(text, generic).records
    #expect(inferred.allSatisfy { $0.side == 2 && $0.flags.contains(.infersSide) })
  }

  @Test("a book of one level a row: rows of one time are a message, a flag marks snapshots")
  func book() throws {
    var generic = GenericFormat(kind: .book, time: .name("t"), timeEncoding: .milliseconds)
    generic.price = .name("p")
    generic.quantity = .name("q")
    generic.side = .name("s")
    generic.snapshot = .name("f")
    generic.snapshotWords = ["u", "s"]
    let read = try Self.read(
      "t,s,p,q,f\n1,bid,10,1,s\n1,a,11,1,s\n2,b,10,0,u\n2,ask,11,5,u\n3,mid,1,1,u\n3,bid,9,-1,u\n",
      generic)
    #expect(read.records.map(\.kind) == [.level, .level, .level, .level])
    #expect(read.records.map(\.side) == [0, 1, 0, 1])
    #expect(
      read.records.map(\.flags) == [
        [.snapshot, .startsMessage], .snapshot, .startsMessage, [],
      ])
    #expect(read.rejects.map(\.reason) == [.badSide, .negativeQuantity])
    generic.snapshotWords = ["u"]
    #expect(throws: TickFileError.self) { try generic.format() }
  }

  @Test("funding rates, with a mark or without")
  func funding() throws {
    var generic = GenericFormat(kind: .funding, time: .name("t"), timeEncoding: .iso8601)
    generic.rate = .name("rate")
    generic.markPrice = .name("mark")
    let read = try Self.read(
      "t,rate,mark\n2024-01-01T00:00:00Z,1.25e-05,42000.5\n2024-01-01T08:00:00Z,-0.0001,\n", generic
    )
    #expect(read.records.map(\.kind) == [.funding, .funding])
    #expect(Self.sides(read) == ["0.0000125 - 42000.5 -", "-0.0001 - - -"])
  }

  @Test("ISO 8601 without a zone is in the zone given, with one it is not")
  func localISO() throws {
    let tokyo = try #require(ClockZone("Asia/Tokyo"))
    let encoding = try #require(TimeEncoding("iso-8601", zone: tokyo))
    var generic = GenericFormat(kind: .trades, time: .number(1), timeEncoding: encoding)
    generic.hasHeader = false
    generic.price = .number(2)
    generic.quantity = .number(3)
    let read = try Self.read(
      "2024-01-01T09:00:00,1,1\n2024-01-01 00:00:00Z,1,1\n2024-01-01T01:00:00+01:00,1,1\n", generic)
    #expect(read.records.map(\.exchangeTime) == Array(repeating: Self.midnight, count: 3))
  }

  @Test("ragged rows are rejected, each by itself")
  func ragged() throws {
    var generic = GenericFormat(kind: .trades, time: .name("t"), timeEncoding: .seconds)
    generic.price = .name("p")
    generic.quantity = .name("q")
    let read = try Self.read("t,p,q\n1,1,1\n2,1\n3,1,1,1\n4,1,1\n", generic)
    #expect(read.records.map(\.line) == [2, 5])
    #expect(read.rejects.map(\.reason) == [.fieldCount, .fieldCount])
  }
}
