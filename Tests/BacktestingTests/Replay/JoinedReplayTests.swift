import Backtesting
import Foundation
import MarketData
import TestSupport
import Testing

@Suite("Rows that tell of several things")
struct JoinedReplayTests {
  private static let cents = Instrument(
    symbol: "A", tick: FixedDecimal(mantissa: 1, decimals: 2),
    lot: FixedDecimal(mantissa: 1, decimals: 0))

  private func replay(
    _ source: SourceSpecification, _ instrument: Instrument, latency: Int64 = 0
  ) throws -> (events: [MarketEvent], statistics: SourceStatistics, rejects: [RejectedRow]) {
    var rejects: [RejectedRow] = []
    let timeline = try Timeline(
      sources: [source], instruments: [instrument],
      clock: ClockSettings(feed: .constant(latency)), rejectPolicy: .reject(.share(1)),
      onReject: { row, _ in rejects.append(row) })
    let events = try timeline.all()
    return (events, try #require(timeline.statistics.first), rejects)
  }

  @Test("LOBSTER: prints go first, books apply whole, half-cent prints go inward")
  func lobster() throws {
    let fixture = try ReplayFixture()
    let messages = """
      34200,1,1,5,100000,1
      34201,4,2,3,100200,-1
      34201,4,3,4,100200,-1
      34202,5,0,7,100150,-1
      34203,5,0,7,100150,1
      34204,7,0,0,-1,-1
      34205,1,9,5,99975,1

      """
    let book = """
      100200,7,100000,5,9999999999,0,99900,4
      100200,4,100000,5,9999999999,0,99900,4
      100300,9,100000,5,100400,1,99900,4
      100300,9,100000,5,100400,1,99900,4
      100300,9,100000,5,100400,1,99900,4
      100300,9,100000,5,100400,1,99900,4
      100300,9,100000,5,100400,1,99975,4

      """
    let day = "2012-06-21_34200000_57600000"
    _ = try fixture.write(book, named: "A_\(day)_orderbook_2.csv")
    let source = try fixture.source(
      messages, named: "A_\(day)_message_2.csv", format: "lobster")
    let read = try replay(source, Self.cents)
    let told = read.events.map { event -> String in
      switch event.kind {
      case .book:
        "\(event.hasBid ? "\(event.price)×\(event.quantity)" : "-") "
          + "\(event.hasAsk ? "\(event.askPrice)×\(event.askQuantity)" : "-")"
          + (event.flags.contains(.clearsBook) ? " clear" : "")
          + (event.flags.contains(.startsMessage) ? " start" : "")
          + (event.flags.contains(.endsMessage) ? " end" : "")
      default: "\(event.kind) \(event.price)×\(event.quantity)"
      }
    }
    #expect(
      told == [
        "1000×5 1002×7 clear start", "999×4 - end",
        "buyTrade 1002×3", "buyTrade 1002×4",
        "1000×5 1002×4 clear start", "999×4 - end",
        "1000×5 1003×9 start", "999×4 1004×1 end",
        "buyTrade 1001×7", "sellTrade 1002×7",
      ])
    #expect(read.statistics.rowsRead == 7)
    #expect(read.statistics.rowsReplayed == 6)
    #expect(read.rejects.map { "\($0.line) \($0.reason.code)" } == ["7 off-tick"])
    #expect(read.rejects.first?.file.contains("orderbook") == true)
    #expect(read.statistics.files.first?.rowsSnapped == 2)
    #expect(read.statistics.files.first?.rowsPassedOver == ["type 7 (trading halt)": 1])
  }

  @Test("tbbo: the quote is the touch just before its trade")
  func quoteBeforeTrade() throws {
    let fixture = try ReplayFixture()
    var text =
      "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,"
      + "ts_in_delta,sequence,bid_px_00,ask_px_00,bid_sz_00,ask_sz_00,bid_ct_00,ask_ct_00\n"
    for (time, price) in [(1_000, "10.02"), (1_000, "10.03"), (2_000, "10.00"), (3_000, "10.005")] {
      text += "\(time),\(time),1,1,1,T,B,0,\(price),3,128,1,1,10.01,10.02,1,2,1,1\n"
    }
    let source = try fixture.source(text, named: "tbbo.csv", format: "databento/tbbo")
    let read = try replay(source, Self.cents)
    #expect(
      read.events.map { "\($0.exchangeTime) \($0.kind)" } == [
        "999 quote", "1000 buyTrade", "1000 buyTrade", "1000 quote", "1999 quote",
        "2000 buyTrade",
      ])
    #expect(read.statistics.files.first?.exchangeTimesMoved == 0)
    // The last row's price is off the grid: neither half of the row is replayed.
    #expect(read.rejects.map { "\($0.line) \($0.reason.code)" } == ["5 off-tick"])
    #expect(read.statistics.rowsReplayed == 3)
  }

  @Test("Prosperity: prints come after the book of their step")
  func printAfterBook() throws {
    let fixture = try ReplayFixture()
    let prices =
      "day;timestamp;product;bid_price_1;bid_volume_1;bid_price_2;bid_volume_2;bid_price_3;"
      + "bid_volume_3;ask_price_1;ask_volume_1;ask_price_2;ask_volume_2;ask_price_3;"
      + "ask_volume_3;mid_price;profit_and_loss\n"
      + "1;0;K;10;1;9;2;8;3;11;1;12;2;13;3;0;0\n1;100;K;10;5;;;;;11;1;;;;;0;0\n"
    let trades =
      "timestamp;buyer;seller;symbol;currency;price;quantity\n0;;;K;S;11.0;2\n100;;;K;S;10.0;1\n"
    let sources = [
      try fixture.source(prices, named: "prices_day_1.csv", format: "prosperity/prices"),
      try fixture.source(trades, named: "trades_day_1.csv", format: "prosperity/trades"),
    ]
    let timeline = try Timeline(
      sources: sources, instruments: [Self.cents], clock: ClockSettings(feed: .constant(0)))
    let events = try timeline.all()
    let start: Int64 = 946_771_200_000_000_000
    #expect(
      events.map { "\($0.exchangeTime - start) \($0.kind)" } == [
        "0 book", "0 book", "0 book", "1 unknownTrade", "100000000 book",
        "100000001 unknownTrade",
      ])
    let inferred = events.filter(\.kind.isTrade).allSatisfy { $0.flags.contains(.infersSide) }
    #expect(inferred)
  }

  @Test("Uniswap: quotes go outward, prints inward, dust is one lot")
  func offGrid() throws {
    let fixture = try ReplayFixture()
    let text =
      "block_number,block_timestamp,tx_type,transaction_hash,pool_tx_index,pool_log_index,"
      + "proxy_log_index,sender,receipt,amount0,amount1,total_liquidity,total_liquidity_delta,"
      + "sqrtPriceX96,current_tick,position_id,tick_lower,tick_upper,liquidity\n"
      + "1,2024-01-05 00:00:23,SWAP,0,3,1,,0,0,5,-16000000000000000,12453647101533358277,0,"
      + "1662995104975155420368771254341874,1.0,,,,\n"
      + "1,2024-01-05 00:00:23,SWAP,0,3,2,,0,0,-5,16,12453647101533358277,0,"
      + "1662995104975155420368771254341874,1.0,,,,\n"
    let source = try fixture.source(text, named: "tick.csv", format: "uniswap-v3/events")
    let instrument = Instrument(
      symbol: "WETH", tick: FixedDecimal(mantissa: 1, decimals: 2),
      lot: FixedDecimal(mantissa: 1, decimals: 2))
    let read = try replay(source, instrument)
    // 2269.7458… is printed; 2268.6109… is bid and 2270.8806… asked for 65.35 each.
    #expect(
      read.events.map { "\($0.kind) \($0.price)×\($0.quantity) \($0.askPrice)×\($0.askQuantity)" }
        == [
          "buyTrade 226974×2 0×0", "sellTrade 226975×1 0×0", "quote 226861×6535 227089×6535",
          "quote 226861×6535 227089×6535",
        ])
    #expect(read.rejects.isEmpty)
    #expect(read.statistics.files.first?.rowsSnapped == 2)
  }

  @Test("states without times are refused as a source")
  func noTimes() throws {
    let fixture = try ReplayFixture()
    let source = try fixture.source(
      "100200,7,100000,5\n", named: "A_orderbook_1.csv", format: "lobster/orderbook")
    let error = #expect(throws: TickFileError.self) { try replay(source, Self.cents) }
    #expect(error?.message.contains("no times") == true)
  }
}
