import MarketData

/// Market events on their way to the observer, per source in file order.
struct ArrivalQueues: ~Copyable {
  private var queues = RingQueues<MarketEvent>()
  /// When the next event arrives, or before; `Int64.max` where there is none.
  private(set) var nextTime = Int64.max

  /// Puts an event behind those of its source.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - nextLook: before this instant nobody looks at what arrives (ns): of two-sided quotes of
  ///     one source that arrive by then the last one alone is kept.
  @inline(__always)
  mutating func append(_ event: MarketEvent, nextLook: Int64 = .min) {
    let source = Int(event.source)
    if event.arrivalTime <= nextLook, source < queues.count, event.isTwoSidedQuote,
      let last = queues[source].last, last.pointee.isTwoSidedQuote
    {
      last.pointee = event
      return
    }
    add(event)
  }

  @inline(never)
  private mutating func add(_ event: MarketEvent) {
    while queues.count <= Int(event.source) { queues.add(minimumCapacity: 1024) }
    queues[Int(event.source)].append(event)
    if event.arrivalTime < nextTime { nextTime = event.arrivalTime }
  }

  /// Removes the next event that arrives at or before `time`: by arrival, then source, then order
  /// of the file.
  mutating func next(through time: Int64) -> MarketEvent? {
    guard nextTime <= time else { return nil }
    var (first, arrival) = (-1, Int64.max)
    var following = Int64.max
    for index in 0..<queues.count where !queues[index].isEmpty {
      let head = queues[index][0].arrivalTime
      if head < arrival {
        following = arrival
        (first, arrival) = (index, head)
      } else {
        following = min(following, head)
      }
    }
    nextTime = arrival
    guard arrival <= time, first >= 0 else { return nil }
    let event = queues[first].removeFirst()
    if !queues[first].isEmpty {
      following = min(following, queues[first][0].arrivalTime)
    }
    nextTime = following
    return event
  }
}

extension MarketEvent {
  @inline(__always)
  fileprivate var isTwoSidedQuote: Bool { kind == .quote && hasBid && hasAsk }
}

/// The market as it is known to the strategies: the touch that has arrived.
struct LocalMarket {
  private(set) var book = TopOfBook()
  /// Counts changes of the known prices: of a best price or the mid.
  private(set) var touchVersion: Int64 = 0
  /// The view of the present touch; its time is set at each decision.
  var view: MarketView
  /// All levels that have arrived, where some strategy looks at them.
  private(set) var depth = LevelBook()
  private var isInMessage = false
  private var hasDepth = false

  init(tickSize: Double, lotSize: Double, sessionEnd: Int64?) {
    view = MarketView(
      time: 0, bid: 0, ask: 0, bidQuantity: 0, askQuantity: 0, mid: 0, sessionEnd: sessionEnd,
      tickSize: tickSize, lotSize: lotSize)
  }

  /// Takes in an arriving quote.
  ///
  /// - Returns: whether the touch moved: a best price changed, came or went.
  mutating func arrive(_ event: MarketEvent) -> Bool {
    let before = book
    book.update(with: event)
    if !book.bid.isEmpty { view.bid = Double(book.bid.key) }
    if !book.ask.isEmpty { view.ask = Double(-book.ask.key) }
    view.bidQuantity = Double(book.bid.size)
    view.askQuantity = Double(book.ask.size)
    view.mid = Double(book.doubledMid) / 2
    let hasMoved = before.bid.key != book.bid.key || before.ask.key != book.ask.key
    if hasMoved || before.doubledMid != book.doubledMid { touchVersion += 1 }
    return hasMoved
  }

  /// Takes in an arriving part of a message about the book; its touch arrives as a quote after it.
  mutating func arrivePart(_ event: MarketEvent, dropsCrossed: Bool) {
    if !isInMessage {
      isInMessage = true
      depth.begin(event.flags.messageKind, clears: event.flags.contains(.clearsBook))
    }
    if event.hasBid { depth.set(.buy, price: event.price, size: event.quantity) }
    if event.hasAsk { depth.set(.sell, price: event.askPrice, size: event.askQuantity) }
    guard event.flags.contains(.endsMessage) else { return }
    isInMessage = false
    hasDepth = true
    _ = depth.end(dropsCrossed: dropsCrossed)
  }

  /// At most `count` levels of `side`, the best first.
  func levels(_ side: Side, count: Int) -> BookLevels {
    if hasDepth { return BookLevels(side, of: depth, count: count) }
    let best = book[side]
    guard !best.isEmpty else { return BookLevels() }
    let price = Double(side == .buy ? best.key : -best.key)
    return BookLevels(touch: BookLevel(price: price, quantity: Double(best.size)), count: count)
  }

  func view(at time: Int64) -> MarketView {
    var view = view
    view.time = time
    view.instruments.time = time
    return view
  }
}
