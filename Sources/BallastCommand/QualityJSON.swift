internal import Experiments
internal import MarketData

/// The findings of `ballast check` for programs.
enum QualityJSON {
  static func value(of quality: DataQuality) -> JSONValue {
    .object([
      ("files", .array(quality.files.map(value))),
      ("rows_read", integer(quality.rowsRead)),
      ("rows_rejected", integer(quality.rowsRejected)),
      ("minimum_latency_ns", time(quality.minimumLatency)),
      ("measured_clock_shift_ns", time(quality.measuredShift)),
      ("book_lag", quality.bookLag.map(value) ?? .null),
    ])
  }

  private static func value(of file: FileQuality) -> JSONValue {
    .object([
      ("file", .string(file.file)), ("bytes", integer(file.bytes)),
      ("format", .string(file.format)), ("kind", .string(file.kind.rawValue)),
      ("rows_read", integer(file.rowsRead)),
      (
        "rows_rejected",
        .object(file.rejects.map { ($0.key.code, integer($0.value)) }.sorted { $0.0 < $1.0 })
      ),
      ("first_ns", time(file.firstTime)), ("last_ns", time(file.lastTime)),
      ("rows_per_s", file.rowsPerSecond.map { .double($0) } ?? .null),
      ("time_reversals", integer(file.timeReversals)),
      ("largest_reversal_ns", .integer(file.largestReversal)),
      ("equal_times", integer(file.equalTimes)), ("duplicate_rows", integer(file.duplicateRows)),
      ("crossed_quotes", integer(file.crossedQuotes)),
      ("locked_quotes", integer(file.lockedQuotes)),
      ("one_sided_quotes", integer(file.oneSidedQuotes)),
      ("buy_trades", integer(file.buyTrades)), ("sell_trades", integer(file.sellTrades)),
      ("trades_without_side", integer(file.tradesWithoutSide)),
      ("rows_without_exchange_time", integer(file.rowsWithoutExchangeTime)),
      ("tick", file.inferredTick.map { .decimal($0.description) } ?? .null),
      ("lot", file.inferredLot.map { .decimal($0.description) } ?? .null),
      ("checksum_unknown", .bool(file.isChecksumUnknown)),
      ("latency", file.latency.map(value) ?? .null),
      ("gaps", .array(file.largestGaps.map(value))),
      ("first_rejects", .array(file.firstRejects.map(value))),
    ])
  }

  private static func value(of latency: FileQuality.Latency) -> JSONValue {
    .object([
      ("rows", integer(latency.rows)), ("minimum_ns", .integer(latency.minimum)),
      ("median_ns", .integer(latency.median)), ("maximum_ns", .integer(latency.maximum)),
    ])
  }

  private static func value(of gap: FileQuality.Gap) -> JSONValue {
    .object([
      ("start_ns", .integer(gap.start)), ("end_ns", .integer(gap.end)), ("line", integer(gap.line)),
    ])
  }

  private static func value(of row: RejectedRow) -> JSONValue {
    .object([
      ("file", .string(row.file)), ("line", integer(row.line)),
      ("column", row.column.map(integer) ?? .null),
      ("column_name", row.columnName.map { .string($0) } ?? .null),
      ("reason", .string(row.reason.code)),
    ])
  }

  private static func value(of lag: BookLag) -> JSONValue {
    .object([
      ("prints", integer(lag.prints)),
      (
        "shares",
        .array(
          lag.shares.map {
            .object([("offset_ns", .integer($0.offset)), ("share", .double($0.share))])
          })
      ),
      ("best_offset_ns", time(lag.bestOffset)),
    ])
  }

  private static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
  private static func time(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
}
