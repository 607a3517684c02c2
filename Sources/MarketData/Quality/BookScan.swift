/// Rebuilds a book from the rows of a file and counts the states it goes through.
struct BookScan {
  private var book = ScaledBook()
  private var quality = FileQuality.Book()
  private var groupTime: Int64?
  private var hasMessage = false

  /// Takes in a record of a level or of a depth.
  mutating func add(_ record: TickRecord) {
    if record.flags.contains(.startsMessage) || !hasMessage {
      endMessage()
      quality.messages += 1
      if record.flags.contains(.snapshot) { quality.snapshots += 1 }
      let time = record.arrivalTime != 0 ? record.arrivalTime : record.exchangeTime
      if time != groupTime {
        quality.messageGroups += 1
        groupTime = time
      }
      hasMessage = true
    }
    book.add(record)
  }

  /// What is known in the end.
  var finished: FileQuality.Book {
    var scan = self
    scan.endMessage()
    return scan.quality
  }

  private mutating func endMessage() {
    guard hasMessage else { return }
    book.endMessage()
    quality.deepest = max(quality.deepest, book.deepest)
    guard let bid = book.bid, let ask = book.ask else { return quality.oneSided += 1 }
    if bid > ask { quality.crossed += 1 } else if bid == ask { quality.locked += 1 }
  }
}
