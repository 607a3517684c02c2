import Backtesting
import Experiments
import Foundation
import MarketData
import Strategies
import Testing

/// `instruments`, `sessions`, `from`, `to` and `warm-up` in experiment files, and what a run of
/// them writes.
@Suite struct SeveralInstrumentsFileTests {
  static let yaml = """
    name: two
    instruments:
      - { name: spot, symbol: A, tick: 1, lot: 0.5, kind: spot, start: { inventory: 4 } }
      - { name: perp, symbol: AP, tick: 0.5, lot: 0.1,
            fills: { latency: { order: 5ms, feed: 2ms }, fees: { taker: 3 bps } } }
    data:
      - { format: tardis/quotes, files: quotes.csv, instrument: spot }
      - { format: tardis/trades, files: trades.csv, instrument: spot }
      - { format: tardis/quotes, files: quotes.csv, instrument: perp, recorder: other }
      - { format: tardis/trades, files: trades.csv, instrument: perp, recorder: other, feed: 7ms }
    fills:
      model: touch
      latency: { order: 1ms, response: 1ms }
      fees: { maker: 0.0001, taker: 0.0005 }
    decide: every 250ms
    strategies:
      - { name: control, use: symmetric, half-spread: 1 ticks, size: 0.5, limit: 3 }
      - { name: far, use: symmetric, instrument: perp, half-spread: 2 ticks, size: 0.5, limit: 3 }
      - { name: back, use: threshold, instrument: perp, half-spread: 2 ticks,
          size: 0.5, band: 1, limit: 3 }
    metrics: { horizon: 10s, band: 1 }
    output: { orders: true }

    """

  static let sessions = """
    sessions: { at: "23:59:30 UTC", policy: flatten }
    from: 2024-08-08T23:59:10Z
    to: 2024-08-09T01:59:50+02:00
    warm-up: 5s

    """

  private func inSample(_ yaml: String, _ body: (String) throws -> Void) throws {
    try Samples.inFolder { folder in
      let ticks = ExperimentRunTests.ticks()
      for (name, text) in [
        ("quotes.csv", ticks.quotes), ("trades.csv", ticks.trades), ("e.yaml", yaml),
      ] { try AtomicFile.write(text, to: folder + "/" + name) }
      try body(folder)
    }
  }

  private func run(_ folder: String, into name: String) throws -> Manifest {
    let experiment = try ExperimentFile.read(
      path: folder + "/e.yaml", catalogue: StrategyCatalogue.builtIn)
    return try ExperimentRun(experiment, open: TickFeed.init).run(into: folder + "/" + name)
  }

  private func rows(_ path: String, _ strategy: String) throws -> [[String]] {
    try Samples.text(path).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      .filter { $0[0] == strategy }
  }

  @Test("each instrument has its grid, its start, its fees and its latencies")
  func settingsPerInstrument() throws {
    let experiment = try Samples.parse(Self.yaml)
    let lanes = experiment.strategies.map(\.lane)
    #expect(experiment.strategies.map(\.instrument) == [0, 1, 1])
    #expect(lanes.map(\.limit) == [6, 30, 30])
    #expect(lanes.map(\.startInventory) == [8, 0, 0])
    #expect(lanes.map(\.assumptions.orderLatency) == [1_000_000, 5_000_000, 5_000_000])
    #expect(lanes.map(\.assumptions.responseLatency) == [1_000_000, 1_000_000, 1_000_000])
    #expect(lanes.map(\.assumptions.takerFee.doubleValue) == [0.0005, 0.0003, 0.0003])
    #expect(experiment.data.map(\.instrument) == [0, 0, 1, 1])
    #expect(experiment.data.map(\.feed) == [nil, nil, .constant(2_000_000), .constant(7_000_000)])
    #expect(experiment.instruments.map(\.band) == [2, 10])
  }

  @Test("what the manifest says of several instruments, sessions and windows reads back the same")
  func roundTrip() throws {
    let experiment = try Samples.parse(Self.yaml + Self.sessions)
    let manifest = Manifest(experiment, experimentFolder: ".").json.text
    let again = try ExperimentFile.parse(
      manifest: manifest, file: "manifest.json", folder: ".",
      catalogue: StrategyCatalogue.builtIn)
    #expect(Manifest(again, experimentFolder: ".").json.text == manifest)
    #expect(again.instruments == experiment.instruments)
    #expect(again.window == experiment.window)
    #expect(again.replay == experiment.replay)
    #expect(again.data.map(\.feed) == experiment.data.map(\.feed))
    #expect(again.strategies.map(\.lane) == experiment.strategies.map(\.lane))
  }

  @Test("a run with two instruments names them, and repeats from its manifest")
  func runNamesInstruments() throws {
    try inSample(Self.yaml + Self.sessions) { folder in
      let first = try run(folder, into: "one")
      for (name, columns) in [
        ("fills", "strategy,instrument,timestamp_ns,side"),
        ("timeseries", "strategy,instrument,timestamp_ns,mid"),
        ("orders", "strategy,instrument,timestamp_ns,order"),
      ] {
        let path = "\(folder)/one/\(name).csv"
        #expect(try Samples.text(path).hasPrefix(columns))
        #expect(try Set(rows(path, "control").map { $0[1] }) == ["spot"])
        #expect(try Set(rows(path, "far").map { $0[1] }) == ["perp"])
      }
      let record = try RunRecord(
        reading: folder + "/one", catalogue: StrategyCatalogue.builtIn)
      let again = try ExperimentRun(record.experiment, open: TickFeed.init)
        .run(into: folder + "/again")
      #expect(again.resultHash == first.resultHash)
    }
  }

  @Test("sessions are closed, windows kept, and the parts of each session add up")
  func sessionsAndWindows() throws {
    try inSample(Self.yaml + Self.sessions) { folder in
      let manifest = try run(folder, into: "run")
      let from: Int64 = 1_723_161_550_000_000_000
      #expect(manifest.result.lanes.map { $0.span?.start } == [from, from, from])
      #expect((manifest.result.end ?? .max) < from + 40_000_000_000)
      let boundary = "\(from + 20_000_000_000)"
      for lane in manifest.result.lanes {
        let name = lane.settings.name
        let sessions = try rows(folder + "/run/sessions.csv", name)
        #expect(sessions.map { $0[1] } == ["1", "2"])
        #expect(sessions.map { $0[3] } == [boundary, "\(manifest.result.end ?? 0)"])
        #expect(sessions[0][12] == "0", "the boundary leaves \(name) flat")
        let total = try rows(folder + "/run/pnl.csv", name).last?[2]
        let sum = sessions.reduce(0.0) { $0 + (Double($1[4]) ?? .nan) }
        #expect(abs(sum - (total.flatMap(Double.init) ?? .nan)) < 1e-9)
      }
      let fills = try Samples.text(folder + "/run/fills.csv").split(separator: "\n").dropFirst()
      #expect(fills.contains { $0.contains(boundary) && $0.contains("taker") })
    }
  }

  @Test("lanes of one instrument are as if the other were not there")
  func oneOfTwoIsAsAlone() throws {
    let alone = """
      name: one
      instrument: { symbol: A, tick: 1, lot: 0.5, kind: spot }
      data:
        - { format: tardis/quotes, files: quotes.csv }
        - { format: tardis/trades, files: trades.csv }
      fills:
        model: touch
        latency: { order: 1ms, response: 1ms }
        fees: { maker: 0.0001, taker: 0.0005 }
      decide: every 250ms
      start: { inventory: 4 }
      strategies:
        - { name: control, use: symmetric, half-spread: 1 ticks, size: 0.5, limit: 3 }
      metrics: { horizon: 10s, band: 1 }
      """
    var fills: [[String]] = []
    try inSample(Self.yaml) { folder in
      _ = try run(folder, into: "run")
      fills = try rows(folder + "/run/fills.csv", "control").map { row in
        var row = row
        row.remove(at: 1)
        return row
      }
    }
    try inSample(alone) { folder in
      let manifest = try run(folder, into: "run")
      #expect(manifest.result.lanes[0].makerFills > 10)
      #expect(try rows(folder + "/run/fills.csv", "control") == fills)
    }
  }

  @Test(
    "a wrong name or instant is shown where it stands, with the nearest that would do",
    arguments: [
      (
        "instrument: perp, half-spread", "instrument: perps, half-spread",
        "e.yaml:18:46: error: no instrument is named 'perps'; did you mean 'perp'"
      ),
      (
        "files: quotes.csv, instrument: spot", "files: quotes.csv, instrument: spott",
        "e.yaml:7:61: error: no instrument is named 'spott'; did you mean 'spot'"
      ),
      (
        "files: quotes.csv, instrument: spot", "files: quotes.csv",
        "e.yaml:7:5: error: the source does not say whose ticks it has"
      ),
      (
        "name: perp, symbol", "name: spot, symbol",
        "e.yaml:4:13: error: two instruments are named 'spot'"
      ),
      ("feed: 7ms", "fed: 7ms", "did you mean 'feed'"),
      ("policy: flatten", "policy: flaten", "'flaten' is not a known session policy"),
      ("23:59:30 UTC", "23:59:30 America/New_Yrok", "is no time zone; did you mean"),
      ("23:59:30 UTC", "24:00", "does not begin with a time of day"),
      ("at: \"23:59:30 UTC\"", "at: \"12:00\", gap: 5m", "by 'at' or by 'gap'"),
      ("from: 2024-08-08T23:59:10Z", "from: yesterday", "from 'yesterday' is not an instant"),
      ("to: 2024-08-09T01:59:50+02:00", "to: 2024-08-07", "'to' is not after 'from'"),
      (
        "warm-up: 5s", "warmup: 5s",
        "unknown key 'warmup' in the experiment; did you mean 'warm-up'"
      ),
    ])
  func complaints(_ text: String, _ wrong: String, _ complaint: String) throws {
    let yaml = Self.yaml + Self.sessions
    guard let range = yaml.firstRange(of: text) else {
      Issue.record("the sample has no '\(text)'")
      return
    }
    let said = Samples.complaint(yaml.replacingCharacters(in: range, with: wrong)) ?? "nothing"
    #expect(said.contains(complaint), "\(said)")
  }

  @Test("a day as the end means all of it")
  func daysAreWhole() throws {
    let experiment = try Samples.parse(
      Samples.head + Samples.symmetric + "from: 2024-08-08\nto: 2024-08-08\n")
    let day: Int64 = 86_400_000_000_000
    #expect(experiment.window.from == 1_723_075_200_000_000_000)
    #expect(experiment.window.to == 1_723_075_200_000_000_000 + day)
  }
}
