internal import MarketData

/// In which order of time the rows of a source's files stand.
public enum RowOrder: String, Sendable, CaseIterable {
  /// Found out from the first rows of each file.
  case auto
  /// The usual one.
  case oldestFirst = "oldest-first"
  /// The reverse: such files are replayed from their last row to their first. Of rows of equal
  /// time the one that stands later in the file happened first.
  case newestFirst = "newest-first"
}

/// Looks at the first rows of a file to find out in which order they stand.
struct OrderProbe {
  /// Records looked at: enough that a stretch of equal times does not hide the order.
  private static let records = 2_000
  /// Times that must go back, and none forward, before an order is believed in.
  private static let evidence = 4

  private var ascents = 0
  private var descents = 0

  /// The order of the rows of the file at `path`, or `nil` where too few tell.
  static func order(of path: String, _ format: TickFormat) throws -> RowOrder? {
    // Not through the cache: a file that is looked into is not yet used, nor read to its end.
    let reader = try RecordReaders.open(path: path, format: format, options: .firstRows)
    var probe = OrderProbe()
    var seen = 0
    var previous: TickRecord?
    while seen < records, !probe.isSettled, try reader.nextBatch() {
      for record in reader.records.prefix(records - seen) {
        if let previous, previous.symbol == record.symbol { probe.compare(previous, record) }
        previous = record
      }
      seen += max(1, reader.records.count)
    }
    return probe.order
  }

  /// A row is later than another where both of its clocks say so, or one does and the other is
  /// silent.
  private mutating func compare(_ first: TickRecord, _ second: TickRecord) {
    let exchange = (second.exchangeTime - first.exchangeTime).signum()
    let arrival = (second.arrivalTime - first.arrivalTime).signum()
    if exchange > 0 || arrival > 0 {
      ascents += 1
    } else if exchange < 0 || arrival < 0 {
      descents += 1
    }
  }

  /// Whether more times go forward already than could be outweighed.
  private var isSettled: Bool { ascents * 20 > Self.records }

  private var order: RowOrder? {
    if descents >= Self.evidence, ascents * 20 <= descents { return .newestFirst }
    if ascents >= Self.evidence || ascents > descents { return .oldestFirst }
    return nil
  }
}
