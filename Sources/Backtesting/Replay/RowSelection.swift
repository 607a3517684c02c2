internal import MarketData

/// Which rows of a source are replayed: those of its symbol, in the window.
///
/// Rows of other symbols, and rows outside the window, are what somebody asked not to see: they are
/// counted, but neither reported one by one nor held against the source. Rows of other symbols
/// where no symbol was asked for are rejected like any row that cannot be used.
struct RowSelection {
  /// The symbol that is replayed, once it is known.
  private(set) var symbol: String?
  /// Whether it was asked for.
  private let isSymbolGiven: Bool
  /// Its place in the current file's list of symbols.
  private var place: UInt16?
  private let window: TimeWindow
  private let stopMargin: Int64
  private let needsBookBefore: Bool
  private let hasWindow: Bool
  private let times: ClockReading

  /// The symbols of rows that are replayed without a look at each.
  enum PlainSymbol {
    /// Not known yet.
    case unknown
    /// The file has none.
    case none
    /// The one at a place in the reader's list.
    case place(UInt16)
  }
  private(set) var plainSymbol = PlainSymbol.unknown

  /// Whether every record of the batch is replayed.
  private(set) var keepsAll = true
  /// The records that are, where not all are.
  private(set) var kept: [TickRecord] = []
  /// Rows that are rejected one by one.
  private(set) var rejects: [RejectedRow] = []
  /// Rows that are counted only, by reason.
  private(set) var counted: [RejectReason: Int] = [:]
  /// The place in the batch of the first record so far past the window that no row after it can be
  /// in it: the source is read up to and with its row.
  private(set) var stop: Int?

  /// Whether a source may be left before its end.
  var mayStop: Bool { window.to != nil }
  /// Whether the symbol that is replayed is in a list of a file.
  private(set) var hasSeenSymbol = false

  init(_ specification: SourceSpecification, window: TimeWindow, times: ClockReading) {
    symbol = specification.symbol
    isSymbolGiven = specification.symbol != nil
    self.window = window
    self.times = times
    hasWindow = window.from != nil || window.to != nil
    stopMargin = max(TimeWindow.disorder, specification.reorderWindow)
    needsBookBefore = specification.replaysBook && specification.format.kind.hasBook
  }

  /// Forgets what was known of the file before.
  mutating func beginFile() {
    place = nil
    plainSymbol = .unknown
  }

  /// Looks through a batch.
  mutating func select(
    _ records: UnsafeBufferPointer<TickRecord>, of reader: any RecordReader
  ) {
    keepsAll = true
    stop = nil
    guard let first = records.first else { return }
    let filtersSymbols = learnSymbol(first, reader)
    if (!filtersSymbols || Self.areAll(records, of: place))
      && (!hasWindow || records.allSatisfy { isInside(times.exchangeTime(of: $0)) })
    {
      return
    }
    keepsAll = false
    kept.removeAll(keepingCapacity: true)
    rejects.removeAll()
    counted.removeAll()
    var index = 0
    while index < records.count, stop == nil {
      let start = index
      index += 1
      while index < records.count, records[index].flags.contains(.continuesRow) { index += 1 }
      if filtersSymbols, records[start].symbol != place {
        rejectSymbol(records[start], reader)
      } else {
        keep(records, start..<index)
      }
    }
  }

  private static func areAll(
    _ records: UnsafeBufferPointer<TickRecord>, of place: UInt16?
  ) -> Bool {
    guard let place else { return false }
    var differences: UInt16 = 0
    for record in records { differences |= record.symbol ^ place }
    return differences == 0
  }

  private mutating func learnSymbol(_ first: TickRecord, _ reader: any RecordReader) -> Bool {
    guard !reader.symbols.isEmpty else {
      plainSymbol = .none
      return false
    }
    if symbol == nil { symbol = reader.symbols[Int(first.symbol)] }
    if place == nil { place = reader.symbols.firstIndex { $0 == symbol }.map { UInt16($0) } }
    if let place {
      hasSeenSymbol = true
      plainSymbol = .place(place)
    }
    return true
  }

  private mutating func rejectSymbol(_ record: TickRecord, _ reader: any RecordReader) {
    if isSymbolGiven {
      counted[.otherSymbol, default: 0] += 1
    } else {
      rejects.append(reader.reject(record, .otherSymbol, slot: TickRecord.symbolSlot))
    }
  }

  private mutating func keep(_ records: UnsafeBufferPointer<TickRecord>, _ row: Range<Int>) {
    var isKept = false
    for index in row {
      var record = records[index]
      let time = times.exchangeTime(of: record)
      if let to = window.to, time >= to {
        if time - to >= stopMargin { stop = row.upperBound - 1 }
        continue
      }
      let showsBook = record.kind == .quote || record.kind == .depth || record.kind == .level
      if let from = window.from, time < from, !(needsBookBefore && showsBook) { continue }
      if !isKept { record.flags.remove(.continuesRow) }
      isKept = true
      kept.append(record)
    }
    if !isKept { counted[.outsideWindow, default: 0] += 1 }
  }

  private func isInside(_ time: Int64) -> Bool {
    (window.from.map { time >= $0 } ?? true) && (window.to.map { time < $0 } ?? true)
  }
}

/// When a row happened, before times that go back are moved.
struct ClockReading {
  var skipsEqualTimes: Bool
  /// What is added to arrival times (ns).
  var shift: Int64
  /// How long before it arrived a row without exchange time happened (ns).
  var missingLatency: Int64

  /// Whether the row has no exchange time of its own.
  @inline(__always)
  func lacksExchangeTime(_ record: TickRecord) -> Bool {
    skipsEqualTimes
      && (record.exchangeTime == record.arrivalTime || record.flags.contains(.lacksExchangeTime))
  }

  /// When the row happened (ns).
  @inline(__always)
  func exchangeTime(of record: TickRecord) -> Int64 {
    lacksExchangeTime(record)
      ? record.arrivalTime + shift - missingLatency : record.exchangeTime
  }
}
