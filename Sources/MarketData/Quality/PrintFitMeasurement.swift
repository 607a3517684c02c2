/// Compares prints with the book before and after them, in one pass over both.
struct PrintFitMeasurement {
  private static let offsets: [Int64] = [-100, -50, -20, -10, 0, 10, 20, 50, 100].map {
    $0 * 1_000_000
  }
  private static let atPrint = 4
  /// Touches within reach of the current print.
  private var touches: [Touch] = []
  private var fits = Array(repeating: 0, count: offsets.count)
  private var prints = 0
  private var sideless = (atAsk: 0, atBid: 0, inside: 0)
  /// For each offset, how many of `touches` lie before the print plus the offset.
  private var places = Array(repeating: 0, count: offsets.count)
  private var lag = BookLagMeasurement()

  /// Measures the fit of the prints in `trades` with `book`.
  ///
  /// - Returns: `nil` where no print has a book to compare it with.
  static func measure(trades: SymbolSource, book: SymbolSource) throws -> PrintFit? {
    var measurement = PrintFitMeasurement()
    let stream = TouchStream(book, clock: .exchange)
    let prints = SymbolRecords(trades, clock: .exchange)
    var next = try stream.next()
    while let (print, time) = try prints.next() {
      guard print.kind == .trade else { continue }
      while let touch = next, touch.time <= time + (offsets.last ?? 0) {
        measurement.touches.append(touch)
        next = try stream.next()
      }
      measurement.add(print, at: time)
    }
    for touch in measurement.touches[measurement.places[atPrint]...] {
      measurement.lag.follow(touch)
    }
    while let touch = next, measurement.lag.waits(at: touch.time) {
      measurement.lag.follow(touch)
      next = try stream.next()
    }
    let sideless = measurement.sideless
    let count = measurement.prints
    guard count > 0 || sideless.atAsk + sideless.atBid + sideless.inside > 0 else { return nil }
    let shares = zip(offsets, measurement.fits).map { offset, fits in
      PrintFit.Share(offset: offset, share: Double(fits) / Double(count))
    }
    return PrintFit(
      trades: trades.format.name, book: book.format.name, symbol: trades.symbol, prints: count,
      shares: count > 0 ? shares : [], sideless: sideless, lag: measurement.lag.result)
  }

  private mutating func add(_ print: TickRecord, at time: Int64) {
    guard let price = BookPrice.of(print.price, print.priceDecimals) else { return }
    var fitting: [Bool] = []
    for (index, offset) in Self.offsets.enumerated() {
      while places[index] < touches.count, touches[places[index]].time < time + offset {
        if index == Self.atPrint { lag.follow(touches[places[index]]) }
        places[index] += 1
      }
      guard places[index] > 0 else { continue }
      let touch = touches[places[index] - 1]
      if index == Self.atPrint {
        lag.add(price: price, isBuy: print.side < 2 ? print.side == 0 : nil, at: time, after: touch)
      }
      if print.side < 2 {
        guard let opposite = print.side == 0 ? touch.ask : touch.bid else { continue }
        fitting.append(print.side == 0 ? price >= opposite : price <= opposite)
      } else if index == Self.atPrint, let bid = touch.bid, let ask = touch.ask {
        if price >= ask {
          sideless.atAsk += 1
        } else if price <= bid {
          sideless.atBid += 1
        } else {
          sideless.inside += 1
        }
      }
    }
    forgetOldTouches()
    guard fitting.count == Self.offsets.count else { return }
    prints += 1
    for (index, fits) in fitting.enumerated() where fits { self.fits[index] += 1 }
  }

  /// Drops touches that no later print can reach, many at a time.
  private mutating func forgetOldTouches() {
    let unreachable = (places.min() ?? 0) - 1
    guard unreachable > 4_096 else { return }
    touches.removeFirst(unreachable)
    for index in places.indices { places[index] -= unreachable }
  }
}

extension BookFit {
  /// Compares the touch of `book` after all messages that arrived at one time with the last of
  /// `quotes` that had arrived by then.
  ///
  /// - Returns: `nil` where there is nothing to compare.
  static func measure(book: SymbolSource, quotes: SymbolSource) throws -> BookFit? {
    let clock: SymbolRecords.Clock =
      book.format.hasArrivalTime && quotes.format.hasArrivalTime ? .arrival : .exchange
    let books = TouchStream(book, clock: clock, groupsByTime: true)
    let stream = TouchStream(quotes, clock: clock)
    var fit = BookFit(
      book: book.format.name, quotes: quotes.format.name, symbol: book.symbol, groups: 0, equal: 0)
    var latest: Touch?
    var next = try stream.next()
    while let touch = try books.next() {
      while let quote = next, quote.time <= touch.time {
        latest = quote
        next = try stream.next()
      }
      guard let latest, touch.bid != nil, touch.ask != nil else { continue }
      fit.groups += 1
      if latest.bid == touch.bid, latest.ask == touch.ask { fit.equal += 1 }
    }
    return fit.groups > 0 ? fit : nil
  }
}
