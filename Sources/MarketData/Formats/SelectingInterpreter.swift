/// Passes over the legal rows of a file that tell nothing to replay, and counts them.
struct SelectingInterpreter: RowInterpreter {
  /// Which rows are passed over.
  enum Selection: Sendable, Equatable {
    /// Rows without a funding rate.
    case fundingRates
    /// Prints of no quantity, which state the value of an index.
    case prints
    /// All rows: forced trades, which are among the file of trades too.
    case liquidations
  }

  private let selection: Selection

  init(_ selection: Selection) { self.selection = selection }

  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let record = rows[index].pointee
      switch selection {
      case .fundingRates:
        if record.present & 0b0001 != 0 {
          output.append(record)
        } else {
          output.passOver("rows without a funding rate")
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
