import Backtesting
import Experiments
import Foundation
import MarketData
import Strategies
import Testing

@Suite struct ExperimentRunTests {
  /// Two minutes of quotes a second apart that rise and fall, and a trade after each.
  static func ticks() -> (quotes: String, trades: String) {
    var quotes =
      "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
    var trades = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    for second in 0..<120 {
      let time = 1_723_161_540_000_000 + second * 1_000_000
      let bid = 1000 + (second * 7) % 13
      quotes += "x,A,\(time),\(time + 3000),2,\(bid + 1),\(bid),2\n"
      let isBuy = second % 3 != 0
      trades += "x,A,\(time + 500_000),\(time + 503_000),\(second),\(isBuy ? "buy" : "sell"),"
      trades += "\(isBuy ? bid + 2 : bid - 1),1\n"
    }
    return (quotes, trades)
  }

  static let yaml = """
    name: small
    instrument: { symbol: A, tick: 1, lot: 0.5 }
    data:
      - { format: tardis/quotes, files: quotes.csv }
      - { format: tardis/trades, files: trades.csv }
    fills: { model: touch, fees: { maker: 0.0001, taker: 0.0005 } }
    decide: every 250ms
    strategies:
      - { name: control, use: symmetric, half-spread: 1 ticks, size: 0.5, limit: 3 }
      - { name: copy, use: symmetric, half-spread: 1 ticks, size: 0.5, limit: 3 }
      - { name: back, use: threshold, half-spread: 1 ticks, size: 0.5, band: 1, limit: 3 }
      - { name: script, use: scripted, file: script.csv }
    metrics: { horizon: 10s }
    output: { orders: true }
    """

  static let script = """
    timestamp_ns,action,order,side,price,quantity
    1723161550000000000,immediate,1,buy,,1
    1723161560000000000,place,2,sell,1020,0.5
    1723161570000000000,cancel,2,sell,,

    """

  private func inSample(_ body: (String) throws -> Void) throws {
    try Samples.inFolder { folder in
      let ticks = Self.ticks()
      for (name, text) in [
        ("quotes.csv", ticks.quotes), ("trades.csv", ticks.trades), ("script.csv", Self.script),
        ("e.yaml", Self.yaml),
      ] { try AtomicFile.write(text, to: folder + "/" + name) }
      try body(folder)
    }
  }

  private func experiment(_ folder: String) throws -> Experiment {
    try ExperimentFile.read(path: folder + "/e.yaml", catalogue: StrategyCatalogue.builtIn)
  }

  private func run(_ folder: String, into name: String) throws -> Manifest {
    try ExperimentRun(try experiment(folder), open: TickFeed.init).run(into: folder + "/" + name)
  }

  @Test("a run writes all its tables, and the same bytes again")
  func sameBytes() throws {
    try inSample { folder in
      let first = try run(folder, into: "one")
      let second = try run(folder, into: "two")
      let names = [
        "comparison.csv", "fills.csv", "inventory.csv", "manifest.json", "metrics.csv",
        "orders.csv", "pnl.csv", "rejects.csv", "risk.csv", "tests.csv", "timeseries.csv",
      ]
      #expect(try Samples.names(in: folder + "/one") == names)
      for name in names where name.hasSuffix(".csv") {
        #expect(
          try FileOperations.read(folder + "/one/" + name)
            == FileOperations.read(folder + "/two/" + name), "\(name)")
      }
      #expect(first.resultHash == second.resultHash)
      #expect(first.rowsRead == 240)
      #expect(first.rowsReplayed == 240)
      #expect(first.inputs.map(\.path) == ["quotes.csv", "trades.csv", "script.csv"])
    }
  }

  @Test("a print that is moved by more than a minute is a caveat")
  func disorderCaveat() throws {
    try inSample { folder in
      // The last print says that it happened when the first one did.
      var lines = Self.ticks().trades.split(separator: "\n").map(String.init)
      lines[lines.count - 1] = lines[1]
      try AtomicFile.write(lines.joined(separator: "\n") + "\n", to: folder + "/trades.csv")
      let manifest = try run(folder, into: "run")
      #expect(
        manifest.caveats.contains {
          $0.contains("1 of 120 rows of a source of tardis/trades went back in time")
            && $0.contains("118s at most")
        }, "\(manifest.caveats)")
    }
  }

  @Test("a moved row of a short file and a rejected last row without newline are caveats")
  func shortFileCaveats() throws {
    try inSample { folder in
      let lines = Self.ticks().trades.split(separator: "\n").map(String.init)
      let descending = [lines[0], lines[2], lines[1]].joined(separator: "\n") + "\n"
      try AtomicFile.write(descending, to: folder + "/trades.csv")
      #expect(
        try run(folder, into: "moved").caveats.contains {
          $0.contains("1 of 2 rows of a source of tardis/trades went back in time")
        })
      for (ending, fate) in [("x,A,oops", "rejected"), (lines[3], "replayed")] {
        try AtomicFile.write(Self.ticks().trades + ending, to: folder + "/trades.csv")
        let caveats = try run(folder, into: fate).caveats
        #expect(
          caveats.contains {
            $0.hasPrefix("The last row of trades.csv, line 122,") && $0.contains("was \(fate),")
          }, "\(caveats)")
      }
    }
  }

  @Test("a source without arrival times is a caveat, one with them is not")
  func arrivalCaveat() throws {
    for latency in ["0ms", "5ms"] {
      try inSample { folder in
        let yaml = Self.yaml.replacingOccurrences(
          of: "fills: { model: touch,",
          with: "fills: { model: touch, latency: { feed: \(latency) },")
        try AtomicFile.write(yaml, to: folder + "/e.yaml")
        let with = try run(folder, into: "with").caveats
        #expect(!with.contains { $0.contains("no arrival times") })
        var trades = ""
        for second in 0..<120 {
          trades += "\(second),1000,1,1000,\(1_723_161_540_500 + second * 1_000),true\n"
        }
        try AtomicFile.write(trades, to: folder + "/trades.csv")
        try AtomicFile.write(
          yaml.replacingOccurrences(of: "tardis/trades", with: "binance-futures/trades"),
          to: folder + "/e.yaml")
        let without = try run(folder, into: "without").caveats
        #expect(
          without.contains {
            $0.contains("binance-futures/trades gives no arrival times: its rows are known ")
              && $0.contains(latency == "0ms" ? "the instant" : "5ms after")
          }, "\(without)")
      }
    }
  }

  @Test("equal strategies have equal rows, and some of them trade")
  func fairness() throws {
    try inSample { folder in
      _ = try run(folder, into: "run")
      let rows = CSVText.rows(try FileOperations.read(folder + "/run/metrics.csv"))
      #expect(rows.map { $0.fields[0] } == ["strategy", "control", "copy", "back", "script"])
      #expect(rows[1].fields.dropFirst() == rows[2].fields.dropFirst())
      let fills = try #require(rows[0].fields.firstIndex(of: "fills"))
      for row in rows.dropFirst() { #expect((Int(row.fields[fills]) ?? 0) > 0, "\(row.fields[0])") }
    }
  }

  @Test("in every sample the parts add up to the change of equity")
  func identity() throws {
    try inSample { folder in
      _ = try run(folder, into: "run")
      let rows = CSVText.rows(try FileOperations.read(folder + "/run/timeseries.csv"))
      let header = try #require(rows.first?.fields)
      func decimal(_ row: CSVText.Row, _ column: String) throws -> Decimal {
        let index = try #require(header.firstIndex(of: column))
        return try #require(Decimal(string: row.fields[index]))
      }
      // From 0.25 s on, once a second and at the end at 119.5 s; the script begins 9.75 s later.
      #expect(rows.count == 1 + 3 * 121 + 111)
      for row in rows.dropFirst() {
        let parts = try ["spread_pnl", "inventory_pnl", "rebalancing_cost", "fees", "funding"]
          .map { try decimal(row, $0) }.reduce(0, +)
        #expect(try decimal(row, "equity") == parts)
      }
    }
  }

  @Test("a finished run can be run again from its manifest alone")
  func again() throws {
    try inSample { folder in
      let manifest = try run(folder, into: "runs/one")
      let record = try RunRecord(
        reading: folder + "/runs/one", catalogue: StrategyCatalogue.builtIn)
      #expect(record.resultHash == manifest.resultHash)
      try record.checkInputs()
      let again = try ExperimentRun(record.experiment, open: TickFeed.init)
        .run(into: folder + "/elsewhere/deep/two")
      #expect(again.resultHash == manifest.resultHash)
      #expect(again.experiment.json == manifest.experiment.json)
      try AtomicFile.write("changed", to: folder + "/trades.csv")
      #expect(throws: ExperimentError.self) { try record.checkInputs() }
    }
  }

  @Test("a run that fails half-way leaves the earlier one and nothing else")
  func failure() throws {
    try inSample { folder in
      let first = try run(folder, into: "run")
      try AtomicFile.write(Self.ticks().trades + "x,A,oops\n", to: folder + "/trades.csv")
      try AtomicFile.write(
        Self.yaml + "\nrejects: { policy: fail }", to: folder + "/e.yaml")
      #expect(throws: TickFileError.self) { try run(folder, into: "run") }
      #expect(try RunFolder.resultHash(of: folder + "/run") == first.resultHash)
      #expect(try Samples.names(in: folder).filter { $0.hasPrefix(".") } == [])
    }
  }

  @Test("rejected rows are listed, counted and left out")
  func rejects() throws {
    try inSample { folder in
      try AtomicFile.write(Self.ticks().trades + "x,A,oops\n", to: folder + "/trades.csv")
      let manifest = try run(folder, into: "run")
      #expect(manifest.rowsRead == 241)
      #expect(manifest.rowsReplayed == 240)
      #expect(manifest.rowsRejected.values.reduce(0, +) == 1)
      let rejects = CSVText.rows(try FileOperations.read(folder + "/run/rejects.csv"))
      #expect(rejects.count == 2)
      #expect(rejects.last?.fields.prefix(2) == ["trades.csv", "122"])
    }
  }

  @Test("reports are written before the run appears, and their failure is the run's")
  func reports() throws {
    struct Unwritable: Error {}
    try inSample { folder in
      let run = ExperimentRun(try experiment(folder), open: TickFeed.init)
      #expect(throws: Unwritable.self) {
        try run.run(into: folder + "/run", report: { _ in throw Unwritable() })
      }
      #expect(!Paths.exists(folder + "/run"))
      _ = try run.run(
        into: folder + "/run",
        report: { staging in
          #expect(!Paths.exists(folder + "/run"))
          try AtomicFile.write("# Report\n", to: staging + "/report.md")
        })
      #expect(Paths.exists(folder + "/run/report.md"))
    }
  }
}
