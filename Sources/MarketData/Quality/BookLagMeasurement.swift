/// Compares prints with the quotes before and after them, in one pass over both.
struct BookLagMeasurement {
  private static let offsets: [Int64] = [-100, -50, -20, -10, 0, 10, 20, 50, 100].map {
    $0 * 1_000_000
  }
  /// Quotes within reach of the current print.
  private var quotes: [TickRecord] = []
  private var fits = Array(repeating: 0, count: offsets.count)
  private var prints = 0
  /// For each offset, how many of `quotes` lie before the print plus the offset.
  private var places = Array(repeating: 0, count: offsets.count)

  /// Measures the fit of the prints in `trades` with the quotes in `quotes`, each in order of time.
  ///
  /// - Returns: `nil` where no print has quotes to compare it with.
  static func measure(
    trades: [(path: String, format: TickFormat)], quotes: [(path: String, format: TickFormat)]
  ) throws -> BookLag? {
    var measurement = BookLagMeasurement()
    let quoteRows = RowStream(quotes)
    let tradeRows = RowStream(trades)
    var nextQuote = try quoteRows.next()
    while let print = try tradeRows.next() {
      while let quote = nextQuote, quote.exchangeTime <= print.exchangeTime + (offsets.last ?? 0) {
        measurement.quotes.append(quote)
        nextQuote = try quoteRows.next()
      }
      measurement.add(print)
    }
    guard measurement.prints > 0 else { return nil }
    let shares = zip(offsets, measurement.fits).map { offset, fits in
      BookLag.Share(offset: offset, share: Double(fits) / Double(measurement.prints))
    }
    return BookLag(prints: measurement.prints, shares: shares)
  }

  private mutating func add(_ print: TickRecord) {
    guard print.side < 2 else { return }
    var fitting: [Bool] = []
    for (index, offset) in Self.offsets.enumerated() {
      let time = print.exchangeTime + offset
      while places[index] < quotes.count, quotes[places[index]].exchangeTime < time {
        places[index] += 1
      }
      guard places[index] > 0, let fits = Self.fits(print, quotes[places[index] - 1]) else {
        return
      }
      fitting.append(fits)
    }
    prints += 1
    for (index, fits) in fitting.enumerated() where fits { self.fits[index] += 1 }
    forgetOldQuotes()
  }

  /// Drops quotes that no later print can reach, many at a time.
  private mutating func forgetOldQuotes() {
    let unreachable = (places.min() ?? 0) - 1
    guard unreachable > 4_096 else { return }
    quotes.removeFirst(unreachable)
    for index in places.indices { places[index] -= unreachable }
  }

  /// Whether `print` is at or beyond the touch it took; `nil` where that side is empty.
  private static func fits(_ print: TickRecord, _ quote: TickRecord) -> Bool? {
    let price = FixedDecimal(mantissa: print.price, decimals: print.priceDecimals)
    if print.side == 0 {
      guard quote.hasAsk else { return nil }
      return price
        >= FixedDecimal(mantissa: quote.askPrice, decimals: quote.askPriceDecimals)
    }
    guard quote.hasBid else { return nil }
    return price <= FixedDecimal(mantissa: quote.price, decimals: quote.priceDecimals)
  }
}

/// The rows of several files one at a time, their times made not to go back.
final class RowStream {
  private var files: ArraySlice<(path: String, format: TickFormat)>
  private var reader: (any RecordReader)?
  private var index = 0
  private var time = Int64.min

  init(_ files: [(path: String, format: TickFormat)]) { self.files = files[...] }

  /// The next row, or `nil` at the end.
  func next() throws -> TickRecord? {
    while true {
      if let reader, index < reader.records.count {
        var record = reader.records[index]
        index += 1
        time = max(time, record.exchangeTime)
        record.exchangeTime = time
        return record
      }
      index = 0
      if let reader, try reader.nextBatch() { continue }
      guard let file = files.popFirst() else { return nil }
      reader = try RecordReaders.open(path: file.path, format: file.format)
    }
  }
}
