import Backtesting
import MarketData
import Testing

@testable import Experiments

/// Latencies in experiment files, and the files of measured ones.
@Suite struct LatencySettingsTests {
  static let drawn: [(String, LatencyDistribution)] = [
    (
      "{ uniform: { from: 5ms, to: 20ms } }", .uniform(lower: 5_000_000, upper: 20_000_000)
    ),
    ("{ exponential: { median: 10ms } }", .exponential(median: 10_000_000)),
    (
      "{ lognormal: { median: 10ms, spread: 0.5 } }", .lognormal(median: 10_000_000, spread: 0.5)
    ),
  ]

  @Test(arguments: drawn)
  func drawnLatenciesReadBack(text: String, distribution: LatencyDistribution) throws {
    let yaml =
      Samples.head
      + "fills: { latency: { order: \(text), cancel: 3ms, response: { file: lat.csv } } }\n"
      + Samples.symmetric
    let experiment = try Samples.parse(yaml)
    #expect(experiment.fills.variableLatency.order == .drawn(distribution))
    #expect(experiment.fills.variableLatency.cancel == nil)
    #expect(experiment.fills.cancelLatency == 3_000_000)
    #expect(
      experiment.fills.variableLatency.response
        == .measured(MeasuredLatencies(file: "lat.csv", rows: [])))
    let again = try Samples.parse(experiment.json.text)
    #expect(again.fills == experiment.fills)
    #expect(again.strategies.first?.lane.assumptions == experiment.fills)
  }

  /// A constant of a strategy replaces a latency that varies, and the other way round.
  @Test func strategiesOverride() throws {
    let yaml =
      Samples.head
      + "fills: { latency: { order: { exponential: { median: 1ms } }, cancel: 2ms } }\n"
        + """
        strategies:
          - name: a
            use: symmetric
            half-spread: 2 ticks
            size: 0.01
            fills: { latency: { order: 4ms, cancel: { uniform: { from: 0, to: 1ms } } } }

        """
    let lane = try #require(try Samples.parse(yaml).strategies.first).lane.assumptions
    #expect(lane.orderLatency == 4_000_000 && lane.variableLatency.order == nil)
    #expect(lane.variableLatency.cancel == .drawn(.uniform(lower: 0, upper: 1_000_000)))
  }

  @Test(arguments: ["from-data x1.5", "{ from-data: x1.5 }", "from-data x1.50"])
  func feedsAreScaled(text: String) throws {
    let yaml = Samples.head + "fills: { latency: { feed: \(text) } }\n" + Samples.symmetric
    let experiment = try Samples.parse(yaml)
    #expect(experiment.clock.feed == .scaled(FixedDecimal(mantissa: 15, decimals: 1)))
    #expect(try Samples.parse(experiment.json.text).clock.feed == experiment.clock.feed)
  }

  @Test(
    "what cannot be used is named at its place",
    arguments: [
      ("order: { fil: a.csv }", "unknown key 'fil' in order latency; did you mean 'file'?"),
      ("order: { lognormal: { median: 10ms } }", "lognormal has no 'spread'; add 'spread: …'"),
      (
        "order: { lognormal: { median: 10ms, spread: -1 } }",
        "spread is the standard deviation of the logarithm, from 0 to 10"
      ),
      ("order: { uniform: { from: 2ms, to: 1ms } }", "'to' is shorter than 'from'; exchange them"),
      ("order: {}", "order latency must name one source; keep one of its keys"),
      ("feed: from-data 2", "'2' is no multiple of the feed latency in the data; write for inst"),
      ("feed: { from-data: x0 }", "'x0' is no multiple of the feed latency in the data; write"),
    ])
  func mistakes(text: String, complaint: String) throws {
    let yaml = Samples.head + "fills: { latency: { \(text) } }\n" + Samples.symmetric
    let error = try #require(Samples.complaint(yaml))
    #expect(error.hasPrefix("e.yaml:5:") && error.contains(complaint), "\(error)")
  }

  static func rows(_ text: String) throws -> [MeasuredLatencies.Row] {
    try LatencyFiles.parse(Array(text.utf8), file: "m.csv")
  }

  /// Spans and instants say the same.
  @Test func bothLayoutsAreRead() throws {
    let expected = [
      MeasuredLatencies.Row(time: 10, entry: 5, response: 7),
      MeasuredLatencies.Row(time: 20, entry: 0, response: 1),
    ]
    #expect(try Self.rows("response_ns,timestamp_ns,entry_ns\n7,10,5\n1,20,0\n") == expected)
    #expect(try Self.rows("req_ts,exch_ts,resp_ts,note\n10,15,22,a\n20,20,21,b\n") == expected)
  }

  @Test(
    "bad rows are named by line and column",
    arguments: [
      ("", "m.csv:1:1: error: the first line must name the columns timestamp_ns,entry_ns,"),
      ("timestamp_ns,entry_ns\n1,2\n", "m.csv:1:1: error: the first line must name the columns"),
      ("timestamp_ns,entry_ns,response_ns\n", "m.csv:2:1: error: there are no measurements; add"),
      ("timestamp_ns,entry_ns,response_ns\n1,2\n", "m.csv:2:1: error: the row has 2 fields, the"),
      (
        "timestamp_ns,entry_ns,response_ns\n5,1,1\n4,1,1\n",
        "m.csv:3:1: error: timestamp_ns goes back from 5 to 4; sort the rows by it"
      ),
      (
        "timestamp_ns,entry_ns,response_ns\n5,-1,1\n",
        "m.csv:2:2: error: entry_ns makes a latency of -1 ns, which is not from 0 to 366 days"
      ),
      (
        "req_ts,exch_ts,resp_ts\n5,0,9\n",
        "m.csv:2:2: error: exch_ts makes a latency of -5 ns, which is not from 0 to 366 days"
      ),
      (
        "timestamp_ns,entry_ns,response_ns\n5,1,x\n",
        "m.csv:2:3: error: response_ns 'x' is not a whole number"
      ),
      (
        "timestamp_ns,entry_ns,response_ns\n9000000000000000000,1,1\n",
        "m.csv:2:1: error: timestamp_ns 9000000000000000000 is out of range"
      ),
    ])
  func badRows(text: String, complaint: String) {
    do {
      _ = try Self.rows(text)
      Issue.record("\(text) was accepted")
    } catch {
      #expect("\(error)".hasPrefix(complaint), "\(error)")
    }
  }

  /// The file is read once, and is an input of the run.
  @Test func filesAreInputs() throws {
    try Samples.inFolder { folder in
      try AtomicFile.write(
        "timestamp_ns,entry_ns,response_ns\n1,2,3\n", to: folder + "/lat.csv")
      var assumptions = FillAssumptions()
      let unread = VariableLatency.measured(MeasuredLatencies(file: "lat.csv", rows: []))
      assumptions.variableLatency.order = unread
      assumptions.variableLatency.response = unread
      var files = LatencyFiles(folder: folder)
      let loaded = try files.loaded(assumptions)
      let rows = [MeasuredLatencies.Row(time: 1, entry: 2, response: 3)]
      let read = VariableLatency.measured(MeasuredLatencies(file: "lat.csv", rows: rows))
      #expect(loaded.variableLatency.order == read && loaded.variableLatency.response == read)
      #expect(files.inputs.map(\.path) == ["lat.csv"])
      #expect(files.inputs.map(\.format) == ["latency"] && files.inputs[0].rows == 1)
      #expect(files.inputs[0].size == 40 && files.inputs[0].sha256.count == 64)
    }
  }
}
