public import MarketData

/// A stream whose feed latencies are multiples of those in the data.
public final class ScaledFeed: EventStream {
  private let stream: any EventStream
  private let scales: [FixedDecimal?]
  /// The latest arrival of each source: what was behind stays behind.
  private var latest: [Int64]

  /// Scales the feed latency of each source by its entry of `scales` (≥ 0, `nil` = unchanged).
  public init(_ stream: any EventStream, scales: [FixedDecimal?]) {
    self.stream = stream
    self.scales = scales
    latest = [Int64](repeating: .min, count: scales.count)
  }

  /// The next events of the stream, arriving at exchange time + scale × feed latency, rounded to
  /// whole ns half away from zero.
  public func nextBatch(into batch: inout [MarketEvent]) throws -> Bool {
    let isGiven = try stream.nextBatch(into: &batch)
    for index in batch.indices {
      let source = Int(batch[index].source)
      guard scales.indices.contains(source), let scale = scales[source] else { continue }
      let latency = Self.scaled(batch[index].arrivalTime - batch[index].exchangeTime, by: scale)
      let (arrival, overflows) = batch[index].exchangeTime.addingReportingOverflow(latency)
      latest[source] = max(latest[source], overflows ? .max : arrival)
      batch[index].arrivalTime = latest[source]
    }
    return isGiven
  }

  static func scaled(_ latency: Int64, by scale: FixedDecimal) -> Int64 {
    let divisor = Int128(FixedDecimal.powersOfTen[Int(scale.decimals)])
    let product = Int128(latency) * Int128(scale.mantissa)
    let half = product < 0 ? -divisor / 2 : divisor / 2
    return Int64(clamping: (product + half) / divisor)
  }
}
