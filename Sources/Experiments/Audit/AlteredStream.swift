internal import MarketData

/// Where a replay of an audit leaves the data: which events are altered, and where it ends.
struct Alteration: Sendable {
  /// Which time of an event says whether it is late enough to be altered.
  enum Clock: Sendable { case exchange, arrival }

  /// Events with a later time than this are altered (ns).
  var instant: Int64
  /// Which time of theirs.
  var clock: Clock
  /// Determines what they become.
  var seed: UInt64
  /// Whether events may be left out or come twice; where a gap in the data ends a session, an event
  /// that is missing is known by its time, not by its arrival.
  var changesCount = true
  /// This much market time after `instant` the data ends (ns): what comes then cannot show.
  var tail: Int64
}

/// What an altered stream did.
struct AlterationCounts: Sendable, Equatable {
  /// Events whose prices, sizes or sides are others.
  var changed: Int64 = 0
  /// Events left out.
  var dropped: Int64 = 0
  /// Events that came twice.
  var duplicated: Int64 = 0

  static func += (left: inout Self, right: Self) {
    left.changed += right.changed
    left.dropped += right.dropped
    left.duplicated += right.duplicated
  }
}

/// The events of a stream up to a time, with everything late enough altered: other prices, sizes
/// and sides, left out, or twice. A message about a book is left out or repeated as a whole.
final class AlteredStream: EventStream {
  private let stream: any EventStream
  private let alteration: Alteration?
  private let until: Int64
  private let inspect: (([MarketEvent]) -> Void)?
  private var random: SeededRandom
  private var message: [MarketEvent] = []
  private var incoming: [MarketEvent] = []
  private var hasEnded = false
  /// What was done so far.
  private(set) var counts = AlterationCounts()

  /// The events of `stream` before `until` (ns), altered; `inspect` is shown each batch as it will
  /// be replayed.
  init(
    _ stream: any EventStream, _ alteration: Alteration?, until: Int64,
    inspect: (([MarketEvent]) -> Void)?
  ) {
    self.stream = stream
    self.alteration = alteration
    self.inspect = inspect
    random = SeededRandom(seed: alteration?.seed ?? 0)
    self.until = min(until, alteration.map { $0.instant.later(by: $0.tail) } ?? .max)
  }

  func nextBatch(into batch: inout [MarketEvent]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    while batch.isEmpty, !hasEnded {
      guard try stream.nextBatch(into: &incoming) else {
        hasEnded = true
        break
      }
      for event in incoming {
        guard event.exchangeTime < until else {
          hasEnded = true
          break
        }
        take(event, into: &batch)
      }
    }
    if hasEnded { flush(into: &batch) }
    if !batch.isEmpty { inspect?(batch) }
    return !batch.isEmpty
  }

  private func take(_ event: MarketEvent, into batch: inout [MarketEvent]) {
    guard event.kind == .book else {
      message = [event]
      return flush(into: &batch)
    }
    if event.flags.contains(.startsMessage) { flush(into: &batch) }
    message.append(event)
    if event.flags.contains(.endsMessage) { flush(into: &batch) }
  }

  /// Passes on what has come of a message, altered if it is late.
  private func flush(into batch: inout [MarketEvent]) {
    defer { message.removeAll(keepingCapacity: true) }
    guard let first = message.first else { return }
    guard let alteration, isLate(first, alteration) else {
      return batch.append(contentsOf: message)
    }
    let count = Int64(message.count)
    switch random.below(10) {
    case 0 where alteration.changesCount: counts.dropped += count
    case 1 where alteration.changesCount:
      counts.duplicated += count
      batch.append(contentsOf: message)
      batch.append(contentsOf: message)
    default:
      counts.changed += count
      // One move for the whole message keeps its sides apart.
      let move = Int64(random.below(61)) - 30
      for event in message { batch.append(changed(event, by: move)) }
    }
  }

  private func isLate(_ event: MarketEvent, _ alteration: Alteration) -> Bool {
    switch alteration.clock {
    case .exchange: event.exchangeTime > alteration.instant
    case .arrival: event.arrivalTime > alteration.instant
    }
  }

  private func changed(_ event: MarketEvent, by move: Int64) -> MarketEvent {
    guard event.kind != .funding else { return event }
    var result = event
    // A price stays positive where it was; both sides of a quote move alike.
    let lowest = min(
      event.hasAsk && !event.hasBid ? event.askPrice : event.price,
      event.hasAsk ? event.askPrice : event.price)
    let step = lowest > 0 ? max(move, 1 - lowest) : move
    if event.kind.isTrade || event.hasBid { result.price = event.price &+ step }
    if event.hasAsk { result.askPrice = event.askPrice &+ step }
    func size(_ old: Int64) -> Int64 {
      old == 0 ? 0 : 1 + Int64(random.below(2 * UInt64(max(old, 4))))
    }
    result.quantity = size(event.quantity)
    result.askQuantity = size(event.askQuantity)
    if event.kind == .buyTrade || event.kind == .sellTrade {
      result.kind = random.below(2) == 0 ? .buyTrade : .sellTrade
    }
    return result
  }
}

/// Random numbers that a seed determines: Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014.
struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number from 0 up to but not including `bound`, which is above 0.
  mutating func below(_ bound: UInt64) -> UInt64 { UInt64.random(in: 0..<bound, using: &self) }
}

extension Int64 {
  /// The instant `span` ns later, or the last one there is.
  func later(by span: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(span)
    return overflow ? .max : sum
  }
}
