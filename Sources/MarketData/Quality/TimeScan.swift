/// Collects what is said of the times of a file, row by row.
struct TimeScan {
  private static let levels = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
  private let skipsEqualTimes: Bool
  private let hasArrival: Bool
  /// Whether each symbol's rows stand by themselves, one symbol's after another's.
  private let isBySymbol: Bool
  private var latencies = SystematicSample()
  private var latencyRows = 0
  private var minimumLatency = Int64.max
  private var maximumLatency = Int64.min
  private var previous: Int64?
  private var symbol: UInt16?
  /// The extremes of the symbols before the one at hand.
  private var span: ClosedRange<Int64>?
  private var first: Int64?
  private var last: Int64?
  private var forward = 0
  private var backward = 0
  private var equal = 0
  /// The farthest below the largest and above the smallest time so far.
  private var largestDrop: Int64 = 0
  private var largestRise: Int64 = 0
  private var gaps: [FileQuality.Gap] = []
  private var rowsWithoutExchangeTime = 0

  init(_ format: TickFormat) {
    hasArrival = format.hasArrivalTime
    isBySymbol = format.namesTellSymbol
    skipsEqualTimes = format.equalTimesMeanNoExchangeTime
  }

  /// Takes in the times of a row.
  mutating func add(_ record: TickRecord) {
    let time = record.exchangeTime
    if hasArrival {
      if skipsEqualTimes && time == record.arrivalTime
        || record.flags.contains(.lacksExchangeTime)
      {
        rowsWithoutExchangeTime += 1
      } else {
        let latency = record.arrivalTime - time
        minimumLatency = min(minimumLatency, latency)
        maximumLatency = max(maximumLatency, latency)
        latencies.add(latency)
        latencyRows += 1
      }
    }
    if isBySymbol, symbol != record.symbol {
      beginSymbol()
      symbol = record.symbol
    }
    if let previous {
      if time == previous {
        equal += 1
      } else if time > previous {
        forward += 1
      } else {
        backward += 1
      }
    }
    previous = time
    guard let first, let last else {
      (self.first, self.last) = (time, time)
      return
    }
    if time > last {
      gap(FileQuality.Gap(start: last, end: time, line: Int(record.line)))
      self.last = time
    } else {
      largestDrop = max(largestDrop, last - time)
    }
    if time < first {
      gap(FileQuality.Gap(start: time, end: first, line: Int(record.line)))
      self.first = time
    } else {
      largestRise = max(largestRise, time - first)
    }
  }

  /// Forgets the times so far: those of the next symbol begin anew.
  private mutating func beginSymbol() {
    span = wholeSpan
    (first, last, previous) = (nil, nil, nil)
  }

  /// From the smallest time of all symbols to the largest.
  private var wholeSpan: ClosedRange<Int64>? {
    guard let first, let last else { return span }
    return min(first, span?.lowerBound ?? first)...max(last, span?.upperBound ?? last)
  }

  /// Writes what is known in the end into `quality`.
  func finish(_ quality: inout FileQuality) {
    quality.firstTime = wholeSpan?.lowerBound
    quality.lastTime = wholeSpan?.upperBound
    quality.equalTimes = equal
    quality.largestGaps = gaps
    quality.rowsWithoutExchangeTime = rowsWithoutExchangeTime
    let isNewestFirst = backward > forward
    quality.timeReversals = isNewestFirst ? forward : backward
    quality.largestReversal = isNewestFirst ? largestRise : largestDrop
    quality.order =
      switch (isNewestFirst, quality.timeReversals > 0) {
      case (false, false): .oldestFirst
      case (false, true): .mostlyOldestFirst
      case (true, false): .newestFirst
      case (true, true): .mostlyNewestFirst
      }
    let values = latencies.quantiles(Self.levels)
    guard !values.isEmpty else { return }
    quality.latency = FileQuality.Latency(
      rows: latencyRows, minimum: minimumLatency,
      quantiles: zip(Self.levels, values).map { .init(level: $0, value: $1) },
      maximum: maximumLatency)
  }

  private mutating func gap(_ gap: FileQuality.Gap) {
    if let shortest = gaps.last, gaps.count == 5, gap.length <= shortest.length { return }
    let place = gaps.firstIndex { $0.length < gap.length }
    gaps.insert(gap, at: place ?? gaps.count)
    if gaps.count > 5 { gaps.removeLast() }
  }
}
