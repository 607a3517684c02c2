/// Rows of a Databento file, which tell what was done (`action`) and, in most schemas, what the
/// book shows after it.
///
/// - A trade (`T`) is a print; the book columns of its row show the levels before it. In `tbbo`,
///   where they are all there is of the book, they become a quote just before the print; elsewhere
///   the book changes with the rows that follow.
/// - An added, cancelled or modified order (`A`, `C`, `M`) and a cleared book (`R`) show the levels
///   after it. The rows of one event apply as a whole: at the row whose flags say that it is the
///   event's last, or at the latest where a row has another `ts_event`.
/// - Fills (`F`) are the other side of a trade, and `N` is no action: both tell nothing more.
struct DatabentoInterpreter: RowInterpreter {
  /// The flag of the last row of an event.
  private static let lastOfEvent: Int64 = 128

  private let schema: DatabentoSchema
  private var counts = [Int](repeating: 0, count: 128)
  /// The state of the book that applies once the event has ended, the row's own record first.
  private var held: [TickRecord] = []
  /// What the row of `held` did; it tells nothing by itself where another row takes its place.
  private var heldAction: UInt8 = 0

  init(_ schema: DatabentoSchema) { self.schema = schema }

  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      interpret(UnsafeMutableBufferPointer(start: rows[index], count: rows.stride), into: &output)
    }
    for (code, count) in counts.enumerated() where count > 0 {
      output.count(Self.name(UInt8(code)), rows: count)
      counts[code] = 0
    }
  }

  mutating func finish(into output: inout InterpretedRows) { release(into: &output) }

  private mutating func interpret(
    _ row: UnsafeMutableBufferPointer<TickRecord>, into output: inout InterpretedRows
  ) {
    guard row[0].code < 128, Self.isAction(UInt8(row[0].code)) else {
      return output.reject(row[0], .badCode, .code)
    }
    let action = UInt8(row[0].code)
    for index in row.indices { Self.dropUndefined(&row[index], isState: index > 0) }
    var own = row[0]
    let isLast = own.askPrice & Self.lastOfEvent != 0
    own.askPrice = 0
    own.askPriceDecimals = 0
    own.present &= 0b0011
    own.code = 0
    if let first = held.first,
      first.exchangeTime != own.exchangeTime || first.symbol != own.symbol
    {
      release(into: &output)
    }
    switch action {
    case UInt8(ascii: "T"):
      guard own.hasBid else { return output.reject(own, .missingField, .price) }
      count(action)
      if schema == .tradesWithQuotes {
        Self.append(UnsafeBufferPointer(row), own, .precedesTime, to: &output)
        own.flags = .continuesRow
      }
      output.append(own)
      if isLast { release(at: own, into: &output) }
    case UInt8(ascii: "A"), UInt8(ascii: "C"), UInt8(ascii: "M"), UInt8(ascii: "R"):
      count(action)
      guard schema == .levels else {
        return output.passOver(Self.name(action) + " without a book")
      }
      if action == UInt8(ascii: "R") { Self.clear(row) }
      passOverHeld(into: &output)
      held = [own] + row.dropFirst()
      heldAction = action
      if isLast { release(into: &output) }
    default:
      count(action)
      if isLast, !held.isEmpty {
        release(at: own, into: &output)
      } else {
        output.passOver(Self.name(action))
      }
    }
  }

  private mutating func count(_ action: UInt8) { counts[Int(action)] += 1 }

  /// Counts the row of `held` as passed over where a later row of its event stands for it.
  private func passOverHeld(into output: inout InterpretedRows) {
    if held.isEmpty { return }
    output.passOver(Self.name(heldAction) + ", not the last of its event")
  }

  /// Appends what is held as the state at its own time, or at that of `row`, which ended its event.
  private mutating func release(at row: TickRecord? = nil, into output: inout InterpretedRows) {
    guard var own = held.first else { return }
    var flags: TickRecord.Flags = []
    if let row {
      passOverHeld(into: &output)
      own.exchangeTime = row.exchangeTime
      own.arrivalTime = row.arrivalTime
      own.line = row.line
      if row.kind == .trade, output.records.last?.line == row.line { flags = .continuesRow }
    }
    held.withUnsafeBufferPointer { Self.append($0, own, flags, to: &output) }
    held.removeAll(keepingCapacity: true)
  }

  /// Appends the book columns of `row` as a quote, or as a message where there are several levels.
  private static func append(
    _ row: UnsafeBufferPointer<TickRecord>, _ own: TickRecord, _ flags: TickRecord.Flags,
    to output: inout InterpretedRows
  ) {
    if row.count == 2 {
      var quote = row[1]
      quote.kind = .quote
      quote.exchangeTime = own.exchangeTime
      quote.arrivalTime = own.arrivalTime
      quote.line = own.line
      quote.symbol = own.symbol
      quote.flags = flags
      output.append(quote)
    } else if row.count > 2 {
      let levels = UnsafeBufferPointer(rebasing: row[1...])
      output.append { records in
        BookSnapshot.append(
          levels, of: own, continues: flags.contains(.continuesRow), to: &records)
      }
    }
  }

  /// An undefined price is the largest integer; a level without a price, or of size 0, is none.
  private static func dropUndefined(_ record: inout TickRecord, isState: Bool) {
    if record.hasBid, record.price == .max { record.present &= 0b1110 }
    guard isState else { return }
    if record.hasAsk, record.askPrice == .max { record.present &= 0b1011 }
    if !record.hasBid || record.quantity == 0 { record.present &= 0b1100 }
    if !record.hasAsk || record.askQuantity == 0 { record.present &= 0b0011 }
  }

  private static func clear(_ row: UnsafeMutableBufferPointer<TickRecord>) {
    for index in row.indices.dropFirst() { row[index].present = 0 }
  }

  private static func isAction(_ code: UInt8) -> Bool { "ACMRTFN".utf8.contains(code) }

  /// What rows of trades are counted as.
  static let tradeName = name(UInt8(ascii: "T"))

  private static func name(_ code: UInt8) -> String {
    switch code {
    case UInt8(ascii: "A"): "A (add)"
    case UInt8(ascii: "C"): "C (cancel)"
    case UInt8(ascii: "M"): "M (modify)"
    case UInt8(ascii: "R"): "R (clear)"
    case UInt8(ascii: "T"): "T (trade)"
    case UInt8(ascii: "F"): "F (fill)"
    default: "N (none)"
    }
  }
}
