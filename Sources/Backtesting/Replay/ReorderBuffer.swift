internal import MarketData

/// Puts rows that come late by no more than a window of time in their place, stably: rows of equal
/// time stay in the order of the file, and the parts of a message about a book stay together, at
/// the time of the first.
///
/// It holds what happened within the window before the latest time seen, and no more.
struct ReorderBuffer {
  /// An event and the time by which it is ordered.
  private struct Entry {
    var time: Int64
    var event: MarketEvent
  }

  /// How late a row may be (ns).
  let window: Int64
  /// The largest exchange time taken so far (ns).
  private(set) var latest = Int64.min
  /// Rows put in place so far that stood behind a later one.
  private(set) var rowsReordered = 0
  /// The farthest that one of them went back since the last call of `takeDisplacement` (ns).
  private var displacement: Int64 = 0
  /// In order of time; those before `head` have been handed out.
  private var entries: [Entry] = []
  private var head = 0
  /// The parts of the message that may go on, and the rows they are of.
  private var parts: [MarketEvent] = []
  private var rows = 0
  private var line: UInt32 = 0

  init(window: Int64) { self.window = window }

  /// Takes the next event of the file, its times set, which the row in `line` tells.
  mutating func take(_ event: MarketEvent, line: UInt32) {
    if event.kind != .book || event.flags.contains(.startsMessage) { closeMessage() }
    if parts.isEmpty || line != self.line { rows += 1 }
    self.line = line
    parts.append(event)
    if event.kind != .book { closeMessage() }
  }

  /// The farthest that a row was put back since the last call (ns).
  mutating func takeDisplacement() -> Int64 {
    defer { displacement = 0 }
    return displacement
  }

  /// Hands out the next event in order of time, once no row that is late by the window or less can
  /// come before it.
  mutating func next() -> MarketEvent? {
    guard head < entries.count, entries[head].time <= latest - window else { return nil }
    return pop()
  }

  /// Ends the message that was begun, at the end of the source.
  mutating func finish() { closeMessage() }

  /// Hands out what is left after `finish`.
  mutating func nextAtEnd() -> MarketEvent? {
    head < entries.count ? pop() : nil
  }

  private mutating func pop() -> MarketEvent {
    let event = entries[head].event
    head += 1
    if head == entries.count {
      entries.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 4_096, head * 2 >= entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return event
  }

  private mutating func closeMessage() {
    defer {
      parts.removeAll(keepingCapacity: true)
      rows = 0
    }
    guard let time = parts.first?.exchangeTime else { return }
    var place = entries.count
    while place > head, entries[place - 1].time > time { place -= 1 }
    if time < latest, latest - time <= window {
      rowsReordered += rows
      displacement = max(displacement, latest - time)
    }
    latest = max(latest, time)
    if place == entries.count {
      for part in parts { entries.append(Entry(time: time, event: part)) }
    } else {
      entries.insert(contentsOf: parts.map { Entry(time: time, event: $0) }, at: place)
    }
  }
}
