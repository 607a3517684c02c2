/// Passes over the legal rows of a file that tell nothing to replay, and counts them.
struct SelectingInterpreter: RowInterpreter {
  /// Which rows are passed over.
  enum Selection: Sendable, Equatable {
    /// Rows without a funding rate; the others show one that is paid at the end of the hour.
    case hourlyFunding
    /// Rows without a funding rate, or without the time at which it is paid.
    case fundingToCome
    /// Prints of no quantity, which state the value of an index.
    case prints
    /// All rows: forced trades, which are among the file of trades too.
    case liquidations
  }

  private static let hour: Int64 = 3_600_000_000_000
  private let selection: Selection

  init(_ selection: Selection) { self.selection = selection }

  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let record = rows[index].pointee
      switch selection {
      case .hourlyFunding:
        guard record.present & 0b0001 != 0 else {
          output.passOver("rows without a funding rate")
          continue
        }
        var due = record
        let elapsed = due.exchangeTime % Self.hour
        // µs since the epoch; a poll at the very hour shows what is paid then.
        due.quantity = (due.exchangeTime + (elapsed > 0 ? Self.hour - elapsed : 0)) / 1_000
        due.present |= 0b0010
        output.append(due)
      case .fundingToCome:
        if record.present & 0b0001 == 0 {
          output.passOver("rows without a funding rate")
        } else if record.present & 0b0010 == 0 || record.quantity == 0 {
          output.passOver("rows without the time of the funding payment")
        } else {
          output.append(record)
        }
      case .prints:
        if record.present & 0b0010 != 0, record.quantity != 0 {
          output.append(record)
        } else {
          output.passOver("index values")
        }
      case .liquidations:
        output.passOver("liquidations, which the trades hold too")
      }
    }
  }
}
