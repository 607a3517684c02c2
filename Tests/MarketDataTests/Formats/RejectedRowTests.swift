import MarketData
import Testing

/// A row with one fault is rejected with the fault's reason and column, and the rows around it are
/// read as if it were not there.
@Suite("Vendors' rejected rows")
struct RejectedRowTests {
  struct Fault: Sendable, CustomStringConvertible {
    var format: String
    /// Which field of a row, from 0, is replaced, and by what.
    var field: Int
    var text: String
    var reason: RejectReason
    var column: String
    var description: String { "\(format) \(column) '\(text)'" }
  }

  private static let writers = TradeFiles.all + QuoteAndFundingFiles.all + BookFiles.all

  private static let faults = [
    Fault(
      format: "binance-spot/trades", field: 5, text: "maybe", reason: .badSide,
      column: "isBuyerMaker"),
    Fault(
      format: "binance-coinm/trades", field: 2, text: "-1", reason: .negativeQuantity,
      column: "qty"),
    Fault(
      format: "binance-coinm/trades", field: 4, text: "", reason: .missingField, column: "time"),
    Fault(
      format: "binance-futures/aggTrades", field: 1, text: "1.2.3", reason: .notANumber,
      column: "price"),
    Fault(
      format: "binance-coinm/bookTicker", field: 2, text: "", reason: .missingField,
      column: "best_bid_qty"),
    Fault(
      format: "binance/T_DEPTH", field: 5, text: "snaps", reason: .badCode, column: "update_type"),
    Fault(format: "binance/T_DEPTH", field: 4, text: "bid", reason: .badSide, column: "side"),
    Fault(
      format: "binance/T_DEPTH", field: 3, text: "", reason: .missingField, column: "last_update_id"
    ),
    Fault(
      format: "binance/T_DEPTH", field: 7, text: "-0.5", reason: .negativeQuantity, column: "qty"),
    Fault(
      format: "binance/fundingRate", field: 2, text: "", reason: .missingField,
      column: "last_funding_rate"),
    Fault(
      format: "tardis/incremental_book_L2", field: 4, text: "yes", reason: .badCode,
      column: "is_snapshot"),
    Fault(
      format: "tardis/incremental_book_L2", field: 4, text: "", reason: .missingField,
      column: "is_snapshot"),
    Fault(
      format: "tardis/incremental_book_L2", field: 5, text: "buy", reason: .badSide,
      column: "side"),
    Fault(
      format: "tardis/incremental_book_L2", field: 3, text: "now", reason: .badTime,
      column: "local_timestamp"),
    Fault(
      format: "tardis/incremental_book_L2", field: 7, text: "", reason: .missingField,
      column: "amount"),
    Fault(
      format: "tardis/book_snapshot_1", field: 5, text: "", reason: .missingField,
      column: "asks[0].amount"),
    Fault(
      format: "tardis/book_snapshot_25", field: 4 + 4 * 24, text: "1e99", reason: .overflow,
      column: "asks[24].price"),
    Fault(
      format: "tardis/derivative_ticker", field: 5, text: "none", reason: .notANumber,
      column: "funding_rate"),
    Fault(
      format: "bybit/trades", field: 0, text: "1e30", reason: .badTime, column: "timestamp"),
    Fault(format: "bybit/trades", field: 2, text: "", reason: .missingField, column: "side"),
    Fault(format: "bybit-spot/trades", field: 4, text: "b", reason: .badSide, column: "side"),
    Fault(
      format: "okx/trades", field: 5, text: "2025-06-01", reason: .badTime, column: "created_time"),
    Fault(
      format: "kraken/trades", field: 2, text: String(repeating: "9", count: 30), reason: .overflow,
      column: "quantity"),
    Fault(
      format: "bitmex/trades", field: 0, text: "2024-01-01T00:00:01.000000000", reason: .badTime,
      column: "timestamp"),
    Fault(format: "bitmex/trades", field: 4, text: "", reason: .missingField, column: "price"),
    Fault(
      format: "bitmex/quotes", field: 0, text: "2024-02-30D00:00:01.000000000", reason: .badTime,
      column: "timestamp"),
    Fault(
      format: "hyperliquid/funding_rates", field: 0, text: "2026-02-04", reason: .badTime,
      column: "timestamp"),
    Fault(
      format: "lean/margin_interest", field: 1, text: "0.0001%", reason: .notANumber,
      column: "price"),
  ]

  @Test("one fault, one rejected row", arguments: faults)
  func rejected(fault: Fault) throws {
    let files = Self.writers.map { $0(2) }
    let file = try #require(files.first { $0.format == fault.format })
    let format = try #require(TickFormat.named(fault.format))
    var rows = file.rows
    let place = rows.count / 2
    var fields = rows[place].split(separator: ",", omittingEmptySubsequences: false).map(
      String.init)
    fields[fault.field] = fault.text
    // The row that is at fault is one more: the others are as they were.
    rows.insert(fields.joined(separator: ","), at: place)
    let read = try Self.read(rows, of: file, as: format)
    #expect(read.rejects.map(\.reason) == [fault.reason])
    #expect(read.rejects.map(\.columnName) == [fault.column])
    #expect(read.rejects.map(\.column) == [fault.field + 1])
    #expect(read.rejects.map(\.line) == [place + (file.header == nil ? 1 : 2)])
    #expect(read.told == file.told)
  }

  @Test("ragged rows are rejected", arguments: writers.indices)
  func ragged(writer: Int) throws {
    let file = Self.writers[writer](1)
    let format = try #require(TickFormat.named(file.format))
    var rows = file.rows
    rows.insert(rows[1] + ",7", at: 1)
    rows.insert("7", at: 3)
    let read = try Self.read(rows, of: file, as: format)
    #expect(read.rejects.map(\.reason) == [.fieldCount, .fieldCount])
    #expect(read.told == file.told)
  }

  /// What comes of `rows` where the rows of `file` were.
  private static func read(
    _ rows: [String], of file: VendorFile, as format: TickFormat
  ) throws -> ToldFile {
    let text = ([file.header].compactMap { $0 } + rows).map { $0 + "\n" }.joined()
    return try Fixture.withFile(text.utf8, named: file.name) { try ToldFile($0, format) }
  }
}
