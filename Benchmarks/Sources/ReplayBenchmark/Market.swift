import Backtesting
import MarketData

/// The market that is replayed.
struct Market {
  static let instrument = Instrument(
    symbol: "BENCH", tick: FixedDecimal(mantissa: 1, decimals: 1),
    lot: FixedDecimal(mantissa: 1, decimals: 3))

  let events: any EventStream

  init(_ options: Options) throws {
    let files = options.text("tape", "").split(separator: ",").map { String($0) }
    if files.count == 2 {
      events = try Self.tape(quotes: files[0], trades: files[1])
      return
    }
    let count = Int(options.integer("events", 1_000_000))
    let spacing = 100_000_000 / options.integer("per-step", 12)
    let made: any EventStream =
      switch options.text("market", "walk") {
      case "still": SteadyQuotes(count: count, spacing: spacing, moves: false)
      case "moving": SteadyQuotes(count: count, spacing: spacing, moves: true)
      default: SyntheticEvents(count: count, spacing: spacing)
      }
    events = options.text("kept", "yes") == "yes" ? try KeptEvents(made) : made
  }

  private static func tape(quotes: String, trades: String) throws -> KeptEvents {
    var sources: [SourceSpecification] = []
    for (name, file) in [("tardis/quotes", quotes), ("tardis/trades", trades)] {
      guard let format = TickFormat.named(name) else { continue }
      sources.append(SourceSpecification(format: format, files: [file]))
    }
    let timeline = try Timeline(
      sources: sources, instruments: [instrument], clock: ClockSettings(), cache: nil)
    return try KeptEvents(timeline)
  }
}

/// Events held in memory.
final class KeptEvents: EventStream {
  private let events: [MarketEvent]
  private var next = 0

  init(_ stream: any EventStream) throws {
    var events: [MarketEvent] = []
    var batch: [MarketEvent] = []
    while try stream.nextBatch(into: &batch) { events += batch }
    self.events = events
  }

  func nextBatch(into batch: inout [MarketEvent]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    let end = min(next + 1024, events.count)
    batch.append(contentsOf: events[next..<end])
    next = end
    return !batch.isEmpty
  }
}

/// Quotes at even distances: their sizes change, and their prices go up and down by one tick or
/// stay.
final class SteadyQuotes: EventStream {
  private var left: Int
  private let spacing: Int64
  private let moves: Bool
  private var time: Int64 = 1_700_000_000_000_000_000
  private var price: Int64 = 600_000

  init(count: Int, spacing: Int64, moves: Bool) {
    left = count
    self.spacing = spacing
    self.moves = moves
  }

  func nextBatch(into batch: inout [MarketEvent]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    for _ in 0..<min(left, 1024) {
      time += spacing
      if moves { price ^= 1 }
      let size = time / spacing % 97 + 900
      batch.append(
        .quote(
          bid: (price, size), ask: (price + 1, size), exchangeTime: time, arrivalTime: time))
    }
    left -= batch.count
    return !batch.isEmpty
  }
}
