/// Turns rows that show the best levels of both sides of a book into a message each: one record a
/// depth, best first.
///
/// Depths that neither side has are left out. A row with fewer levels than its layout has room for
/// shows all there is, so that it voids whatever lay behind them.
struct SnapshotInterpreter: RowInterpreter {
  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let row = rows[index]
      var flags: TickRecord.Flags = [.startsMessage, .snapshot]
      for depth in 0..<rows.stride where row[depth].present != 0b1111 { flags.insert(.clearsBook) }
      for depth in 0..<rows.stride where depth == 0 || row[depth].present != 0 {
        var record = row[depth]
        record.kind = .depth
        record.exchangeTime = row[0].exchangeTime
        record.arrivalTime = row[0].arrivalTime
        record.line = row[0].line
        record.symbol = row[0].symbol
        // Which of the row's columns a level comes from, for messages.
        record.code = UInt16(truncatingIfNeeded: depth)
        record.flags = flags
        flags = [.snapshot, .continuesRow]
        output.append(record)
      }
    }
  }
}
