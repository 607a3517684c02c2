internal import MarketData

/// Puts a source's converted events into the order in which the timeline merges them: the last
/// part of each message about a book is marked, and in files that mix prints with book changes the
/// prints of an instant come first.
struct EventOutput {
  private let sortsPrintsFirst: Bool
  /// The latest part of a message: whether it is the last shows with the next event.
  private var held: MarketEvent?
  /// Events of the latest instant that wait for its prints.
  private var bookChanges: [MarketEvent] = []
  private var time = Int64.min

  init(sortsPrintsFirst: Bool) { self.sortsPrintsFirst = sortsPrintsFirst }

  /// Whether an event that is no part of a message is handed on as it comes.
  var passesThrough: Bool { held == nil && !sortsPrintsFirst }

  /// Takes the next event of the source.
  @inline(__always)
  mutating func append(_ event: MarketEvent, to events: inout [MarketEvent]) {
    if event.kind != .book, held == nil, !sortsPrintsFirst {
      events.append(event)
    } else {
      sort(event, to: &events)
    }
  }

  /// Appends everything that waits, at the end of the source.
  mutating func finish(into events: inout [MarketEvent]) {
    releaseHeld(endsMessage: true, to: &events)
    events.append(contentsOf: bookChanges)
    bookChanges.removeAll()
  }

  @inline(never)
  private mutating func sort(_ event: MarketEvent, to events: inout [MarketEvent]) {
    let isPart = event.kind == .book
    releaseHeld(endsMessage: !isPart || event.flags.contains(.startsMessage), to: &events)
    if isPart { held = event } else { put(event, to: &events) }
  }

  private mutating func releaseHeld(endsMessage: Bool, to events: inout [MarketEvent]) {
    guard var event = held else { return }
    held = nil
    if endsMessage { event.flags.insert(.endsMessage) }
    put(event, to: &events)
  }

  private mutating func put(_ event: MarketEvent, to events: inout [MarketEvent]) {
    guard sortsPrintsFirst else { return events.append(event) }
    if event.exchangeTime > time {
      events.append(contentsOf: bookChanges)
      bookChanges.removeAll(keepingCapacity: true)
      time = event.exchangeTime
    }
    if event.kind.isTrade { events.append(event) } else { bookChanges.append(event) }
  }
}
