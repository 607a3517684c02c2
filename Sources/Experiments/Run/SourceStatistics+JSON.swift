internal import Backtesting
internal import MarketData

extension SourceStatistics {
  /// What the manifest says of the source; paths are relative to `folder`.
  func json(under folder: String) -> JSONValue {
    func time(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
    func path(_ file: String) -> JSONValue { .string(Paths.relative(file, under: folder)) }
    let latencies = files.compactMap(\.minimumLatency)
    let rejects = files.reduce(into: [:]) { $0.merge($1.rejects, uniquingKeysWith: +) }
    let passedOver = files.reduce(into: [:]) { $0.merge($1.rowsPassedOver, uniquingKeysWith: +) }
    let overlapping = files.filter { $0.overlap > 0 }
    let unterminated = files.filter { $0.unterminatedLine != nil }
    let newestFirst = files.filter { $0.order == .newestFirst }
    let partial = files.filter { $0.lastLineRead != nil }
    return .object([
      ("format", .string(format)), ("kind", .string(kind.rawValue)),
      ("recorder", .string(recorder)), ("rows_read", .integer(Int64(rowsRead))),
      ("rows_replayed", .integer(Int64(rowsReplayed))),
      ("rows_rejected", .integer(Int64(rowsRejected))),
      ("rows_rejected_by_reason", counts(rejects.map { ($0.key.code, $0.value) })),
      ("rows_passed_over", counts(passedOver.map { ($0.key, $0.value) })),
      ("rows_reordered", .integer(Int64(rowsReordered))),
      ("largest_reordering_ns", .integer(largestReordering)),
      ("messages", .integer(Int64(messages))),
      ("files", .integer(Int64(files.count))),
      ("files_newest_first", .array(newestFirst.map { path($0.file) })),
      ("missing_dates", .array(missingDates.map { .string($0) })),
      (
        "files_not_read",
        .array(
          unreadFiles.map { file in
            .object([("path", path(file.path)), ("reason", .string(file.reason.code))])
          })
      ),
      (
        "files_read_in_part",
        .array(
          partial.map { file in
            .object([
              ("path", path(file.file)),
              ("last_line", .integer(Int64(file.lastLineRead ?? 0))),
            ])
          })
      ),
      (
        "overlaps",
        .array(
          overlapping.map { file in
            .object([("path", path(file.file)), ("overlap_ns", .integer(file.overlap))])
          })
      ),
      ("unterminated_last_rows", .array(unterminated.map { path($0.file) })),
      ("first_exchange_ns", time(files.compactMap(\.firstExchangeTime).min())),
      ("last_exchange_ns", time(files.compactMap(\.lastExchangeTime).max())),
      ("largest_exchange_time_move_ns", .integer(largestExchangeTimeMove)),
      ("minimum_latency_ns", time(latencies.min())),
      ("maximum_latency_ns", time(files.compactMap(\.maximumLatency).max())),
      (
        "minimum_latency_by_quarter_ns",
        .array(minimumLatencyByQuarter.map { .integer($0) })
      ),
      ("skipped_members", .array(files.flatMap(\.skippedMembers).map { .string($0) })),
    ])
  }

  /// Counts by name, in the order of the names.
  private func counts(_ counts: [(String, Int)]) -> JSONValue {
    .object(counts.sorted { $0.0 < $1.0 }.map { ($0.0, .integer(Int64($0.1))) })
  }
}
