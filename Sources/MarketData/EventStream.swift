/// A pull stream of events in time order, one batch at a time, that can fail.
///
/// It is not a `Sequence` because reading files can throw.
public protocol EventStream: AnyObject {
  /// Replaces the contents of `batch` with the next events, at least one.
  ///
  /// Exchange times never decrease from one event to the next; arrival times never decrease
  /// within a source.
  ///
  /// - Returns: `false`, with `batch` empty, once the stream has ended.
  /// - Throws: `TickFileError` where a file cannot be read or a row breaks the reject policy.
  func nextBatch(into batch: inout [MarketEvent]) throws -> Bool
}

/// A stream of events that are already in memory, for tests and small tapes.
public final class InMemoryEventStream: EventStream {
  private var events: [MarketEvent]?

  /// A stream that yields `events` in one batch; they must be in time order.
  public init(_ events: [MarketEvent]) { self.events = events.isEmpty ? nil : events }

  /// Yields all events once.
  public func nextBatch(into batch: inout [MarketEvent]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    guard let events else { return false }
    batch.append(contentsOf: events)
    self.events = nil
    return true
  }
}
