internal import Experiments
internal import MarketData

/// The findings of `ballast check` for programs.
enum QualityJSON {
  static func value(of quality: DataQuality) -> JSONValue {
    .object([
      ("files", .array(quality.files.map(value))),
      ("failures", .array(quality.failures.map(value))),
      ("total", total(quality)),
      ("sources", .array(quality.sets.map(value))),
      ("prints_against_book", .array(quality.printFits.map(value))),
      ("book_against_quotes", .array(quality.bookFits.map(value))),
    ])
  }

  private static func total(_ quality: DataQuality) -> JSONValue {
    let rejected = quality.rowsRejected
    return .object([
      ("files", integer(quality.files.count)),
      ("rows_read", integer(quality.rowsRead)),
      ("rows_replayed", integer(quality.rowsRead - rejected)),
      ("rows_rejected", counts(quality.rejects)),
      (
        "rows_by_kind",
        counts(
          quality.files.reduce(into: [:]) { $0.merge($1.rowsByKind, uniquingKeysWith: +) })
      ),
      ("first_ns", time(quality.files.compactMap(\.firstTime).min())),
      ("last_ns", time(quality.files.compactMap(\.lastTime).max())),
      ("minimum_latency_ns", time(quality.minimumLatency)),
      ("measured_clock_shift_ns", time(quality.measuredShift)),
    ])
  }

  private static func value(of file: FileQuality) -> JSONValue {
    .object([
      ("file", .string(file.file)), ("bytes", integer(file.bytes)),
      ("format", .string(file.format)), ("format_reason", .string(file.formatReason)),
      ("kind", .string(file.kind.rawValue)),
      ("rows_read", integer(file.rowsRead)),
      ("rows_replayed", integer(file.rowsRead - file.rowsRejected)),
      ("rows_rejected", counts(file.rejects)),
      ("rows_by_kind", counts(file.rowsByKind)),
      ("rows_passed_over", counts(file.rowsPassedOver)),
      ("first_ns", time(file.firstTime)), ("last_ns", time(file.lastTime)),
      ("rows_per_s", number(file.rowsPerSecond)),
      ("order", .string(file.order.rawValue)),
      ("time_reversals", integer(file.timeReversals)),
      ("largest_reversal_ns", .integer(file.largestReversal)),
      ("equal_times", integer(file.equalTimes)), ("duplicate_rows", integer(file.duplicateRows)),
      ("crossed_quotes", integer(file.crossedQuotes)),
      ("locked_quotes", integer(file.lockedQuotes)),
      ("one_sided_quotes", integer(file.oneSidedQuotes)),
      ("buy_trades", integer(file.buyTrades)), ("sell_trades", integer(file.sellTrades)),
      ("trades_without_side", integer(file.tradesWithoutSide)),
      ("rows_without_exchange_time", integer(file.rowsWithoutExchangeTime)),
      ("tick", decimal(file.inferredTick)), ("lot", decimal(file.inferredLot)),
      ("symbols", .array(file.symbols.map(value))),
      ("book", file.book.map(value) ?? .null),
      ("latency", file.latency.map(value) ?? .null),
      ("gaps", .array(file.largestGaps.map(value))),
      ("first_rejects", .array(file.firstRejects.map(value))),
      ("unterminated_line", file.unterminatedLine.map(integer) ?? .null),
      ("checksum_unknown", .bool(file.isChecksumUnknown)),
      ("skipped_members", .array(file.skippedMembers.map { .string($0) })),
      ("notes", .array(QualityFacts.notes(on: file).map { .string($0) })),
    ])
  }

  private static func value(of failure: DataQuality.Failure) -> JSONValue {
    .object([
      ("file", .string(failure.file)), ("code", .string(failure.error.code.rawValue)),
      ("error", .string(failure.error.description)),
    ])
  }

  private static func value(of symbol: FileQuality.Symbol) -> JSONValue {
    .object([
      ("symbol", symbol.name.map { .string($0) } ?? .null), ("rows", integer(symbol.rows)),
      ("tick", decimal(symbol.tick)), ("lot", decimal(symbol.lot)),
      ("rows_off_given_tick", integer(symbol.offTick)),
      ("rows_off_given_lot", integer(symbol.offLot)),
      ("median_spread", number(symbol.medianSpread)),
      ("median_quantity", number(symbol.medianQuantity)),
    ])
  }

  private static func value(of book: FileQuality.Book) -> JSONValue {
    .object([
      ("messages", integer(book.messages)), ("message_groups", integer(book.messageGroups)),
      ("snapshots", integer(book.snapshots)), ("crossed", integer(book.crossed)),
      ("locked", integer(book.locked)), ("one_sided", integer(book.oneSided)),
      ("deepest_side", integer(book.deepest)),
    ])
  }

  private static func value(of latency: FileQuality.Latency) -> JSONValue {
    .object([
      ("rows", integer(latency.rows)), ("minimum_ns", .integer(latency.minimum)),
      ("median_ns", .integer(latency.median)), ("maximum_ns", .integer(latency.maximum)),
      (
        "quantiles_ns",
        .object(latency.quantiles.map { ("\($0.level)", .integer($0.value)) })
      ),
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
      ("reason", .string(row.reason.code)), ("text", row.text.map { .string($0) } ?? .null),
    ])
  }

  private static func value(of set: SourceFiles) -> JSONValue {
    .object([
      ("format", .string(set.format)), ("symbols", .array(set.symbols.map { .string($0) })),
      ("files", .array(set.files.map { .string($0) })), ("rows_read", integer(set.rowsRead)),
      (
        "overlaps",
        .array(
          set.overlaps.map {
            .object([
              ("first", .string($0.first)), ("second", .string($0.second)),
              ("length_ns", .integer($0.length)),
            ])
          })
      ),
      ("missing_days", .array(set.missingDays.map { .string(TimeText.date(ofDay: $0)) })),
    ])
  }

  private static func value(of fit: PrintFit) -> JSONValue {
    .object([
      ("trades", .string(fit.trades)), ("book", .string(fit.book)),
      ("symbol", fit.symbol.map { .string($0) } ?? .null), ("prints", integer(fit.prints)),
      ("share_at_print", number(fit.shareAtPrint)), ("best_offset_ns", time(fit.bestOffset)),
      (
        "shares",
        .array(
          fit.shares.map {
            .object([("offset_ns", .integer($0.offset)), ("share", .double($0.share))])
          })
      ),
      (
        "without_side",
        .object([
          ("at_ask", integer(fit.sideless.atAsk)), ("at_bid", integer(fit.sideless.atBid)),
          ("inside", integer(fit.sideless.inside)),
        ])
      ),
      ("lag", fit.lag.map { value(of: $0) } ?? .null),
    ])
  }

  private static func value(of fit: BookFit) -> JSONValue {
    .object([
      ("book", .string(fit.book)), ("quotes", .string(fit.quotes)),
      ("symbol", fit.symbol.map { .string($0) } ?? .null), ("groups", integer(fit.groups)),
      ("equal", integer(fit.equal)), ("share", .double(fit.share)),
    ])
  }

  private static func counts(_ counts: [RejectReason: Int]) -> JSONValue {
    .object(counts.map { ($0.key.code, integer($0.value)) }.sorted { $0.0 < $1.0 })
  }

  private static func counts(_ counts: [String: Int]) -> JSONValue {
    .object(counts.map { ($0.key, integer($0.value)) }.sorted { $0.0 < $1.0 })
  }

  private static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
  private static func number(_ value: Double?) -> JSONValue { value.map { .double($0) } ?? .null }
  private static func time(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
  private static func decimal(_ value: FixedDecimal?) -> JSONValue {
    value.map { .decimal($0.description) } ?? .null
  }
}
