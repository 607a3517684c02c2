import Foundation
import MarketData
import Testing

/// Real files: how many rows they have, and what those are.
@Suite("Real files of crypto venues")
struct RealVendorFileTests {
  struct Expected: Sendable, CustomStringConvertible {
    var file: String
    var format: String
    var rows: Int
    /// Records that the rows give.
    var records: Int
    var messages = 0
    var description: String { file }
  }

  private static let files = [
    Expected(
      file: "binance/spot_BTCUSDT-trades-2024-01-01_first5.csv", format: "binance-spot/trades",
      rows: 5, records: 5),
    Expected(
      file: "binance/um_BTCUSDT-bookTicker-2024-08-08.zip", format: "binance-futures/bookTicker",
      rows: 66_088, records: 66_088),
    Expected(
      file: "binance/um_BTCUSDT-trades-2024-08-08.zip", format: "binance-futures/trades",
      rows: 21_313, records: 21_313),
    Expected(
      file: "binance/usdm_btcusdt-depth-snap.csv", format: "binance/T_DEPTH", rows: 100,
      records: 100, messages: 1),
    Expected(
      file: "binance/usdm_btcusdt-depth-update.csv", format: "binance/T_DEPTH", rows: 100,
      records: 100, messages: 1),
    Expected(
      file: "tardis/binance-futures_book_snapshot_25_BTCUSDT.csv",
      format: "tardis/book_snapshot_25", rows: 10, records: 250, messages: 10),
    Expected(
      file: "tardis/binance-futures_book_snapshot_5_BTCUSDT.csv", format: "tardis/book_snapshot_5",
      rows: 10, records: 50, messages: 10),
    Expected(
      file: "tardis/binance-futures_book_ticker_2024-08-08_BTCUSDT.csv.gz",
      format: "tardis/book_ticker", rows: 66_089, records: 66_089),
    Expected(
      file: "tardis/binance-futures_incremental_book_L2_2024-08-08_BTCUSDT.csv.gz",
      format: "tardis/incremental_book_L2", rows: 445_262, records: 445_262, messages: 6_548),
    Expected(
      file: "tardis/binance-futures_trades_2024-08-08_BTCUSDT.csv.gz", format: "tardis/trades",
      rows: 21_313, records: 21_313),
    Expected(
      file: "tardis/binance_incremental_book_L2_2019-12-01_BTCUSDT_rows_1_2050.csv",
      format: "tardis/incremental_book_L2", rows: 2_050, records: 2_050, messages: 8),
    Expected(
      file: "tardis/binance_trades_2019-12-01_BTCUSDT_rows_1_100.csv", format: "tardis/trades",
      rows: 100, records: 100),
    Expected(
      file: "tardis/bitmex_trades_XBTUSD.csv", format: "tardis/trades", rows: 10, records: 10),
    Expected(
      file: "tardis/deribit_incremental_book_L2_BTC-PERPETUAL.csv",
      format: "tardis/incremental_book_L2", rows: 15, records: 15, messages: 1),
    Expected(
      file: "tardis/huobi-dm-swap_quotes_BTC-USD.csv", format: "tardis/quotes", rows: 10,
      records: 10),
    Expected(
      file: "funding/hyperliquid_funding_rates.csv", format: "hyperliquid/funding_rates",
      rows: 2_508, records: 2_508),
    Expected(
      file: "funding/lean_binance_btcusd_margin_interest.csv", format: "lean/margin_interest",
      rows: 12, records: 12),
  ]

  @Test("a snapshot and the changes that arrive with it are messages of their own")
  func arrivals() throws {
    guard let data = Fixture.realData() else { return }
    let path =
      data + "/tardis/binance-futures_incremental_book_L2_2024-08-08_BTCUSDT.csv.gz"
    let format = try #require(TickFormat.named("tardis/incremental_book_L2"))
    let reader = try TickFileReader(path: path, format: format)
    var (arrivals, last, snapshots) = (0, Int64.min, 0)
    while try reader.nextBatch() {
      for record in reader.records {
        if record.arrivalTime != last { arrivals += 1 }
        last = record.arrivalTime
        if record.flags.contains(.snapshot) { snapshots += 1 }
      }
    }
    // Two of the 6,548 messages arrive with the snapshot of 2,000 rows before them.
    #expect(arrivals == 6_546)
    #expect(snapshots == 2_000)
  }

  @Test("the format is found, every row is read, messages are whole", arguments: files)
  func realFile(expected: Expected) throws {
    guard let data = Fixture.realData() else { return }
    let path = data + "/" + expected.file
    let found = try TickFormat.sniff(path: path)
    #expect(found.format.name == expected.format)
    let reader = try TickFileReader(path: path, format: found.format)
    var (records, messages, rejects) = (0, 0, 0)
    var kinds: Set<TickRecord.Kind> = []
    while try reader.nextBatch() {
      records += reader.records.count
      for record in reader.records {
        kinds.insert(record.kind)
        if record.flags.contains(.startsMessage) { messages += 1 }
      }
      rejects += reader.rejects().count
    }
    #expect(reader.rowsRead == expected.rows)
    #expect(records == expected.records)
    #expect(messages == expected.messages)
    #expect(rejects == 0)
    #expect(kinds.count == 1)
    let kind = try #require(kinds.first)
    switch found.format.kind {
    case .quotes: #expect(kind == .quote)
    case .trades: #expect(kind == .trade)
    case .funding: #expect(kind == .funding)
    case .book: #expect(kind == (expected.format.contains("snapshot") ? .depth : .level))
    case .quotesAndTrades, .bookAndTrades: Issue.record("no such file among these")
    }
  }
}
