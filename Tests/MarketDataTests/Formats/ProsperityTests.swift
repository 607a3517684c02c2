import Foundation
import MarketData
import TestSupport
import Testing

@Suite("IMC Prosperity")
struct ProsperityTests {
  private static let header =
    "day;timestamp;product;bid_price_1;bid_volume_1;bid_price_2;bid_volume_2;bid_price_3;"
    + "bid_volume_3;ask_price_1;ask_volume_1;ask_price_2;ask_volume_2;ask_price_3;ask_volume_3;"
    + "mid_price;profit_and_loss\n"
  private static var prices: TickFormat {
    get throws { try #require(.named("prosperity/prices")) }
  }
  private static var trades: TickFormat {
    get throws { try #require(.named("prosperity/trades")) }
  }
  /// 2000-01-01 in milliseconds since the epoch.
  private static let dayZero: Int64 = 946_684_800_000

  @Test("written levels are read back", arguments: [Int64(-2), 0, 3], [UInt64(1), 2])
  func prices(day: Int64, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var text = Self.header
    var expected: [(Int64, String, [String], Bool)] = []
    for step in 0..<300 {
      let product = random.oneIn(2) ? "KELP" : "SQUID_INK"
      let bids = Int(random.integer(0...3))
      let asks = Int(random.integer(0...3))
      let bid = (0..<3).map { level in
        level < bids ? "\(random.integer(-9...9_000));\(random.integer(1...99))" : ";"
      }
      let ask = (0..<3).map { level in
        level < asks ? "\(random.integer(9_001...9_999));\(random.integer(1...99))" : ";"
      }
      text += "\(day);\(step * 100);\(product);\((bid + ask).joined(separator: ";"));0.0;0.0\n"
      let levels = (0..<max(1, bids, asks)).map { level in
        [bid[level], ask[level]].map { $0 == ";" ? "-" : $0.replacing(";", with: "×") }
          .joined(separator: " ")
      }
      expected.append(
        (
          Self.dayZero + day * 86_400_000 + Int64(step) * 100, product, levels,
          min(bids, asks) < 3
        ))
    }
    try Fixture.withFile(text.utf8, named: "prices_round_1_day_\(day).csv") { path in
      #expect(try TickFormat.sniff(path: path).format.name == "prosperity/prices")
      let read = try JoinedContents(path, try Self.prices)
      #expect(read.rejects.isEmpty)
      #expect(read.rowsRead == 300)
      let states = read.states
      #expect(states.count == 300)
      #expect(states.map { $0[0].exchangeTime } == expected.map { $0.0 * 1_000_000 })
      #expect(states.map { read.symbols[Int($0[0].symbol)] } == expected.map(\.1))
      #expect(states.map { $0.map(\.level) } == expected.map(\.2))
      #expect(states.map { $0[0].flags.contains(.clearsBook) } == expected.map(\.3))
    }
  }

  @Test("a price without a volume and a day beyond the calendar are faults")
  func faults() throws {
    let text =
      Self.header + "0;0;K;10;;;;;;11;1;;;;;0;0\n" + "0;0;K;10;1;;;;;11;;;;;;0;0\n"
      + "0;0;K;;3;;;;;11;1;;;;;0;0\n" + "99999;0;K;10;1;;;;;11;1;;;;;0;0\n"
      + "1.5;0;K;10;1;;;;;11;1;;;;;0;0\n" + "0;0;K;10;1;;;;;11;1;;;;;0;0\n"
    try Fixture.withFile(text.utf8) { path in
      let read = try JoinedContents(path, try Self.prices)
      #expect(
        read.rejects.map { "\($0.line) \($0.reason.code)" } == [
          "2 missing-field", "3 missing-field", "4 missing-field", "5 bad-time", "6 bad-time",
        ])
      #expect(read.states.count == 1)
    }
  }

  @Test(
    "the day of the trades is in the file's name",
    arguments: [
      ("trades_round_1_day_-2.csv", Int64(-2)), ("trades_round_5_day_4_nn.csv", 4),
      ("trades_round_5_day_3_wn.csv.gz", 3), ("trades.csv", 0), ("day_-1-2.csv", -1),
      ("day_99999999.csv", 0), ("day_.csv", 0),
    ])
  func days(name: String, day: Int64) throws {
    let text = "timestamp;buyer;seller;symbol;currency;price;quantity\n"
    try Fixture.withFile((text + "100;;Vladimir;KELP;SEASHELLS;2002.0;7\n").utf8, named: name) {
      path in
      #expect(try TickFormat.sniff(path: path).format.name == "prosperity/trades")
      let read = try JoinedContents(path, try Self.trades)
      let record = try #require(read.records.first)
      #expect(record.exchangeTime == (Self.dayZero + day * 86_400_000 + 100) * 1_000_000)
      #expect(record.exactPrice == FixedDecimal("2002"))
      #expect(record.exactQuantity == FixedDecimal("7"))
      #expect(record.flags.contains(.infersSide))
      #expect(record.flags.contains(.followsTime))
      #expect(record.side == 2)
    }
  }

  @Test("the real files")
  func realFiles() throws {
    guard let data = Fixture.realData() else { return }
    let prices = try JoinedContents(
      data + "/prosperity/p3_prices_round_1_day_-2.csv.gz", try Self.prices)
    #expect(prices.rowsRead == 30_000)
    #expect(prices.rejects.isEmpty)
    #expect(prices.symbols == ["RAINFOREST_RESIN", "KELP", "SQUID_INK"])
    let trades = try JoinedContents(
      data + "/prosperity/p3_trades_round_1_day_-2.csv.gz", try Self.trades)
    #expect(trades.rowsRead == 8_398)
    #expect(trades.rejects.isEmpty)
    #expect(trades.prints.count == 8_398)
    #expect(prices.records.first?.exchangeTime == trades.records.first?.exchangeTime)
  }
}
