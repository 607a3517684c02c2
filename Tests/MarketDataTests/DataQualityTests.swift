import Foundation
import MarketData
import Testing

@Suite("Data quality")
struct DataQualityTests {
  private static let header = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"

  private func examine(_ text: String) throws -> FileQuality {
    try Fixture.withFile(text.utf8) { path in
      try #require(try DataQuality.examine(files: [path]).files.first)
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
        let error = #expect(throws: TickFileError.self) {
          try DataQuality.examine(files: [path], format: format)
        }
        #expect(error?.code == .corrupt)
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
    let lag = try #require(quality.bookLag)
    #expect(lag.prints > 21_000)
    #expect((lag.shareAtPrint ?? 0) > 0.8)
  }
}
