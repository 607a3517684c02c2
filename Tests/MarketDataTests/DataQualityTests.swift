import Foundation
import MarketData
import Testing

@Suite("Data quality")
struct DataQualityTests {
  private static let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"

  private func examine(
    _ text: String, tick: String? = nil, lot: String? = nil
  ) throws -> FileQuality {
    try Fixture.withFile(text.utf8) { path in
      let quality = try DataQuality.examine(
        files: [path], tick: tick.flatMap { FixedDecimal($0) },
        lot: lot.flatMap { FixedDecimal($0) })
      if let failure = quality.failures.first { throw failure.error }
      return try #require(quality.files.first)
    }
  }

  @Test("grid, times, gaps, duplicates, sides and latency of a few trades")
  func trades() throws {
    let quality = try examine(
      Self.header
        + """
        x,A,1700000000000000,1700000000000500,1,buy,100.5,0.25
        x,A,1700000001000000,1700000001000400,2,sell,100.25,0.75
        x,A,1700000001000000,1700000001000400,2,sell,100.25,0.75
        x,A,1700000000900000,1700000001000600,3,unknown,101,1.5
        x,A,1700000005000000,1700000005000000,4,buy,101,1
        x,A,oops,1700000005000000,4,buy,101,1

        """)
    #expect(quality.format == "tardis/trades")
    #expect(quality.rowsRead == 6 && quality.rowsRejected == 1)
    #expect(quality.firstRejects.first?.reason == .badTime)
    // Too few to tell more than the decimals.
    #expect(quality.inferredTick == FixedDecimal("0.01"))
    #expect(quality.inferredLot == FixedDecimal("0.01"))
    #expect(quality.equalTimes == 1 && quality.duplicateRows == 1)
    #expect(quality.timeReversals == 1 && quality.largestReversal == 100_000_000)
    #expect(quality.order == .mostlyOldestFirst)
    #expect(quality.largestGaps.map(\.length) == [4_000_000_000, 1_000_000_000])
    #expect(quality.buyTrades == 2 && quality.sellTrades == 2 && quality.tradesWithoutSide == 1)
    #expect(quality.rowsWithoutExchangeTime == 1)
    #expect(quality.latency?.rows == 4)
    #expect(quality.latency?.minimum == 400_000)
    #expect(quality.latency?.median == 400_000)
    #expect(quality.latency?.maximum == 100_600_000)
    #expect(quality.rowsPerSecond == 1)
  }

  @Test("crossed, locked and one-sided quotes")
  func quotes() throws {
    let quality = try examine(
      """
      exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
      x,A,1700000000000000,1700000000000500,1,101,100,2
      x,A,1700000000100000,1700000000100500,1,100,100.0,2
      x,A,1700000000200000,1700000000200500,1,99.5,100,2
      x,A,1700000000300000,1700000000300500,,,100,2

      """)
    #expect(quality.lockedQuotes == 1 && quality.crossedQuotes == 1)
    #expect(quality.oneSidedQuotes == 1)
  }

  @Test("a file of which no row can be read has no known format")
  func nothingReadable() {
    let error = #expect(throws: TickFileError.self) {
      try examine(Self.header + "x,A,a,b,1,buy,1,1\nx,A,c,d,1,buy,1,1\n")
    }
    #expect(error?.code == .unknownFormat)
    #expect(error?.line == 2 && error?.message.contains("bad-time") == true)
  }

  @Test("every gzip member is checked")
  func severalMembers() throws {
    let member = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Fixture.path(Self.packed))))
    let format = TickFormat.named("tardis/trades")
    try Fixture.withFile(member + member, named: "t.csv.gz") { path in
      let quality = try DataQuality.examine(files: [path], format: format)
      #expect(!quality.files[0].isChecksumUnknown)
    }
    var damaged = member + member
    damaged[damaged.count - 8] ^= 1
    for bytes in [member + [1, 2], damaged] {
      try Fixture.withFile(bytes, named: "t.csv.gz") { path in
        let quality = try DataQuality.examine(files: [path], format: format)
        #expect(quality.files.isEmpty && quality.failures.first?.error.code == .corrupt)
      }
    }
  }
  private static let packed = "one-member.csv.gz"

  @Test("the grid is the greatest common divisor of enough prices")
  func grid() throws {
    var text = Self.header
    for k in 0..<20 {
      let quarters = 400 + k * 3
      text += "x,A,17000000000000\(10 + k),1700000000000500,1,buy,"
      text += "\(quarters / 4).\(["0", "25", "5", "75"][quarters % 4]),\(5 * k + 5)\n"
    }
    let quality = try examine(text)
    #expect(quality.inferredTick == FixedDecimal("0.25"))
    #expect(quality.inferredLot == FixedDecimal("5"))
  }

  @Test("the real session: a negative latency, the shift that mends it, and the book's lag")
  func realSession() throws {
    guard let data = Fixture.realData() else { return }
    let quality = try DataQuality.examine(files: [
      data + "/tardis/binance-futures_book_ticker_2024-08-08_BTCUSDT.csv.gz",
      data + "/tardis/binance-futures_trades_2024-08-08_BTCUSDT.csv.gz",
    ])
    #expect(quality.files.map(\.rowsRead) == [66_089, 21_313])
    #expect(quality.files.map(\.format) == ["tardis/book_ticker", "tardis/trades"])
    #expect(quality.isLatencyNegative)
    #expect(quality.measuredShift == 1_273_520_000)
    #expect(quality.files[0].inferredTick == FixedDecimal("0.1"))
    #expect(quality.files[0].inferredLot == FixedDecimal("0.001"))
    #expect(quality.files[0].duplicateRows == 1)
    let fit = try #require(quality.printFits.first)
    #expect(quality.printFits.count == 1 && fit.symbol == "BTCUSDT")
    #expect(fit.prints > 21_000)
    #expect((fit.shareAtPrint ?? 0) > 0.8)
    let lag = try #require(fit.lag)
    #expect(lag.compared >= fit.prints && lag.outside > 0 && lag.outside < lag.compared / 2)
    #expect(lag.followed > lag.notFollowed && lag.followed + lag.notFollowed <= lag.outside)
    #expect(lag.quantiles.map(\.level) == [0.1, 0.5, 0.9, 0.99])
    #expect(zip(lag.quantiles, lag.quantiles.dropFirst()).allSatisfy { $0.value <= $1.value })
  }

  @Test("how long the book takes to follow prints through its touch")
  func bookLag() throws {
    let quotes = """
      exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
      x,A,1700000000000000,1700000000000400,2,101,100,2
      x,A,1700000001005000,1700000001005400,2,102,100,2
      x,A,1700000001009000,1700000001009400,2,103,100,2
      x,A,1700000002000000,1700000002000400,2,103,99,2
      x,A,1700000003000000,1700000003000400,2,104,101,2
      x,A,1700000020000000,1700000020000400,2,104,98,2

      """
    // At the ask; through it to 102 and 103, followed after 5 and 9 ms; through the bid, followed
    // at once; a late sell above the ask; through the bid to 90, never followed.
    let prints =
      Self.header + """
        x,A,1700000001000000,1700000001000500,1,buy,101,1
        x,A,1700000001000000,1700000001000500,2,buy,102,1
        x,A,1700000001000000,1700000001000500,3,buy,103,1
        x,A,1700000002000000,1700000002000500,4,sell,99,1
        x,A,1700000002500000,1700000002500500,5,sell,104,1
        x,A,1700000003500000,1700000003500500,6,sell,90,1

        """
    try JoinedFixture.withFiles(["q.csv": quotes, "t.csv": prints]) { folder in
      let quality = try DataQuality.examine(files: [folder + "/*.csv"])
      let lag = try #require(quality.printFits.first?.lag)
      #expect(lag.compared == 6 && lag.outside == 5)
      #expect(lag.followed == 3 && lag.notFollowed == 1)
      #expect(lag.quantiles.map(\.value) == [0, 5_000_000, 9_000_000, 9_000_000])
    }
  }

  @Test("a book of changes is compared with the quotes that had arrived")
  func bookFit() throws {
    let book = """
      exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount
      x,A,1700000000000000,1700000000000500,true,bid,100,2
      x,A,1700000000000000,1700000000000500,true,ask,101,2
      x,A,1700000001000000,1700000001000500,false,bid,100.5,1
      x,A,1700000002000000,1700000002000500,false,bid,100.5,0

      """
    let quotes = """
      exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
      x,A,1700000000000000,1700000000000400,2,101,100,2
      x,A,1700000001000000,1700000001000600,2,101,100.5,2
      x,A,1700000002000000,1700000002000400,2,101,100,2

      """
    let prints = Self.header + "x,A,1700000000500000,1700000000500500,1,buy,101,1\n"
    try JoinedFixture.withFiles(["l2.csv": book, "q.csv": quotes, "t.csv": prints]) { folder in
      let quality = try DataQuality.examine(files: [folder + "/*.csv"])
      #expect(quality.failures.isEmpty && quality.files.count == 3)
      #expect(quality.bookFits.map(\.groups) == [3] && quality.bookFits.map(\.equal) == [2])
      #expect(quality.printFits.count == 2)
    }
  }

  @Test("a given tick and lot that rows do not lie on are told")
  func givenGrid() throws {
    let text =
      Self.header
        + """
        x,A,1700000000000000,1700000000000500,1,buy,100.5,0.25
        x,A,1700000001000000,1700000001000400,2,sell,100.25,0.5
        x,A,1700000002000000,1700000002000400,2,sell,100,0.3

        """
    let symbol = try #require(try examine(text, tick: "0.5", lot: "0.1").symbols.first)
    #expect(symbol.name == "A" && symbol.rows == 3)
    #expect(symbol.offTick == 1 && symbol.offLot == 1)
    let exact = try #require(try examine(text, tick: "0.05", lot: "0.05").symbols.first)
    #expect(exact.offTick == 0 && exact.offLot == 0)
  }

  @Test("rows written newest first are in order, and a row out of place is told")
  func newestFirst() throws {
    func rows(_ seconds: [Int]) -> String {
      Self.header
        + seconds.map { "x,A,\(1_700_000_000 + $0)000000,1700000009000000,1,buy,100,1\n" }.joined()
    }
    let strict = try examine(rows([9, 7, 7, 4, 1]))
    #expect(strict.order == .newestFirst && strict.timeReversals == 0)
    #expect(strict.largestGaps.map(\.length) == [3, 3, 2].map { $0 * 1_000_000_000 })
    #expect(strict.largestReversal == 0 && strict.equalTimes == 1)
    let disturbed = try examine(rows([9, 7, 8, 4, 1]))
    #expect(disturbed.order == .mostlyNewestFirst && disturbed.timeReversals == 1)
    #expect(disturbed.largestReversal == 1_000_000_000)
  }

  @Test("files of one format and symbol are a set, with its overlaps and missing days")
  func sets() throws {
    func file(_ hours: [Int]) -> String {
      Self.header
        + hours.map { hour in
          let time = 1_700_006_400 + hour * 3_600
          return "x,A,\(time)000000,\(time)000500,1,buy,100,1\n"
        }.joined()
    }
    try Fixture.withFile(file([0, 25]).utf8, named: "1.csv") { first in
      try Fixture.withFile(file([24, 30]).utf8, named: "2.csv") { second in
        try Fixture.withFile(file([100, 101]).utf8, named: "3.csv") { third in
          let quality = try DataQuality.examine(files: [third, first, second])
          let set = try #require(quality.sets.first)
          #expect(quality.sets.count == 1 && set.rowsRead == 6)
          #expect(set.files == [first, second, third])
          #expect(set.overlaps.map(\.second) == [second])
          #expect(set.overlaps.map(\.length) == [3_600_000_000_000])
          // 2023-11-15 00:00 UTC is hour 0: days 0, 1 and 4 have rows.
          #expect(set.missingDays == [19_678, 19_679])
        }
      }
    }
  }

  @Test("a file that cannot be read is told of, and the others are examined")
  func unreadable() throws {
    try Fixture.withFile("a,b\n1,2\n".utf8, named: "unknown.csv") { unknown in
      try Fixture.withFile((Self.header + "x,A,1,2,1,buy,1,1\n").utf8, named: "t.csv") { good in
        let quality = try DataQuality.examine(files: [unknown, good])
        #expect(quality.files.map(\.file) == [good])
        #expect(quality.failures.map(\.file) == [unknown])
        #expect(quality.failures.first?.error.code == .unknownFormat)
      }
    }
  }

  @Test("contracts of one archive each begin anew: their rows are in order")
  func contractsInOneArchive() throws {
    let quality = try DataQuality.examine(files: [try Fixture.path("20131007_trade.zip")])
    let file = try #require(quality.files.first)
    #expect(file.format == "lean-future/trades" && file.symbols.count == 2)
    #expect(file.order == .oldestFirst && file.timeReversals == 0)
    let midnight: Int64 = 1_381_118_400_000_000_000  // 04:00 UTC
    #expect(file.firstTime == midnight + 1_000_000 && file.lastTime == midnight + 4_000_000)
    #expect(file.largestGaps.map(\.length) == [3_000_000, 1_000_000])
  }

  @Test("of a file that fits no format it is said where the formats are listed, not all of them")
  func unknownFormat() throws {
    let error = #expect(throws: TickFileError.self) { try examine("a,b,c\n1,2,3\n") }
    #expect(error?.advice?.contains("'ballast check --help' lists") == true)
    #expect((error?.description.count ?? 999) < 300)
  }
}
