import MarketData

/// Books of many levels: class 1 of the order of things where the source tells more than the touch.
extension Engine {
  /// Takes in a part of a message about the book; the message applies with its last part.
  mutating func changeDepth(_ event: MarketEvent) {
    if !isInMessage {
      isInMessage = true
      floorsBefore = SidePair(.min)
      floorsBefore[.buy] = depth.bidFloor
      floorsBefore[.sell] = depth.askFloor
      depth.begin(event.flags.messageKind, clears: event.flags.contains(.clearsBook))
    }
    if event.hasBid { depth.set(.buy, price: event.price, size: event.quantity) }
    if event.hasAsk { depth.set(.sell, price: event.askPrice, size: event.askQuantity) }
    if event.flags.contains(.endsMessage) { applyMessage() }
  }

  private mutating func applyMessage() {
    isInMessage = false
    if !hasDepth {
      hasDepth = true
      linkAllOrders()
    }
    totals.bookMessages += 1
    totals.levelsDroppedCrossed += Int64(depth.end(dropsCrossed: !replay.keepsCrossedLevels))
    let new = book.following(depth)
    if !new.isTwoSided {
      totals.bookStatesOneSided += 1
    } else if new.bid.key >= -new.ask.key {
      if new.bid.key == -new.ask.key {
        totals.bookStatesLocked += 1
      } else {
        totals.bookStatesCrossed += 1
      }
    }
    let old = book
    let hasMoved = changeTouch(to: new)
    if new.bid.key < old.bid.key { bids.emptyQueues(above: new.bid.key) }
    if new.ask.key < old.ask.key { asks.emptyQueues(above: new.ask.key) }
    showLevels(.buy)
    showLevels(.sell)
    for place in depth.changes.indices { levelChanged(depth.changes[place]) }
    if hasMoved { takeMid() }
  }

  /// Levels that the source did not show before the message and shows now.
  private mutating func showLevels(_ side: Side) {
    let before = floorsBefore[side]
    let now = side == .buy ? depth.bidFloor : depth.askFloor
    guard now < before else { return }
    if side == .buy {
      bids.showLevels(from: now, below: before, of: depth, side, moment: moment, rules: rules)
    } else {
      asks.showLevels(from: now, below: before, of: depth, side, moment: moment, rules: rules)
    }
  }

  private mutating func levelChanged(_ change: LevelBook.Change) {
    if change.side == .buy {
      bids.levelChanged(change, in: depth, moment: moment, rules: rules)
    } else {
      asks.levelChanged(change, in: depth, moment: moment, rules: rules)
    }
  }

  /// The touch after the message whose last part is `event`, as it travels to the strategies; `nil`
  /// where it is what they will know already.
  mutating func touchEvent(after event: MarketEvent) -> MarketEvent? {
    guard sentBid != book.bid || sentAsk != book.ask else { return nil }
    (sentBid, sentAsk) = (book.bid, book.ask)
    var quote = MarketEvent.quote(
      bid: book.bid.isEmpty ? nil : (book.bid.key, book.bid.size),
      ask: book.ask.isEmpty ? nil : (-book.ask.key, book.ask.size),
      exchangeTime: event.exchangeTime, arrivalTime: event.arrivalTime, source: event.source)
    quote.instrument = event.instrument
    return quote
  }
}

extension TopOfBook {
  /// The touch of `depth`, with the mid that is known after it.
  func following(_ depth: borrowing LevelBook) -> TopOfBook {
    var touch = self
    touch.bid = depth.bids.best.map { Best(key: $0.key, size: $0.size) } ?? Best()
    touch.ask = depth.asks.best.map { Best(key: $0.key, size: $0.size) } ?? Best()
    if touch.isTwoSided {
      touch.doubledMid = touch.bid.key - touch.ask.key
      touch.hasMid = true
    }
    return touch
  }
}

extension MarketEvent.Flags {
  /// What a message with these flags does to a book.
  var messageKind: LevelBook.MessageKind {
    if !contains(.snapshot) { return .changes }
    return contains(.bestLevelsOnly) ? .bestLevels : .snapshot
  }
}

extension RestingOrders {
  /// Orders at keys from `floor` up to `limit` rest where the book is shown from now on.
  mutating func showLevels(
    from floor: Int64, below limit: Int64, of depth: borrowing LevelBook, _ side: Side,
    moment: Int64, rules: borrowing Table<FillRule>
  ) {
    var place = position(of: floor)
    while place < references.count, references[place].key < limit {
      let level = references[place].level
      levels[level].changedAt = moment
      let size = Double(depth.displayed(side, at: references[place].key) ?? 0)
      forEachQueue(at: level, rules: rules) { position, _ in position.becameDisplayed(size: size) }
      place += 1
    }
  }

  /// A message changed, or repeated, the displayed size of a level: queues there see its size
  /// before and after the whole message, once.
  mutating func levelChanged(
    _ change: LevelBook.Change, in depth: borrowing LevelBook, moment: Int64,
    rules: borrowing Table<FillRule>
  ) {
    guard change.key <= bestKey else { return }
    let place = position(of: change.key)
    guard place < references.count, references[place].key == change.key else { return }
    let level = references[place].level
    guard levels[level].mayQueue, levels[level].changedAt != moment,
      let size = depth.displayed(change.side, at: change.key)
    else { return }
    levels[level].changedAt = moment
    // A snapshot repeats what did not change; in a message of changes the level did change, and
    // changed back.
    if depth.messageKind != .changes, size == change.previous { return }
    forEachQueue(at: level, rules: rules) { position, rule in
      position.displayedSizeChanged(from: Double(change.previous), to: Double(size), by: rule)
    }
  }

  @inline(__always)
  private mutating func forEachQueue(
    at level: Int32, rules: borrowing Table<FillRule>,
    _ body: (inout QueuePosition, FillRule) -> Void
  ) {
    var cohort = levels[level].firstCohort
    while cohort >= 0 {
      let rule = rules[cohorts[cohort].rule]
      if rule.kind == .queue { body(&cohorts[cohort].position, rule) }
      cohort = cohorts[cohort].next
    }
  }
}
