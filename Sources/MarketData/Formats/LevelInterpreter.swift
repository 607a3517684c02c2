/// Finds the vendor's messages among rows that change one level of a book each: consecutive rows of
/// a symbol with the same key are one message, which applies as a whole.
struct LevelInterpreter: RowInterpreter {
  /// What the rows of one message share besides their exchange time and whether they are a
  /// snapshot, which is the raw record's `code`: 1 = it is.
  enum Message: Sendable, Equatable {
    /// The arrival time. The first row of a snapshot voids the book before it.
    case arrivalTime
    /// The last update's number, which the layout puts where an ask price goes. A snapshot shows
    /// the best levels and leaves those behind them.
    case updateNumber
  }

  private struct Key: Equatable {
    var time = Int64.min
    var second = Int64.min
    var isSnapshot = false
  }

  private let message: Message
  private var symbol: UInt16 = 0
  private var key = Key()
  /// The latest message of each symbol but the one of the row before.
  private var others: [UInt16: Key] = [:]

  init(_ message: Message) { self.message = message }

  mutating func interpret(_ rows: RawRows, into output: inout InterpretedRows) {
    for index in 0..<rows.count {
      var record = rows[index].pointee
      let next = Key(
        time: record.exchangeTime,
        second: message == .arrivalTime ? record.arrivalTime : record.askPrice,
        isSnapshot: record.code == 1)
      if record.symbol != symbol { change(to: record.symbol) }
      record.flags = next.isSnapshot ? .snapshot : []
      if next != key {
        record.flags.insert(.startsMessage)
        key = next
      }
      record.askPrice = 0
      record.askQuantity = 0
      record.askPriceDecimals = 0
      record.askQuantityDecimals = 0
      record.present &= 0b0011
      record.code = 0
      output.append(record)
    }
  }

  @inline(never)
  private mutating func change(to next: UInt16) {
    others[symbol] = key
    symbol = next
    key = others[next] ?? Key()
  }
}
