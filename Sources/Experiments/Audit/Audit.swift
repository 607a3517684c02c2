internal import Backtesting
internal import Glibc
internal import MarketData

/// The promises that strategies meet the same market and none sees the future, tried on an
/// experiment's own strategies and data.
///
/// What a strategy reads behind the engine's back, such as a file with later prices, is the same
/// in every replay: only state that lives in the process or comes with the market shows.
public struct Audit {
  /// How much is tried.
  public struct Settings: Sendable {
    /// Copies of each strategy.
    public var copies = 16
    /// Orders in which the strategies are replayed.
    public var permutations = 3
    /// Pairs of a drawn half of the strategies and the rest.
    public var halves = 2
    /// Instants after which events are altered, for each of the two clocks.
    public var instants = 5
    /// Determines everything drawn.
    public var seed: UInt64 = 1
    /// The data ends here: this long after its first event (ns); `nil` = all of it.
    public var span: Int64?
    /// The data ends here (exchange time, ns); `nil` = all of it.
    public var until: Int64?
    /// Market time for which an altered replay goes on after its instant (ns).
    public var tail: Int64 = 600_000_000_000

    /// The defaults.
    public init() {}
  }

  /// How far an audit is.
  public struct Progress: Sendable {
    /// The share of all replays done, 0 to 1.
    public var share: Double
    /// The test at work.
    public var test: String
  }

  let experiment: Experiment
  let settings: Settings
  let open: (Experiment, RejectsFile) throws -> any MarketFeed
  /// Is shown what a replay is about to see, for tests of the audit.
  var inspect: (([MarketEvent]) -> Void)?

  /// An audit of `experiment`, whose data `open` opens once per replay. Its strategies are replayed
  /// under their own assumptions; those of `sensitivity` are left out.
  public init(
    _ experiment: Experiment, settings: Settings = Settings(),
    open: @escaping (Experiment, RejectsFile) throws -> any MarketFeed
  ) {
    self.experiment = experiment
    self.settings = settings
    self.open = open
  }

  /// Makes all tests; the first difference ends a test, not the audit.
  ///
  /// - Parameter progress: called after each batch of events.
  /// - Returns: what was found.
  /// - Throws: what the data, the strategies or the file system refuse.
  public func run(progress: @escaping (Progress) -> Void = { _ in }) throws -> AuditReport {
    try AuditReplays(self, progress: progress).run()
  }
}

/// The replays of an audit.
final class AuditReplays {
  let audit: Audit
  let experiment: Experiment
  private let progress: (Audit.Progress) -> Void
  private var replaysDone = 0
  private let replaysPlanned: Int
  private var until = Int64.max
  private var report: AuditReport
  /// The largest arrival minus exchange time of any event (ns).
  private var largestFeedLatency: Int64 = 0
  private var random: SeededRandom

  init(_ audit: Audit, progress: @escaping (Audit.Progress) -> Void) {
    self.audit = audit
    var experiment = audit.experiment
    experiment.sensitivity = []
    self.experiment = experiment
    self.progress = progress
    let settings = audit.settings
    replaysPlanned =
      5 + settings.permutations + 2 * settings.halves + 2 * settings.instants
    until = settings.until ?? .max
    random = SeededRandom(seed: settings.seed)
    report = AuditReport(
      seed: settings.seed, strategies: experiment.strategies.map(\.lane.name))
  }

  func run() throws -> AuditReport {
    let instants = try survey()
    let everyone = Array(experiment.strategies.indices)
    let log = DecisionLog(lanes: experiment.lanes.count)
    try replay(everyone, into: log, test: "base")
    try repeats(log, everyone)
    try copies(log)
    try permutations(log)
    try removals(log)
    try alterations(
      log, instants, .exchange, everyone,
      claim: "what happens at the venue after t changes nothing up to t")
    let quiet = withoutFills
    let quietLog = DecisionLog(lanes: experiment.lanes.count)
    try replay(everyone, into: quietLog, of: quiet, test: "arrival")
    try alterations(
      quietLog, instants, .arrival, everyone, of: quiet,
      claim: "without fills, what arrives after t changes no decision up to t")
    return report
  }

  // MARK: Replaying

  /// Replays the strategies at `places` into `sink`.
  ///
  /// - Returns: what the alteration did, and the decisions taken.
  @discardableResult
  private func replay(
    _ places: [Int], into sink: any ResultSink, of experiment: Experiment? = nil,
    altering alteration: Alteration? = nil, test: String
  ) throws -> (counts: AlterationCounts, decisions: Int64) {
    var part = experiment ?? self.experiment
    part.strategies = places.map { part.strategies[$0] }
    return try withFeed(part) { feed in
      let stream = AlteredStream(
        feed.stream, alteration, until: until, inspect: audit.inspect)
      let result = try part.backtest().backtest.run(stream, into: sink) { _, _ in
        try step(feed, test)
      }
      replaysDone += 1
      return (stream.counts, result.lanes.reduce(0) { $0 + $1.decisions })
    }
  }

  private func withFeed<Result>(
    _ part: Experiment, _ body: (any MarketFeed) throws -> Result
  ) throws -> Result {
    // Rejected rows have nowhere to go: the folder is never published.
    let folder = try RunFolder(path: Paths.join(Self.temporaryFolder, "ballast-audit-\(getpid())"))
    return try body(try audit.open(part, try RejectsFile(in: folder)))
  }

  private static var temporaryFolder: String {
    getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
  }

  private func step(_ feed: any MarketFeed, _ test: String) throws {
    try Interruption.check()
    let done = Double(replaysDone) + min(1, feed.shareDone)
    progress(Audit.Progress(share: min(1, done / Double(replaysPlanned)), test: test))
  }

  /// Reads the data once and draws the instants.
  private func survey() throws -> [Int64] {
    var sample: [MarketEvent] = []
    try withFeed(experiment) { feed in
      let stream = AlteredStream(feed.stream, nil, until: until, inspect: nil)
      var batch: [MarketEvent] = []
      reading: while try stream.nextBatch(into: &batch) {
        try step(feed, "survey")
        for event in batch {
          if report.span == nil, let span = audit.settings.span {
            until = min(until, event.exchangeTime.later(by: span))
          }
          guard event.exchangeTime < until else { break reading }
          report.events += 1
          report.span = (report.span?.first ?? event.exchangeTime, event.exchangeTime)
          largestFeedLatency = max(largestFeedLatency, event.arrivalTime - event.exchangeTime)
          // A reservoir: each event is as likely as any other, and nothing else is kept.
          if sample.count < audit.settings.instants {
            sample.append(event)
          } else if !sample.isEmpty {
            let place = Int(random.below(UInt64(report.events)))
            if place < sample.count { sample[place] = event }
          }
        }
      }
    }
    replaysDone += 1
    guard report.events > 0 else {
      throw ExperimentError(
        experiment.data.first?.place ?? SourcePlace(file: experiment.name, line: 1, column: 1),
        "there is no data to audit; see 'ballast check' on its files")
    }
    // Between its two times, so that the event is under way.
    return sample.map {
      max($0.exchangeTime, $0.exchangeTime + ($0.arrivalTime - $0.exchangeTime) / 2)
    }
    .sorted()
  }

  /// The experiment with assumptions under which no resting order fills, and what the venue does
  /// becomes known no sooner than the market data of that instant.
  private var withoutFills: Experiment {
    var quiet = experiment
    func silence(_ assumptions: inout FillAssumptions) {
      assumptions.model = .through(ticks: 1 << 32)
      assumptions.bookCrossing = false
      assumptions.variableLatency.response = nil
      assumptions.responseLatency = max(assumptions.responseLatency, largestFeedLatency)
    }
    for index in quiet.strategies.indices {
      silence(&quiet.strategies[index].lane.assumptions)
      for leg in quiet.strategies[index].legs.indices {
        silence(&quiet.strategies[index].legs[leg].lane.assumptions)
      }
    }
    return quiet
  }

  /// The lanes of the base replay that those of a replay of the strategies at `places` repeat: a
  /// strategy has one, or one per leg.
  private func lanes(of places: [Int]) -> [Int] {
    let all = experiment.lanes
    return places.flatMap { place in all.indices.filter { all[$0].strategy == place } }
  }

  // MARK: Tests

  private func repeats(_ log: DecisionLog, _ everyone: [Int]) throws {
    var test = AuditReport.Test(
      name: "repeat", claim: "the same replay again gives the same rows", outcome: .passed)
    try compare(log, everyone, in: &test) { _ in "the second replay" }
    finish(test)
  }

  private func copies(_ log: DecisionLog) throws {
    let count = audit.settings.copies
    var test = AuditReport.Test(
      name: "copies", claim: "\(count) copies of each strategy give \(count) equal rows",
      outcome: .passed)
    let strategies = experiment.strategies.count
    let lanes = experiment.lanes.count
    // Copy by copy, so that the copies of a strategy are not neighbours.
    try compare(log, (0..<count * strategies).map { $0 % strategies }, in: &test) { lane in
      "copy \(lane / lanes + 1) of \(count)"
    }
    finish(test)
  }

  private func permutations(_ log: DecisionLog) throws {
    var test = AuditReport.Test(
      name: "permutations", claim: "another order of the strategies changes no row",
      outcome: .passed)
    if experiment.strategies.count < 2 {
      test.outcome = .notApplicable("There is only one strategy.")
    } else {
      for _ in 0..<audit.settings.permutations where test.isGood {
        let order = experiment.strategies.indices.shuffled(using: &random)
        let names = order.map { experiment.strategies[$0].lane.name }.joined(separator: ", ")
        try compare(log, order, in: &test) { _ in "in the order \(names)" }
      }
    }
    finish(test)
  }

  private func removals(_ log: DecisionLog) throws {
    var test = AuditReport.Test(
      name: "removals", claim: "leaving strategies out changes no row of the others",
      outcome: .passed)
    let count = experiment.strategies.count
    if count < 2 {
      test.outcome = .notApplicable("There is only one strategy.")
    } else {
      for _ in 0..<audit.settings.halves {
        let order = experiment.strategies.indices.shuffled(using: &random)
        // Every strategy is left out of one of the two.
        for part in [order[..<(count / 2)], order[(count / 2)...]] where test.isGood {
          let without = order.filter { !part.contains($0) }
            .map { experiment.strategies[$0].lane.name }.joined(separator: ", ")
          try compare(log, part.sorted(), in: &test) { _ in "without \(without)" }
        }
      }
    }
    finish(test)
  }

  /// Replays the strategies at `places` and compares them with the log, rows and all.
  private func compare(
    _ log: DecisionLog, _ places: [Int], in test: inout AuditReport.Test,
    replay name: (Int) -> String
  ) throws {
    let sink = ComparingSink(log, lanes: lanes(of: places))
    let (_, decisions) = try replay(places, into: sink, test: test.name)
    test.replays += 1
    test.compared += sink.compared
    test.decisions += decisions
    if let difference = sink.finish() {
      test.outcome = .differs(named(difference, places, name(difference.lane)))
    } else if let lane = sink.laneWithOtherSamples {
      test.outcome = .differs(
        AuditReport.Difference(
          strategy: strategy(of: lane, in: places).name, replay: name(lane), time: nil,
          original: "the same orders and fills", other: "other samples of its state"))
    }
  }

  private func alterations(
    _ log: DecisionLog, _ instants: [Int64], _ clock: Alteration.Clock, _ everyone: [Int],
    of experiment: Experiment? = nil, claim: String
  ) throws {
    var test = AuditReport.Test(
      name: clock == .exchange ? "exchange-time" : "arrival", claim: claim, outcome: .passed)
    var counts = AlterationCounts()
    for (index, instant) in instants.enumerated() where test.isGood {
      let sink = ComparingSink(
        log, lanes: lanes(of: everyone), through: instant, onlyDecisions: clock == .arrival)
      let alteration = Alteration(
        instant: instant, clock: clock, seed: audit.settings.seed &+ UInt64(index),
        changesCount: clock == .exchange || self.experiment.replay.sessions == nil,
        tail: audit.settings.tail)
      let (made, decisions) = try replay(
        everyone, into: sink, of: experiment, altering: alteration, test: test.name)
      counts += made
      test.replays += 1
      test.compared += sink.compared
      test.decisions += decisions
      test.instants.append(instant)
      if let difference = sink.finish() {
        let replay =
          "with what \(clock == .exchange ? "happens" : "arrives") after "
          + "\(TimeText.instant(instant)) (\(instant)) altered"
        test.outcome = .differs(named(difference, everyone, replay))
      }
    }
    (test.changed, test.dropped, test.duplicated) = (
      counts.changed, counts.dropped, counts.duplicated
    )
    finish(test)
  }

  private func finish(_ test: AuditReport.Test) {
    var test = test
    if test.outcome == .passed, test.compared == 0 {
      test.outcome = .vacuous(
        "No strategy sent an order in what was compared: take more data, or later instants "
          + "by another seed.")
    }
    report.tests.append(test)
  }

  /// The strategy, and the place of the instrument, of lane `lane` of a replay of those at
  /// `places`.
  private func strategy(of lane: Int, in places: [Int]) -> (name: String, instrument: Int) {
    let lane = experiment.lanes[lanes(of: places)[lane]]
    return (experiment.strategies[lane.strategy].lane.name, lane.instrument)
  }

  private func named(
    _ difference: ComparingSink.Difference, _ places: [Int], _ replay: String
  ) -> AuditReport.Difference {
    let (name, instrument) = strategy(of: difference.lane, in: places)
    let units = UnitWriter(experiment.instruments[instrument].instrument)
    return AuditReport.Difference(
      strategy: name, replay: replay, time: difference.time,
      original: difference.original.map { $0.text(units) },
      other: difference.other.map { $0.text(units) })
  }
}

extension LoggedAct {
  /// The act in words, such as `new order 12: buy 0.01 at 64000.1`.
  func text(_ units: UnitWriter) -> String {
    func written(_ write: (inout [UInt8]) -> Void) -> String {
      var bytes: [UInt8] = []
      write(&bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    var text = kind == .fill ? "fill" : "\(kind) order \(order)"
    text += ": \(side.name) " + written { units.quantity(quantity, to: &$0) }
    if price != .min { text += " at " + written { units.price(price, to: &$0) } }
    return text + ", \(TimeText.instant(time)) (\(time))"
  }
}
