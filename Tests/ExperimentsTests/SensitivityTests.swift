import Backtesting
import Experiments
import Foundation
import MarketData
import Strategies
import TestSupport
import Testing

/// Several fill assumptions in one pass: each is what a run of its own under them would have been,
/// and the base is what it is without them.
@Suite struct SensitivityTests {
  /// What `sensitivity` lists, and the `fills` of a strategy that says the same by itself.
  static let cases = [
    (name: "touch", entry: "touch", fills: "model: touch"),
    (name: "through(2)", entry: "through(2)", fills: "model: through(2)"),
    (
      name: "slow", entry: "{ name: slow, latency: { order: 700ms, response: 300ms } }",
      fills: "latency: { order: 700ms, response: 300ms }"
    ),
    (
      name: "case-4", entry: "{ fees: { maker: 3 bps }, fill: whole, book-crossing: off }",
      fills: "fees: { maker: 3 bps }, fill: whole, book-crossing: off"
    ),
    (
      name: "hidden, fixed", entry: "{ name: 'hidden, fixed', hidden-queue: 0.5, model: log }",
      fills: "hidden-queue: 0.5, model: log"
    ),
  ]

  static let strategies = [
    "name: control, use: symmetric, half-spread: 1 ticks, size: 0.5, limit: 3",
    "name: far, use: symmetric, instrument: perp, half-spread: 2 ticks, size: 0.5, limit: 3",
    "name: back, use: threshold, instrument: perp, half-spread: 2 ticks, size: 0.5, band: 1,"
      + " limit: 3",
    "name: script, use: scripted, file: orders.csv, instrument: perp",
  ]

  /// The experiment with `fills` of its own for each strategy; `own` is what one says beyond it.
  static func yaml(_ fills: String?, sensitivity: [String] = [], horizon: String = "10s") -> String
  {
    let lines = strategies.enumerated().map { place, strategy in
      // The last one has an assumption of its own, which a case only changes where it says so.
      let own = place == 2 ? "hidden-queue: none" : nil
      let all = [own, fills].compactMap { $0 }
      let hides = fills?.contains("hidden-queue") == true
      let said = (hides ? all.filter { $0 != own } : all).joined(separator: ", ")
      return "  - { \(strategy)\(said.isEmpty ? "" : ", fills: { \(said) }") }"
    }
    let list = sensitivity.isEmpty ? "" : "  sensitivity: [\(sensitivity.joined(separator: ", "))]"
    return """
      name: two
      instruments:
        - { name: spot, symbol: A, tick: 1, lot: 0.5, start: { inventory: 4 } }
        - { name: perp, symbol: AP, tick: 0.5, lot: 0.1,
              fills: { latency: { order: 5ms, feed: 2ms }, fees: { taker: 3 bps } } }
      data:
        - { format: tardis/quotes, files: quotes.csv, instrument: spot }
        - { format: tardis/trades, files: trades.csv, instrument: spot }
        - { format: tardis/quotes, files: quotes.csv, instrument: perp, recorder: other }
        - { format: tardis/trades, files: trades.csv, instrument: perp, recorder: other }
      fills:
        model: power(3)
        latency: { order: 1ms, response: 1ms }
        fees: { maker: 0.0001, taker: 0.0005 }
      \(list)
      decide: { every: 250ms, on: [touch, fill] }
      strategies:
      \(lines.joined(separator: "\n"))
      metrics: { horizon: \(horizon), band: 1 }
      output: { orders: true }
      """ + "\n"
  }

  /// A script that rests orders around the middle of the ticks.
  static var script: String {
    var text = "timestamp_ns,action,order,side,price,quantity\n"
    let start: Int64 = 1_723_161_560_000_000_000
    for k in 0..<40 {
      let time = start + Int64(k) * 1_000_000_000
      text += "\(time),place,\(2 * k + 1),buy,\(1004 + k % 2),0.4\n"
      text += "\(time + 500_000_000),place,\(2 * k + 2),sell,\(1006 - k % 2),0.4\n"
    }
    return text
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    try Samples.inFolder { folder in
      let ticks = ExperimentRunTests.ticks()
      for (name, text) in [
        ("quotes.csv", ticks.quotes), ("trades.csv", ticks.trades), ("orders.csv", Self.script),
      ] { try AtomicFile.write(text, to: folder + "/" + name) }
      try body(folder)
    }
  }

  private func run(_ yaml: String, _ folder: String, into name: String) throws -> Manifest {
    try AtomicFile.write(yaml, to: folder + "/e.yaml")
    let experiment = try ExperimentFile.read(
      path: folder + "/e.yaml", catalogue: StrategyCatalogue.builtIn)
    return try ExperimentRun(experiment, open: TickFeed.init).run(into: folder + "/" + name)
  }

  @Test("each assumption gives what a run under it alone gives, and the base what it was")
  func sameAsOwnRuns() throws {
    try inFolder { folder in
      let plain = try run(Self.yaml(nil), folder, into: "plain")
      let all = try run(
        Self.yaml(nil, sensitivity: Self.cases.map(\.entry)), folder, into: "all")
      #expect(plain.caveats == all.caveats)
      for name in try Samples.names(in: folder + "/plain") where name.hasSuffix(".csv") {
        let (one, other) = (
          try FileOperations.read("\(folder)/plain/\(name)"),
          try FileOperations.read("\(folder)/all/\(name)")
        )
        #expect(one == other && !one.isEmpty, "\(name)")
      }
      #expect(plain.resultHash != all.resultHash)
      let table = CSVText.rows(try FileOperations.read(folder + "/all/sensitivity.csv"))
      let count = Self.strategies.count
      #expect(table.count == 1 + count * (1 + Self.cases.count))
      func expected(_ run: String) throws -> [[String]] {
        CSVText.rows(try FileOperations.read("\(folder)/\(run)/metrics.csv")).map(\.fields)
      }
      func rows(under name: String) -> [[String]] {
        table.map(\.fields).filter { $0[1] == name || $0[1] == "assumption" }
          .map { [$0[0]] + $0.dropFirst(2) }
      }
      #expect(rows(under: "base") == (try expected("plain")))
      var different = 0
      for (index, one) in Self.cases.enumerated() {
        _ = try run(Self.yaml(one.fills), folder, into: "own-\(index)")
        let own = try expected("own-\(index)")
        #expect(rows(under: one.name) == own, "\(one.name)")
        different += zip(own, try expected("plain")).count { $0 != $1 }
      }
      // Assumptions that change nothing would make this test say nothing.
      #expect(different >= 2 * Self.cases.count)
    }
  }

  @Test("a manifest with several assumptions runs again to the same bytes")
  func again() throws {
    try inFolder { folder in
      let manifest = try run(
        Self.yaml(nil, sensitivity: Self.cases.map(\.entry)), folder, into: "run")
      let record = try RunRecord(
        reading: folder + "/run", catalogue: StrategyCatalogue.builtIn)
      #expect(record.experiment.sensitivity == manifest.experiment.sensitivity)
      let again = try ExperimentRun(record.experiment, open: TickFeed.init)
        .run(into: folder + "/again")
      #expect(again.resultHash == manifest.resultHash)
      // A script is one input, under however many assumptions its orders are replayed.
      #expect(again.inputs.count { $0.format == "script" } == 1)
    }
  }

  @Test(
    "a list that cannot be meant is refused where it stands",
    arguments: [
      ("[base]", "'base' is what the experiment's own assumptions are called"),
      ("[{ name: same }]", "changes nothing"),
      ("[{ latency: { feed: 1ms } }]", "unknown key 'feed'"),
      ("[{ modle: touch }]", "unknown key 'modle'"),
      ("[tuoch]", "'tuoch' is not a known fill model"),
    ])
  func refused(list: String, message: String) {
    let complaint = Samples.complaint(
      Samples.head + "fills:\n  sensitivity: \(list)\n" + Samples.symmetric)
    #expect(complaint?.contains(message) == true, "\(complaint ?? "nothing was wrong")")
    #expect(complaint?.hasPrefix("e.yaml:6:") == true, "\(complaint ?? "")")
  }
}
