import MarketData

/// Classes 0 and 1 of the order of things: prints and book changes at the venue.
extension Engine {
  /// Applies events from the place `start` on for as long as nothing else comes before them.
  ///
  /// - Parameters:
  ///   - events: events of this instrument, in time order.
  ///   - start: the place of the first one.
  ///   - limit: what the engine does not know of happens after the events of this instant (ns).
  ///   - reached: the time of the latest event, moved on.
  ///   - nextLook: nobody looks at the market before this instant (ns).
  ///   - tradesAreObserved: whether strategies are told of trades.
  ///   - watchesArrivals: whether something is done when the market arrives.
  /// - Returns: the place of the first event that was not applied.
  mutating func process(
    _ events: UnsafeBufferPointer<MarketEvent>, from start: Int, through limit: Int64,
    reached: inout Int64, nextLook: Int64, tradesAreObserved: Bool, watchesArrivals: Bool
  ) -> Int {
    var place = start
    while place < events.count {
      let time = events[place].exchangeTime
      if time != reached {
        if time < reached || time > limit || time > nextActionTime || hasRecords { break }
        if watchesArrivals, time > arrivals.nextTime { break }
        reached = time
      }
      if events[place].instrument != 0 { break }
      if events[place].flags.contains(.infersSide) {
        processInferring(events[place], tradesAreObserved: tradesAreObserved)
      } else {
        process(events[place])
        send(events[place], tradesAreObserved: tradesAreObserved, nextLook: nextLook)
      }
      place += 1
    }
    return place
  }

  /// Applies the market event `event`; everything earlier must have been done.
  @inline(__always)
  mutating func process(_ event: MarketEvent) {
    if event.exchangeTime != now {
      now = event.exchangeTime
      doubledMidBefore = book.doubledMid
      if hasArrivals { matchArrivals(event) }
    }
    moment += 1
    if drawsPrints, event.kind.isTrade { numberPrint(event) }
    switch event.kind {
    case .quote:
      totals.quotes += 1
      changeBook(event)
    case .sellTrade:
      totals.trades += 1
      approach(.buy, key: event.price)
      if bids.bestKey >= event.price {
        matchPrint(side: .buy, key: event.price, quantity: event.quantity)
      }
    case .buyTrade:
      totals.trades += 1
      approach(.sell, key: -event.price)
      if asks.bestKey >= -event.price {
        matchPrint(side: .sell, key: -event.price, quantity: event.quantity)
      }
    case .unknownTrade:
      totals.trades += 1
      totals.tradesWithoutSide += 1
    case .book:
      changeDepth(event)
    case .funding:
      takeFunding(event)
    }
    if !filledLanes.isEmpty { finishFills() }
    checkMargins()
  }

  @inline(__always)
  private mutating func changeBook(_ event: MarketEvent) {
    guard event.hasBid, event.hasAsk, event.price == book.bid.key,
      -event.askPrice == book.ask.key
    else { return changeTouch(event) }
    // Most quotes change a size alone.
    let (bid, ask) = (book.bid, book.ask)
    book.bid.size = event.quantity
    book.ask.size = event.askQuantity
    if event.price > event.askPrice { totals.quotesCrossed += 1 }
    approach(.buy, key: min(bid.key, -ask.key))
    approach(.sell, key: min(ask.key, -bid.key))
    if bids.bestKey >= -ask.key { matchBook(side: .buy) }
    if asks.bestKey >= -bid.key { matchBook(side: .sell) }
    if bids.bestKey >= bid.key, bid.size != book.bid.size {
      bids.displayedBestChanged(from: bid, to: book.bid, rules: rules)
    }
    if asks.bestKey >= ask.key, ask.size != book.ask.size {
      asks.displayedBestChanged(from: ask, to: book.ask, rules: rules)
    }
  }

  @inline(never)
  private mutating func changeTouch(_ event: MarketEvent) {
    let old = book
    var new = book
    new.update(with: event)
    if event.hasBid && event.hasAsk && event.price > event.askPrice { totals.quotesCrossed += 1 }
    let hasMoved = changeTouch(to: new)
    if old.bid != new.bid { bids.displayedBestChanged(from: old.bid, to: new.bid, rules: rules) }
    if old.ask != new.ask { asks.displayedBestChanged(from: old.ask, to: new.ask, rules: rules) }
    if hasMoved { takeMid() }
  }

  /// Takes over the best levels and fills what they cross.
  ///
  /// - Returns: whether there is a mid that is another one than before.
  @inline(__always)
  mutating func changeTouch(to new: TopOfBook) -> Bool {
    let isOther = new.doubledMid != book.doubledMid || !book.hasMid
    if isOther { resolveMarkouts(before: now) }
    approach(.buy, key: min(new.bid.key, new.oppositeKey(of: .buy)))
    approach(.sell, key: min(new.ask.key, new.oppositeKey(of: .sell)))
    book = new
    follow(new)
    if bids.bestKey >= new.oppositeKey(of: .buy) { matchBook(side: .buy) }
    if asks.bestKey >= new.oppositeKey(of: .sell) { matchBook(side: .sell) }
    return new.hasMid && isOther
  }

  /// Takes the mid into the path that drawdowns are measured on.
  @inline(__always)
  mutating func takeMid() {
    if valuation.isInverse, book.doubledMid <= 0 { refusePrice(at: now) }
    midPath.append(book.doubledMid)
    if midPath.isFull {
      finishFills()
      closeMidBlock()
    }
  }

  /// A print of `quantity` lots that orders of `side` at or above `key` meet.
  private mutating func matchPrint(side: Side, key: Int64, quantity: Int64) {
    var place = referenceCount(side) - 1
    while place >= 0 {
      let reference = reference(side, place)
      if reference.key <= key { break }
      fillLevel(reference, side: side, distance: reference.key - key, cause: .printThrough)
      place -= 1
    }
    guard place >= 0 else { return }
    let reference = reference(side, place)
    if reference.key == key { matchPrint(at: reference, side: side, quantity: quantity) }
  }

  /// A print exactly at the level of `reference`.
  private mutating func matchPrint(
    at reference: RestingOrders.Reference, side: Side, quantity: Int64
  ) {
    var cohort = level(side, reference.level).firstCohort
    while cohort >= 0 {
      let following = self.cohort(side, cohort).next
      let rule = rules[self.cohort(side, cohort).rule]
      let reached: Int64 =
        switch rule.kind {
        case .touch: quantity
        case .through, .arrivals: 0
        case .probabilistic: acceptsPrint(rule, side: side) ? quantity : 0
        case .queue: reach(side, cohort: cohort, quantity: quantity)
        }
      if reached > 0 {
        var order = self.cohort(side, cohort).firstOrder
        while order >= 0 {
          let next = orders[order].next
          var filled = orders[order].remaining
          if !rule.fillsWholeOrders {
            filled = min(filled, reached - given(toLane: orders[order].lane))
          }
          if filled > 0 { fill(order, quantity: filled, cause: .printAt) }
          order = next
        }
      }
      cohort = following
    }
  }

  /// The opposite best stands at or through the best orders of `side`.
  private mutating func matchBook(side: Side) {
    let opposite = book.oppositeKey(of: side)
    var place = referenceCount(side) - 1
    while place >= 0 {
      let reference = reference(side, place)
      if reference.key < opposite { break }
      fillLevel(reference, side: side, distance: reference.key - opposite, cause: .bookCross)
      place -= 1
    }
  }

  /// Fills all that remains at a level that the market went `distance` ticks through.
  private mutating func fillLevel(
    _ reference: RestingOrders.Reference, side: Side, distance: Int64, cause: FillCause
  ) {
    var cohort = level(side, reference.level).firstCohort
    while cohort >= 0 {
      let following = self.cohort(side, cohort).next
      let rule = rules[self.cohort(side, cohort).rule]
      let reaches =
        switch rule.kind {
        case .touch, .queue: true
        case .through: distance >= rule.ticks
        case .probabilistic: cause == .bookCross || acceptsPrint(rule, side: side)
        case .arrivals: cause == .bookCross
        }
      if reaches && (cause != .bookCross || rule.bookCrossing) {
        var order = self.cohort(side, cohort).firstOrder
        while order >= 0 {
          let next = orders[order].next
          fill(order, quantity: orders[order].remaining, cause: cause)
          order = next
        }
      }
      cohort = following
    }
  }

  /// What the present print has given the better and older orders of the lane.
  private mutating func given(toLane lane: Int32) -> Int64 {
    if lanes[lane].printMoment != moment {
      lanes[lane].printMoment = moment
      lanes[lane].given = 0
    }
    return lanes[lane].given
  }

  /// Fills `quantity` lots of a resting order at its price.
  mutating func fill(_ index: Int32, quantity: Int64, cause: FillCause) {
    let lane = orders[index].lane
    let quantity = allowed(index, quantity)
    if quantity == 0 { return endSpent(index) }
    if cause != .bookCross { lanes[lane].given = given(toLane: lane) + quantity }
    execute(
      index, quantity: quantity, price: orders[index].price, cause: cause,
      doubledMid: doubledMidBefore)
    if orders[index].remaining == 0 {
      if orders[index].side == .buy {
        bids.remove(index, orders: orders)
      } else {
        asks.remove(index, orders: orders)
      }
    } else if isSpent(index) {
      endSpent(index)
    }
  }

  // The two sides' indexes are separate stored properties, so that neither is reached through a
  // copy; they are `mutating` because the compiler copies the whole engine to call what is not.
  mutating func referenceCount(_ side: Side) -> Int {
    side == .buy ? bids.references.count : asks.references.count
  }

  mutating func reference(_ side: Side, _ place: Int) -> RestingOrders.Reference {
    side == .buy ? bids.references[place] : asks.references[place]
  }

  mutating func level(_ side: Side, _ index: Int32) -> RestingOrders.Level {
    side == .buy ? bids.levels[index] : asks.levels[index]
  }

  mutating func cohort(_ side: Side, _ index: Int32) -> RestingOrders.Cohort {
    side == .buy ? bids.cohorts[index] : asks.cohorts[index]
  }

  private mutating func reach(_ side: Side, cohort: Int32, quantity: Int64) -> Int64 {
    let lots =
      side == .buy
      ? bids.cohorts[cohort].position.reached(byPrintOf: Double(quantity))
      : asks.cohorts[cohort].position.reached(byPrintOf: Double(quantity))
    // Cancels may leave less than nothing ahead in hftbacktest's arithmetic, but a print fills no
    // more than it has.
    return min(lots, quantity)
  }
}

extension RestingOrders {
  /// The best displayed price or size of this side changed.
  mutating func displayedBestChanged(
    from old: TopOfBook.Best, to new: TopOfBook.Best, rules: borrowing Table<FillRule>
  ) {
    let place = emptyQueues(above: new.key)
    guard place >= 0, references[place].key == new.key else { return }
    let level = references[place].level
    guard levels[level].mayQueue else { return }
    var cohort = levels[level].firstCohort
    while cohort >= 0 {
      let rule = rules[cohorts[cohort].rule]
      if rule.kind == .queue {
        if old.key == new.key {
          cohorts[cohort].position.displayedSizeChanged(
            from: Double(old.size), to: Double(new.size), by: rule)
        } else {
          cohorts[cohort].position.becameDisplayed(size: Double(new.size))
        }
      }
      cohort = cohorts[cohort].next
    }
  }

  /// The best displayed key is `key`: nobody is ahead of orders above it.
  ///
  /// - Returns: the place of the best reference at or below `key`, −1 = there is none.
  @discardableResult
  mutating func emptyQueues(above key: Int64) -> Int {
    var place = references.count - 1
    while place >= 0, references[place].key > key {
      let level = references[place].level
      if levels[level].mayQueue { emptyQueue(at: level) }
      place -= 1
    }
    return place
  }

  /// Nothing is displayed at or above the level any more: nobody is ahead.
  private mutating func emptyQueue(at level: Int32) {
    var cohort = levels[level].firstCohort
    while cohort >= 0 {
      cohorts[cohort].position = QueuePosition(front: 0)
      cohort = cohorts[cohort].next
    }
    levels[level].mayQueue = false
  }
}
