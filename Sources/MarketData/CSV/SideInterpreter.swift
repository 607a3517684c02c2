/// Makes whole quotes of rows that tell one side: the other side is that of the rows before.
///
/// The last sides are kept for each symbol, over all venues of a consolidated feed: a row is the
/// news of the best price, whoever shows it.
struct SideInterpreter: RowInterpreter {
  /// How rows tell sides.
  enum Rows: Sendable, Equatable {
    /// Columns for both sides, of which an empty one says that the side has not changed. Rows whose
    /// code begins with `1` or `t` are suspicious and passed over.
    case bothSides
    /// A price, a size and a side; an empty price says that the side is gone. Two rows of the same
    /// times about different sides are one quote, as recorders write them.
    case oneSide
  }

  private let rows: Rows
  /// The last quote of each symbol.
  private var last: [TickRecord?] = []
  /// A quote whose other side may be in the next row.
  private var pending: TickRecord?

  init(_ rows: Rows) { self.rows = rows }

  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let row = rows[index].pointee
      if self.rows == .bothSides { bothSides(row, &output) } else { oneSide(row, &output) }
    }
  }

  mutating func finish(into output: inout InterpretedRows) { release(&output) }

  private static let bid: UInt8 = 0b0011
  private static let ask: UInt8 = 0b1100

  private mutating func bothSides(_ row: TickRecord, _ output: inout InterpretedRows) {
    if row.isFlagged { return output.passOver("suspicious") }
    if row.present == 0 { return output.passOver("no change") }
    output.append(merge(row))
  }

  private mutating func oneSide(_ row: TickRecord, _ output: inout InterpretedRows) {
    guard row.side < 2 else {
      release(&output)
      return output.reject(row, .badSide, .side)
    }
    var quote = row
    quote.side = 2
    if row.side == 1 {
      quote.askPrice = row.price
      quote.askQuantity = row.quantity
      quote.askPriceDecimals = row.priceDecimals
      quote.askQuantityDecimals = row.quantityDecimals
      quote.present = row.present << 2
    }
    let isGone = !row.hasBid
    if let first = pending, first.exchangeTime == row.exchangeTime,
      first.arrivalTime == row.arrivalTime, first.symbol == row.symbol, first.side != row.side
    {
      pending = nil
      var whole = merge(quote, gone: isGone ? row.side : nil)
      whole.line = first.line
      output.passOver("second half of a quote")
      return output.append(whole)
    }
    release(&output)
    pending = merge(quote, gone: isGone ? row.side : nil)
    pending?.side = row.side
  }

  private mutating func release(_ output: inout InterpretedRows) {
    guard var quote = pending else { return }
    quote.side = 2
    output.append(quote)
    pending = nil
  }

  /// `row` with the sides it lacks as they were, but for the side `gone` (0 bid, 1 ask).
  private mutating func merge(_ row: TickRecord, gone: UInt8? = nil) -> TickRecord {
    let symbol = Int(row.symbol)
    while last.count <= symbol { last.append(nil) }
    var quote = row
    if let before = last[symbol] {
      if row.present & Self.bid == 0, gone != 0 {
        quote.price = before.price
        quote.quantity = before.quantity
        quote.priceDecimals = before.priceDecimals
        quote.quantityDecimals = before.quantityDecimals
        quote.present |= before.present & Self.bid
      }
      if row.present & Self.ask == 0, gone != 1 {
        quote.askPrice = before.askPrice
        quote.askQuantity = before.askQuantity
        quote.askPriceDecimals = before.askPriceDecimals
        quote.askQuantityDecimals = before.askQuantityDecimals
        quote.present |= before.present & Self.ask
      }
    }
    last[symbol] = quote
    return quote
  }
}

/// Passes over prints that their vendor flags as suspicious: out of sequence, off the market, or
/// taken back.
struct FlaggedTradeInterpreter: RowInterpreter {
  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      let row = rows[index].pointee
      if row.isFlagged { output.passOver("suspicious") } else { output.append(row) }
    }
  }
}

extension TickRecord {
  /// Whether the code is `1` or begins with `t`, as in `true`.
  fileprivate var isFlagged: Bool {
    let first = UInt8(truncatingIfNeeded: code)
    return code == 0x31 || first | 0x20 == 0x74
  }
}
