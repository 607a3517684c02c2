public import MarketData

/// Makes a touch of the prints of instruments whose book is not in the data: after all prints of an
/// instant the last of them stands on its own side of a spread of constant width, and its quantity
/// is shown on both sides.
///
/// A buyer's print is the ask, a seller's the bid. One without a side stands where the tick rule
/// puts it: a rise is a buyer's, a fall a seller's, an equal price as the one before it; the very
/// first is the ask.
public final class TouchFromTrades: EventStream {
  private let stream: any EventStream
  /// The width of the spread per instrument (ticks), 0 where the book is in the data.
  private let spreads: [Int64]
  private var batch: [MarketEvent] = []
  /// The touch to come once the instant of the last print is over, by instrument.
  private var pending: [MarketEvent?]
  private var lastPrints: [(price: Int64, isBuy: Bool)?]
  private var time = Int64.min

  /// - Parameters:
  ///   - stream: the events to add quotes to.
  ///   - spreads: for each instrument the width of its made spread (ticks, above 0), `nil` where
  ///     its book is in the data.
  public init(_ stream: any EventStream, spreads: [Int64?]) {
    self.stream = stream
    self.spreads = spreads.map { $0 ?? 0 }
    pending = Array(repeating: nil, count: spreads.count)
    lastPrints = Array(repeating: nil, count: spreads.count)
  }

  /// Replaces the contents of `batch` with the next events, at least one.
  ///
  /// - Returns: `false`, with `batch` empty, once the stream has ended.
  /// - Throws: what the stream throws.
  public func nextBatch(into batch: inout [MarketEvent]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    while batch.isEmpty {
      guard try stream.nextBatch(into: &self.batch) else {
        release(into: &batch)
        return !batch.isEmpty
      }
      for event in self.batch {
        if event.exchangeTime > time {
          release(into: &batch)
          time = event.exchangeTime
        }
        batch.append(event)
        if event.kind.isTrade, spreads[Int(event.instrument)] > 0 { hold(event) }
      }
    }
    return true
  }

  private func release(into batch: inout [MarketEvent]) {
    for index in pending.indices {
      if let quote = pending[index] {
        batch.append(quote)
        pending[index] = nil
      }
    }
  }

  private func hold(_ print: MarketEvent) {
    let place = Int(print.instrument)
    let isBuy =
      switch print.kind {
      case .buyTrade: true
      case .sellTrade: false
      default: Self.tickRule(print.price, after: lastPrints[place])
      }
    lastPrints[place] = (print.price, isBuy)
    let bid = isBuy ? print.price - spreads[place] : print.price
    var quote = MarketEvent.quote(
      bid: (bid, print.quantity), ask: (bid + spreads[place], print.quantity),
      exchangeTime: print.exchangeTime, arrivalTime: print.arrivalTime, source: print.source)
    quote.instrument = print.instrument
    // Several sources may print in one instant: what arrives last makes the touch known.
    if let earlier = pending[place] {
      quote.arrivalTime = max(quote.arrivalTime, earlier.arrivalTime)
    }
    pending[place] = quote
  }

  private static func tickRule(_ price: Int64, after last: (price: Int64, isBuy: Bool)?) -> Bool {
    guard let last, last.price != price else { return last?.isBuy ?? true }
    return price > last.price
  }
}
