public import MarketData

/// A replay of one market for many lanes at once: every strategy sees the same events through one
/// fill model, with orders, queues and liquidity of its own.
///
///     let backtest = Backtest(instrument: instrument, replay: ReplaySettings())
///     try backtest.add(LinearSkew.self, values, as: LaneSettings(name: "skew"))
///     let result = try backtest.run(timeline, into: sink)
///
/// What happens when, and in which order, is written down in the article *The order of things*.
public final class Backtest {
  private let engine: UnsafeMutablePointer<Engine>
  private let replay: ReplaySettings
  private var groups: [AnyStrategyGroup] = []
  /// For each lane its group and place there; `nil` for scripted lanes.
  private var seats: [(group: Int, place: Int)?] = []
  private var scripts: [ScriptProgress] = []
  private var nextScript = Int64.max

  /// The next decision on the grid, `Int64.max` before a two-sided touch has been seen.
  private var nextDecision = Int64.max
  private var hasStarted = false
  private var tradesAreObserved = false
  private var watchesArrivals = false

  /// A replay without lanes.
  public init(instrument: Instrument, replay: ReplaySettings) {
    precondition(replay.decisionInterval > 0 && replay.sampleInterval > 0, "intervals are positive")
    self.replay = replay
    engine = .allocate(capacity: 1)
    engine.initialize(to: Engine(instrument: instrument, replay: replay))
  }

  deinit {
    engine.deinitialize(count: 1)
    engine.deallocate()
  }

  /// Adds a lane that runs a strategy of type `type` with `values`.
  ///
  /// - Throws: `ParameterError` from the strategy, `BacktestError.overflow` where the start cash
  ///   does not fit.
  public func add<S: Strategy>(
    _ type: S.Type, _ values: ParameterValues, as lane: LaneSettings
  ) throws {
    let strategy = try S(values)
    add(strategy, lane: try engine.pointee.add(lane))
  }

  private func add<S: Strategy>(_ strategy: S, lane: Int32) {
    var place = groups.firstIndex { $0 is StrategyGroup<S> }
    if place == nil {
      groups.append(StrategyGroup<S>())
      place = groups.count - 1
    }
    guard let place, let group = groups[place] as? StrategyGroup<S> else { return }
    group.strategies.append(strategy)
    group.lanes.append(lane)
    seats.append((place, group.lanes.count - 1))
    if S.observesTrades { tradesAreObserved = true }
  }

  /// Adds a lane that carries out a script.
  ///
  /// - Throws: `BacktestError.overflow` where the start cash does not fit.
  public func add(_ script: Script, as lane: LaneSettings) throws {
    scripts.append(ScriptProgress(lane: try engine.pointee.add(lane), script: script))
    seats.append(nil)
    nextScript = min(nextScript, script.actions.first?.time ?? .max)
  }

  /// Replays `stream` once for all lanes; a `Backtest` runs once.
  ///
  /// - Parameters:
  ///   - stream: the market's events, in time order.
  ///   - sink: takes what is recorded.
  ///   - progress: called after each batch with the exchange time reached (ns) and the events so
  ///     far.
  /// - Returns: the exact totals of each lane.
  /// - Throws: what the stream or the sink throws, or `BacktestError`.
  public func run(
    _ stream: any EventStream, into sink: any ResultSink,
    progress: (_ time: Int64, _ events: Int64) throws -> Void = { _, _ in }
  ) throws -> BacktestResult {
    engine.pointee.wantsOrders = sink.wantsOrders
    watchesArrivals = tradesAreObserved || replay.decidesOnTouch
    var batch: [MarketEvent] = []
    var end: Int64?
    while try stream.nextBatch(into: &batch) {
      for event in batch { try replay(event, into: sink) }
      end = batch.last?.exchangeTime ?? end
      if let failure = engine.pointee.failure { throw failure }
      engine.pointee.totals.events += Int64(batch.count)
      try progress(end ?? 0, engine.pointee.totals.events)
    }
    if let end { try advance(before: end + 1, into: sink) }
    let result = engine.pointee.finish(at: end)
    if let failure = engine.pointee.failure { throw failure }
    try flush(into: sink)
    return result
  }

  @inline(__always)
  private func replay(_ event: MarketEvent, into sink: any ResultSink) throws {
    let now = engine.pointee.now
    if event.exchangeTime != now {
      if event.exchangeTime < now {
        throw BacktestError.disorder(time: event.exchangeTime, previous: now)
      }
      if event.exchangeTime > nextActionTime { try advance(before: event.exchangeTime, into: sink) }
      if engine.pointee.hasRecords { try flush(into: sink) }
    }
    engine.pointee.process(event)
    engine.pointee.send(event, tradesAreObserved: tradesAreObserved)
    if nextDecision == .max, !groups.isEmpty, event.hasBid, event.hasAsk {
      nextDecision = Self.firstMultiple(of: replay.decisionInterval, from: event.arrivalTime)
    }
  }

  private var nextActionTime: Int64 {
    var next = min(engine.pointee.nextActionTime, nextDecision, nextScript)
    if watchesArrivals { next = min(next, engine.pointee.arrivals.nextTime) }
    return next
  }

  /// Does everything that is not a market event and comes before `time`, in the order of things.
  private func advance(before time: Int64, into sink: any ResultSink) throws {
    while true {
      let now = nextActionTime
      guard now < time else { return }
      engine.pointee.deliverMessages(at: now)
      while let report = engine.pointee.deliverReport(at: now) {
        guard let fill = report.fill, let seat = seats[Int(report.lane)] else { continue }
        groups[seat.group].observe(fill, at: seat.place)
        if replay.decidesOnFill { engine.pointee.makeDue(report.lane, at: now) }
      }
      let touchMoved = engine.pointee.deliverArrivals(through: now) { trade in
        for group in groups where group.observesTrades { group.observe(trade) }
      }
      decide(at: now, touchMoved: touchMoved)
      // What decisions without latency caused comes first; then nothing is left of this instant.
      if engine.pointee.messages.nextTime > now, engine.pointee.reports.nextTime > now,
        engine.pointee.nextClock == now
      {
        engine.pointee.tickClocks(at: now)
      }
      if let failure = engine.pointee.failure { throw failure }
      // The records of one instant are handed over together, in the order of the lanes.
      if engine.pointee.hasRecords, nextActionTime > now { try flush(into: sink) }
    }
  }

  /// Takes the decisions of the instant `now`.
  private func decide(at now: Int64, touchMoved: Bool) {
    let isOnGrid = nextDecision == now
    if isOnGrid {
      nextDecision += replay.decisionInterval
      if !hasStarted, engine.pointee.local.book.isTwoSided {
        hasStarted = true
        engine.pointee.start(groups.flatMap(\.lanes).sorted(), at: now)
      }
    }
    let isDue = replay.decidesOnTouch && touchMoved || replay.decidesOnFill
    if hasStarted, isOnGrid || isDue {
      let onlyDue = !isOnGrid && !(replay.decidesOnTouch && touchMoved)
      let desk = DecisionDesk(
        engine: engine, view: engine.pointee.local.view(at: now), onlyDue: onlyDue)
      for group in groups { group.decide(at: desk) }
    }
    if nextScript == now { act(at: now) }
  }

  /// Carries out the scripts' actions of the instant `now`.
  private func act(at now: Int64) {
    nextScript = .max
    for index in scripts.indices {
      if scripts[index].nextTime == now {
        let lane = scripts[index].lane
        if !engine.pointee.lanes[lane].hasStarted, engine.pointee.local.book.isTwoSided {
          engine.pointee.start([lane], at: now)
        }
        engine.pointee.act(&scripts[index], at: now)
      }
      nextScript = min(nextScript, scripts[index].nextTime)
    }
  }

  /// Traps where an index, a count or the books are not whole; for tests.
  func checkInvariants() { engine.pointee.checkInvariants() }

  /// Hands the records of past instants over, by time and then by lane.
  private func flush(into sink: any ResultSink) throws {
    try engine.pointee.takeFills().forEach(sink.record)
    try engine.pointee.takeSamples().forEach(sink.record)
    try engine.pointee.takeOrders().forEach(sink.record)
  }

  private static func firstMultiple(of interval: Int64, from time: Int64) -> Int64 {
    let quotient = time / interval
    let multiple = quotient * interval
    return multiple < time ? multiple + interval : multiple
  }
}
