public import MarketData

/// A replay of one or several markets for many lanes at once: every strategy sees the same events
/// through one fill model, with orders, queues and liquidity of its own.
///
///     let backtest = Backtest(instrument: instrument, replay: ReplaySettings())
///     try backtest.add(LinearSkew.self, values, as: LaneSettings(name: "skew"))
///     let result = try backtest.run(timeline, into: sink)
///
/// A lane trades one instrument; its strategy may look at the others. What happens when, and in
/// which order, is written down in the article *The order of things*: it holds over all
/// instruments, each of which has a venue of its own.
public final class Backtest {
  /// One venue per instrument, with its orders, its books and what is on its way to and from it.
  let engines: UnsafeMutablePointer<Engine>
  /// How many instruments there are.
  let count: Int
  let replay: ReplaySettings
  // What the loop reads and writes at every event is exempt from being checked for overlapping
  // access while the program runs: `run` alone gets at it.
  @exclusivity(unchecked) var groups: [AnyStrategyGroup] = []
  /// Strategies with legs on several instruments, apart from those with one.
  @exclusivity(unchecked) var leggedGroups: [AnyLeggedGroup] = []
  /// For each instrument and lane of it the lane's group and place there, a group of strategies
  /// with legs as the complement of its number; `nil` for scripted lanes.
  @exclusivity(unchecked) var seats: [[(group: Int, place: Int)?]]
  /// For each instrument and lane of it the lane's number over all instruments.
  var numbers: [[Int]]
  @exclusivity(unchecked) var scripts: [ScriptProgress] = []
  /// The instrument of each script.
  var scriptInstruments: [Int] = []
  @exclusivity(unchecked) var nextScript = Int64.max

  /// Exchange time of the latest event (ns).
  @exclusivity(unchecked) var reached = Int64.min
  /// The next decision on the grid, `Int64.max` before a two-sided touch has been seen.
  @exclusivity(unchecked) var nextDecision = Int64.max
  /// Whether every instrument's touch has been known to be two-sided.
  @exclusivity(unchecked) var isAsking = false
  /// Whether decisions count.
  @exclusivity(unchecked) var hasStarted = false
  /// Strategies are asked from here on (ns).
  @exclusivity(unchecked) var askedFrom = Int64.min
  /// Decisions count from here on (ns).
  @exclusivity(unchecked) var measuredFrom = Int64.min
  /// Whether the known touch of each instrument moved at the present instant.
  @exclusivity(unchecked) var touchMoved: [Bool]
  @exclusivity(unchecked) var sessions: SessionClock
  @exclusivity(unchecked) var tradesAreObserved = false
  @exclusivity(unchecked) var watchesArrivals = false
  /// Whether any lane but a scripted one is there.
  @exclusivity(unchecked) var hasStrategies = false

  /// Whether any strategy has legs.
  @exclusivity(unchecked) var hasLegs = false
  /// The equity of each strategy with legs, over all of them.
  var jointEquities: [JointEquity] = []
  /// For each instrument and lane of it the strategy whose leg it is, and which.
  var legWatch: [[(equity: Int, leg: Int)?]] = []
  /// The mid of each instrument that was last looked at (half ticks).
  var legMids: [Int64?] = []
  /// The unit that the legs' money adds up in.
  var legMoney: CommonMoney?

  /// A replay of one instrument without lanes.
  public convenience init(instrument: Instrument, replay: ReplaySettings) {
    self.init(instruments: [instrument], replay: replay)
  }

  /// A replay of `instruments` without lanes; events say by their place in that list which one they
  /// are of.
  ///
  /// - Parameters:
  ///   - instruments: at least one, at most 254.
  ///   - replay: when lanes are asked and what is recorded.
  ///   - bands: `replay.band` for each instrument; empty = the same for all.
  public init(instruments: [Instrument], replay: ReplaySettings, bands: [Double?] = []) {
    precondition(replay.decisionInterval > 0 && replay.sampleInterval > 0, "intervals are positive")
    precondition(!instruments.isEmpty && instruments.count < 255, "1 to 254 instruments")
    self.replay = replay
    count = instruments.count
    engines = .allocate(capacity: count)
    seats = [[(group: Int, place: Int)?]](repeating: [], count: count)
    numbers = [[Int]](repeating: [], count: count)
    touchMoved = [Bool](repeating: false, count: count)
    sessions = SessionClock(replay.sessions, instruments: count)
    for (index, instrument) in instruments.enumerated() {
      var settings = replay
      if bands.indices.contains(index) { settings.band = bands[index] }
      (engines + index).initialize(to: Engine(instrument: instrument, replay: settings))
      engines[index].local.view.instruments = InstrumentViews(engines, count: count, own: index)
    }
  }

  deinit {
    engines.deinitialize(count: count)
    engines.deallocate()
  }

  /// Adds a lane that runs a strategy of type `type` with `values` on the instrument at place
  /// `instrument`.
  ///
  /// - Throws: `ParameterError` from the strategy, `BacktestError.overflow` where the start cash
  ///   does not fit.
  public func add<S: Strategy>(
    _ type: S.Type, _ values: ParameterValues, as lane: LaneSettings, on instrument: Int = 0
  ) throws {
    let strategy = try S(values)
    let lane = try number(lane, on: instrument)
    let known = groups.firstIndex { $0 is StrategyGroup<S> && $0.instrument == instrument }
    let place = known ?? groups.count
    if known == nil { groups.append(StrategyGroup<S>(instrument: instrument)) }
    guard let group = groups[place] as? StrategyGroup<S> else { return }
    group.strategies.append(strategy)
    group.lanes.append(lane)
    seats[instrument].append((place, group.lanes.count - 1))
    hasStrategies = true
    if S.observesTrades { tradesAreObserved = true }
    if S.depth > 0 { for index in 0..<count { engines[index].depthIsObserved = true } }
  }

  /// Adds a lane that carries out a script on the instrument at place `instrument`.
  ///
  /// - Throws: `BacktestError.overflow` where the start cash does not fit.
  public func add(_ script: Script, as lane: LaneSettings, on instrument: Int = 0) throws {
    scripts.append(ScriptProgress(lane: try number(lane, on: instrument), script: script))
    scriptInstruments.append(instrument)
    seats[instrument].append(nil)
    nextScript = min(nextScript, script.actions.first?.time ?? .max)
  }

  /// The number of a new lane within its instrument.
  func number(_ lane: LaneSettings, on instrument: Int) throws -> Int32 {
    precondition(instrument >= 0 && instrument < count, "the instrument is one of the replay's")
    let local = try engines[instrument].add(lane)
    numbers[instrument].append(numbers.reduce(0) { $0 + $1.count })
    return local
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
    for index in 0..<count { engines[index].begin(wantsOrders: sink.wantsOrders) }
    watchesArrivals = tradesAreObserved || replay.decidesOnTouch
    var batch: [MarketEvent] = []
    var end: Int64?
    var events: Int64 = 0
    while try stream.nextBatch(into: &batch) {
      if end == nil, let first = batch.first { begin(at: first.exchangeTime) }
      try batch.withUnsafeBufferPointer { try replay($0, into: sink) }
      end = batch.last?.exchangeTime ?? end
      // What had arrived by now will be known at the next decision, whenever that is: taking it in
      // keeps the queue of arrivals as short as the feed latency.
      if let end, !watchesArrivals {
        for index in 0..<count { engines[index].takeArrivals(through: end) }
      }
      try throwFailure()
      events += Int64(batch.count)
      try progress(end ?? 0, events)
    }
    if let end { try advance(before: end + 1, into: sink) }
    for (script, instrument) in zip(scripts, scriptInstruments) {
      engines[instrument].countRest(of: script)
    }
    var result = finish(at: end)
    result.events = events
    try throwFailure()
    try flush(into: sink)
    return result
  }

  /// The first event lies at `time`.
  private func begin(at time: Int64) {
    measuredFrom = replay.measuredFrom ?? (replay.warmUp > 0 ? time + replay.warmUp : .min)
    if let from = replay.measuredFrom { askedFrom = from - replay.warmUp }
    sessions.begin(at: time)
    announceSessionEnd()
  }

  /// Tells strategies when the session ends, where that is known.
  func announceSessionEnd() {
    guard replay.sessions != nil, sessions.gap == .max else { return }
    let end = min(sessions.next, replay.sessionEnd ?? .max)
    for index in 0..<count { engines[index].local.view.sessionEnd = end }
  }

  /// Replays a batch: stretches of events between which nothing else happens, and one by one what
  /// ends them.
  private func replay(
    _ events: UnsafeBufferPointer<MarketEvent>, into sink: any ResultSink
  ) throws {
    let isLone = count == 1 && !hasLegs && sessions.gap == .max
    var place = 0
    while place < events.count {
      if isLone, nextDecision != .max || !hasStrategies {
        let look = min(nextDecision, nextScript)
        let isWatching = watchesArrivals || replay.decidesOnFill
        place = engines.pointee.process(
          events, from: place, through: min(look, sessions.next), reached: &reached,
          nextLook: isWatching ? .min : look, tradesAreObserved: tradesAreObserved,
          watchesArrivals: watchesArrivals)
        if place == events.count { return }
      }
      try replay(events[place], into: sink)
      place += 1
    }
  }

  private func replay(_ event: MarketEvent, into sink: any ResultSink) throws {
    let time = event.exchangeTime
    if time != reached {
      if time < reached { throw BacktestError.disorder(time: time, previous: reached) }
      if time > nextActionTime { try advance(before: time, into: sink) }
      if hasRecords { try flush(into: sink) }
      reached = time
    }
    let instrument = Int(event.instrument)
    guard instrument < count else { throw BacktestError.unknownInstrument(instrument, time: time) }
    let engine = engines + instrument
    if event.flags.contains(.infersSide) {
      engine.pointee.processInferring(event, tradesAreObserved: tradesAreObserved)
    } else {
      engine.pointee.process(event)
      engine.pointee.send(event, tradesAreObserved: tradesAreObserved)
    }
    if hasLegs { markLegs(on: instrument, at: time) }
    if nextDecision == .max, hasStrategies, engine.pointee.book.isTwoSided {
      nextDecision = Self.firstMultiple(of: replay.decisionInterval, from: event.arrivalTime)
    }
    if sessions.gap != .max { sessions.observe(instrument, at: time) }
  }

  /// Traps where an index, a count or the books are not whole; for tests.
  func checkInvariants() {
    for index in 0..<count { engines[index].checkInvariants() }
  }

  private func throwFailure() throws {
    for index in 0..<count {
      if let failure = engines[index].failure { throw failure }
    }
  }

  private static func firstMultiple(of interval: Int64, from time: Int64) -> Int64 {
    let quotient = time / interval
    let multiple = quotient * interval
    return multiple < time ? multiple + interval : multiple
  }
}
