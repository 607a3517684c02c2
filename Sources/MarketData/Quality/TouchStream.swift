/// The best bid and ask of a book from some instant on, in steps of 10^−9.
struct Touch {
  /// The instant on the clock that was asked for (ns).
  var time: Int64
  var bid: Int64?
  var ask: Int64?
}

/// The rows of one symbol in several files, one record at a time, their times made not to go back.
final class SymbolRecords {
  /// Which of the two times of a row counts.
  enum Clock { case exchange, arrival }

  private let source: SymbolSource
  private let clock: Clock
  private var paths: ArraySlice<String>
  private var reader: (any RecordReader)?
  private var index = 0
  private var time = Int64.min
  private var symbolPlace: UInt16?

  init(_ source: SymbolSource, clock: Clock) {
    self.source = source
    self.clock = clock
    paths = source.paths[...]
  }

  /// The next record with its time on the clock, or `nil` at the end.
  func next() throws -> (record: TickRecord, time: Int64)? {
    while true {
      if let reader, index < reader.records.count {
        let record = reader.records[index]
        index += 1
        guard isOwn(record, reader) else { continue }
        time = max(time, clock == .exchange ? record.exchangeTime : record.arrivalTime)
        // Formats whose prints and books share a stamp say which of the two comes first.
        if record.flags.contains(.followsTime) { return (record, time + 1) }
        if record.flags.contains(.precedesTime) { return (record, time - 1) }
        return (record, time)
      }
      index = 0
      if let reader, try reader.nextBatch() { continue }
      reader = nil
      guard let path = paths.popFirst() else { return nil }
      reader = try RecordReaders.open(path: path, format: source.format)
      symbolPlace = nil
    }
  }

  private func isOwn(_ record: TickRecord, _ reader: any RecordReader) -> Bool {
    guard let symbol = source.symbol else { return true }
    if let symbolPlace { return record.symbol == symbolPlace }
    guard reader.symbols.indices.contains(Int(record.symbol)),
      reader.symbols[Int(record.symbol)] == symbol
    else { return false }
    symbolPlace = record.symbol
    return true
  }
}

/// The touch of a book after each of its messages, whether it is told by quotes, by snapshots or by
/// changes.
final class TouchStream {
  private let records: SymbolRecords
  private let groupsByTime: Bool
  private var book = ScaledBook()
  private var pending: (record: TickRecord, time: Int64)?

  /// The touches of `source` on `clock`; with `groupsByTime` one for all messages of one time.
  init(_ source: SymbolSource, clock: SymbolRecords.Clock, groupsByTime: Bool = false) {
    records = SymbolRecords(source, clock: clock)
    self.groupsByTime = groupsByTime
  }

  /// The touch after the next message, or `nil` at the end.
  func next() throws -> Touch? {
    guard let (record, time) = try take() else { return nil }
    if record.kind == .quote {
      return Touch(
        time: time, bid: record.hasBid ? BookPrice.of(record.price, record.priceDecimals) : nil,
        ask: record.hasAsk ? BookPrice.of(record.askPrice, record.askPriceDecimals) : nil)
    }
    book.add(record)
    while let following = try peek(), following.record.kind != .quote {
      let startsMessage = following.record.flags.contains(.startsMessage)
      if groupsByTime ? following.time > time : startsMessage { break }
      if startsMessage { book.endMessage() }
      book.add(following.record)
      pending = nil
    }
    book.endMessage()
    return Touch(time: time, bid: book.bid, ask: book.ask)
  }

  private func take() throws -> (record: TickRecord, time: Int64)? {
    defer { pending = nil }
    return try peek()
  }

  private func peek() throws -> (record: TickRecord, time: Int64)? {
    if pending == nil { pending = try nextOfBook() }
    return pending
  }

  private func nextOfBook() throws -> (record: TickRecord, time: Int64)? {
    while let next = try records.next() {
      switch next.record.kind {
      case .quote, .depth, .level: return next
      case .trade, .funding: continue
      }
    }
    return nil
  }
}
