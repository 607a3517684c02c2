internal import MarketData

/// Which way a number between two steps of the grid is moved, where it may be.
enum GridDirection {
  /// Down: a bid.
  case down
  /// Up: an ask.
  case up
  /// Down: a print of a buyer.
  case printDown
  /// Up: a print of a seller.
  case printUp
  /// To the nearest step: a print without a side.
  case printNearest

  /// Whether the number is the price of a print.
  var isPrint: Bool { self != .down && self != .up }
}

/// Rows that tell of several things, such as a print and the book after it.
extension RowConverter {
  /// Collects the events of such a row in `parts`, in the order of its records; none where one of
  /// them cannot be converted, so that a row is replayed or rejected as a whole.
  mutating func mixedRow(_ records: UnsafeBufferPointer<TickRecord>, _ row: Range<Int>) {
    parts.removeAll(keepingCapacity: true)
    partRecords.removeAll(keepingCapacity: true)
    var index = row.lowerBound
    while index < row.upperBound {
      let first = index
      index += 1
      var isGood = true
      switch records[first].kind {
      case .trade where replaysTrades:
        isGood = append(trade(records, first))
      case .quote where replaysBook:
        isGood = append(quote(records, first))
      case .depth, .level:
        while index < row.upperBound,
          records[index].kind == .depth || records[index].kind == .level
        {
          index += 1
        }
        if replaysBook { isGood = appendBook(records, first..<index) }
      case .funding:
        isGood = append(funding(records, first))
      case .trade, .quote:
        break
      }
      guard isGood else {
        partRecords.removeAll(keepingCapacity: true)
        return parts.removeAll(keepingCapacity: true)
      }
      while partRecords.count < parts.count { partRecords.append(first) }
    }
  }

  private mutating func append(_ event: MarketEvent?) -> Bool {
    guard let event else { return false }
    parts.append(event)
    return true
  }
}
