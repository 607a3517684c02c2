public import MarketData

/// All sources of a run merged into one stream in order of exchange time; at equal times prints
/// come before book changes, then earlier sources before later ones, then file order.
///
/// Reading is streamed: memory depends on neither the size of the files nor their number of rows.
/// Arrival times never decrease within a source, but between sources they may: the feed that is
/// first at the venue is not always the first to arrive.
public final class Timeline: EventStream {
  /// Events a batch of several sources holds at most.
  private static let batchSize = 512

  /// The clock of each recorder as it was corrected.
  public let clockShifts: [RecorderClock]
  /// The size of all files to be replayed, on disk (bytes).
  public let bytes: Int
  private let cursors: [Cursor]
  /// For two sources in which prints and book changes do not mix: 1 where events of the first come
  /// before those of the second at equal times, else 0.
  private let tie: Int64?

  /// A source and its events that have not been merged yet.
  private final class Cursor {
    let replay: SourceReplay
    /// The source's place in the experiment.
    let index: Int
    /// Between two fences.
    var events: [MarketEvent] = [PairMerge.front, PairMerge.back]
    var position = 1
    var isFinished = false
    /// Whether the events can be merged by subtracting their times.
    private(set) var canMerge = false

    init(_ replay: SourceReplay, index: Int) {
      self.replay = replay
      self.index = index
    }

    /// The rank of `event` at equal times: prints before book changes, then by source.
    @inline(__always)
    func rank(_ event: MarketEvent) -> Int { (event.kind.isTrade ? 0 : 1 << 16) | index }

    /// Makes sure that there is an event at `position` unless the source has ended.
    func refill() throws {
      guard position == end, !isFinished else { return }
      events.removeAll(keepingCapacity: true)
      events.append(PairMerge.front)
      position = 1
      isFinished = try !replay.fill(&events)
      canMerge =
        events.count > 1 && PairMerge.canMerge(events[1].exchangeTime)
        && PairMerge.canMerge(events[events.count - 1].exchangeTime)
      events.append(PairMerge.back)
    }

    /// Where its events end.
    var end: Int { events.count - 1 }

    /// The next events, at most `limit`.
    func run(_ limit: Int) -> Range<Int> { position..<min(end, position + limit) }
  }

  /// A timeline of `sources`; each event carries the place of its source in that list.
  ///
  /// Where a clock shift is to be measured, this reads the recorder's files once.
  ///
  /// - Parameters:
  ///   - sources: at least one replayed source, at most 65,535.
  ///   - instruments: the grids that prices and quantities must be on, in the order that
  ///     `SourceSpecification.instrument` counts.
  ///   - clock: how the two clocks are made.
  ///   - window: the span of exchange time that is replayed.
  ///   - rejectPolicy: what happens to rows that cannot be replayed.
  ///   - cache: binary copies of the files, which are made and used; results do not depend on it.
  ///   - onReject: called with each rejected row and the place of its source, in file order within
  ///     a source; how the rows of several sources interleave depends on how they are read.
  /// - Throws: `TickFileError` where a file is missing or cannot be read, where a source lacks the
  ///   arrival times that the settings need, or what `onReject` throws.
  public init(
    sources: [SourceSpecification], instruments: [Instrument], clock: ClockSettings,
    window: TimeWindow = TimeWindow(), rejectPolicy: RejectPolicy = .standard,
    cache: TickCache? = nil,
    onReject: @escaping (_ row: RejectedRow, _ source: Int) throws -> Void = { _, _ in }
  ) throws {
    try Self.validate(sources, instruments, clock)
    var clocks: [RecorderClock] = []
    var cursors: [Cursor] = []
    var bytes = 0
    for (index, source) in sources.enumerated() {
      let recorder = source.recorder
      if !clocks.contains(where: { $0.recorder == recorder }) {
        clocks.append(try Self.clock(of: recorder, sources, clock, cache))
      }
      guard source.isReplayed else { continue }
      let shift = clocks.first { $0.recorder == recorder }?.shift ?? 0
      let converter = try RowConverter(
        source, instrument: instruments[source.instrument], clock: clock.applied(to: source),
        shift: shift,
        source: UInt16(index))
      let replay = try SourceReplay(
        source, converter: converter, policy: rejectPolicy,
        isShiftGiven: clock.shift(of: recorder).isGiven, window: window, cache: cache,
        onReject: { try onReject($0, index) })
      for path in replay.paths { bytes += try TickFileReader.size(of: path) }
      cursors.append(Cursor(replay, index: index))
    }
    clockShifts = clocks
    self.cursors = cursors
    self.bytes = bytes
    let kinds = cursors.map { sources[$0.index].format.kind }
    if kinds.count == 2, !kinds[0].isMixed, !kinds[1].isMixed {
      tie = kinds[0] == .trades || kinds[1] != .trades ? 1 : 0
    } else {
      tie = nil
    }
  }

  /// What became of the rows of each replayed source so far.
  public var statistics: [SourceStatistics] { cursors.map(\.replay.statistics) }

  /// Bytes on disk consumed so far, of `bytes`.
  public var bytesConsumed: Int { cursors.reduce(0) { $0 + $1.replay.bytesConsumed } }

  /// Replaces the contents of `batch` with the next events, at least one.
  ///
  /// - Returns: `false`, with `batch` empty, once all sources have ended.
  /// - Throws: `TickFileError` where a file is damaged, a row arrived before it happened, or the
  ///   reject policy is broken; what `onReject` throws.
  public func nextBatch(into batch: inout [MarketEvent]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    if cursors.count == 1 { return try cursors[0].replay.fill(&batch) }
    while batch.count < Self.batchSize {
      let before = batch.count
      if try appendPair(&batch), batch.count > before { continue }
      guard try appendRun(&batch) else { break }
    }
    return !batch.isEmpty
  }

  /// Appends events of exactly two sources, the usual quotes and trades, up to where one of them
  /// has to read on; returns `false` where there are not two to merge, or not surely.
  private func appendPair(_ batch: inout [MarketEvent]) throws -> Bool {
    guard let tie else { return false }
    let (first, second) = (cursors[0], cursors[1])
    for cursor in [first, second] {
      try cursor.refill()
      if cursor.isFinished || !cursor.canMerge { return false }
    }
    first.events.withUnsafeBufferPointer { one in
      second.events.withUnsafeBufferPointer { other in
        let runs = PairMerge.Runs(
          first: UnsafeBufferPointer(rebasing: one[first.run(Self.batchSize)]),
          second: UnsafeBufferPointer(rebasing: other[second.run(Self.batchSize)]), tie: tie)
        let counts = runs.settled
        batch.append(addingCapacity: counts.first + counts.second) { output in
          output.withUnsafeMutableBufferPointer { merged, initialized in
            guard let target = merged.baseAddress else { return }
            PairMerge.merge(runs, counts, into: target)
            initialized = counts.first + counts.second
          }
        }
        first.position += counts.first
        second.position += counts.second
      }
    }
    return true
  }

  /// Appends the events of the source whose turn it is until it is another's; returns `false` at
  /// the end.
  private func appendRun(_ batch: inout [MarketEvent]) throws -> Bool {
    var best: Cursor?
    var bestTime = Int64.max
    var bestRank = Int.max
    // The first event of any other source: the run must stay before it.
    var limitTime = Int64.max
    var limitRank = Int.max
    for cursor in cursors {
      try cursor.refill()
      if cursor.isFinished, cursor.position == cursor.end { continue }
      let time = cursor.events[cursor.position].exchangeTime
      let rank = cursor.rank(cursor.events[cursor.position])
      if time > bestTime || (time == bestTime && rank > bestRank) {
        if time < limitTime || (time == limitTime && rank < limitRank) {
          limitTime = time
          limitRank = rank
        }
      } else {
        if best != nil {
          limitTime = bestTime
          limitRank = bestRank
        }
        best = cursor
        bestTime = time
        bestRank = rank
      }
    }
    guard let best else { return false }
    let start = best.position
    best.events.withUnsafeBufferPointer { events in
      let stop = min(best.end, start + Self.batchSize - batch.count)
      var end = start + 1
      while end < stop {
        let time = events[end].exchangeTime
        guard time < limitTime || (time == limitTime && best.rank(events[end]) < limitRank) else {
          break
        }
        end += 1
      }
      batch.append(contentsOf: UnsafeBufferPointer(rebasing: events[start..<end]))
      best.position = end
    }
    return true
  }

  private static func validate(
    _ sources: [SourceSpecification], _ instruments: [Instrument], _ clock: ClockSettings
  ) throws {
    guard instruments.count < Int(UInt8.max),
      sources.allSatisfy({ instruments.indices.contains($0.instrument) })
    else { throw TickFileError(.badSpecification, "a source has no instrument") }
    guard sources.contains(where: \.isReplayed), sources.count < Int(UInt16.max) else {
      throw TickFileError(.badSpecification, "there is no source to replay, or too many")
    }
    for source in sources where !(0...3_600_000_000_000).contains(source.reorderWindow) {
      throw TickFileError(
        .badSpecification, file: source.files.first,
        "a reorder window of \(source.reorderWindow) ns is negative or above an hour",
        advice: "write it with a unit, as in reorder: 200ms")
    }
    // Ten years: with the times in files bounded too, no sum of them can overflow.
    let bound: Int64 = 315_360_000_000_000_000
    var spans = [clock.missingExchangeTimeLatency]
    for feed in [clock.feed] + sources.compactMap(\.feed) {
      if case .constant(let latency) = feed { spans.append(latency) }
    }
    for span in spans where !(0...bound).contains(span) {
      throw TickFileError(
        .badSpecification, "fills: latency: feed: \(span) ns is negative or above ten years",
        advice: "write it with a unit, as in latency: { feed: 5ms }")
    }
    let named = clock.recorderShifts.sorted { $0.key < $1.key }
    for (name, shift) in [("clock-shift", clock.shift)] + named.map({ ("clock-shift: \($0)", $1) })
    {
      if case .given(let value) = shift, !(-bound...bound).contains(value) {
        throw TickFileError(
          .badSpecification, "fills: latency: \(name): \(value) ns is above ten years",
          advice: "write it with a unit, as in clock-shift: 20ms, or clock-shift: measured")
      }
    }
  }

  private static func clock(
    of recorder: String, _ sources: [SourceSpecification], _ settings: ClockSettings,
    _ cache: TickCache?
  ) throws -> RecorderClock {
    var clock = RecorderClock(
      recorder: recorder, shift: 0, isMeasured: false, minimumLatency: nil, rows: 0)
    switch settings.shift(of: recorder) {
    case .none:
      break
    case .given(let shift):
      clock.shift = shift
    case .measured:
      // A constant feed latency uses the arrival clock only for rows that have no other.
      let needsArrival =
        settings.feed == .fromData
        || sources.contains {
          $0.recorder == recorder && $0.isReplayed
            && ($0.format.equalTimesMeanNoExchangeTime || $0.feed == .fromData)
        }
      if needsArrival { clock = try ClockMeasurement.measure(recorder, sources, cache: cache) }
    }
    return clock
  }
}
