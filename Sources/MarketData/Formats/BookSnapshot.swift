/// A row that shows a book level by level, made into one message that shows its state.
enum BookSnapshot {
  /// Appends the levels of `levels`, best first, as one message of the row whose first record is
  /// `row`; `continues` where the row has given a record already.
  ///
  /// A level without a price is not there. A side with fewer levels than the row has room for is
  /// shown to its end, so that nothing known from before can lie behind it: then the message starts
  /// the book anew. Otherwise levels behind the last one stay.
  static func append(
    _ levels: UnsafeBufferPointer<TickRecord>, of row: TickRecord, continues: Bool,
    to output: inout [TickRecord]
  ) {
    let isShownToItsEnd = levels.contains { !$0.hasBid || !$0.hasAsk }
    var flags: TickRecord.Flags = [.startsMessage, .snapshot]
    if isShownToItsEnd { flags.insert(.clearsBook) }
    if continues { flags.insert(.continuesRow) }
    var isFirst = true
    for level in levels where isFirst || level.hasBid || level.hasAsk {
      var record = level
      record.kind = .depth
      record.exchangeTime = row.exchangeTime
      record.arrivalTime = row.arrivalTime
      record.line = row.line
      record.symbol = row.symbol
      record.code = 0
      record.side = 2
      record.flags = isFirst ? flags : [.snapshot, .continuesRow]
      output.append(record)
      isFirst = false
    }
  }
}
