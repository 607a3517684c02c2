import BallastCommand
import Foundation
import Testing

@Suite(.enabled(if: BuiltExecutable.url != nil, "the executable was not built"))
struct CommandLineTests {
  static let experiment = """
    name: tape
    instrument: { symbol: A, tick: 1, lot: 1 }
    data:
      - { format: tardis/quotes, files: quotes.csv }
    fills: { model: touch }
    decide: every 1s
    strategies:
      - { name: control, use: symmetric, half-spread: 1 ticks, size: 1, limit: 3 }
    metrics: { horizon: 5s }
    """

  static let quotes =
    "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
    + (0..<60).map { second in
      let time = 1_723_161_540_000_000 + second * 1_000_000
      let bid = 1000 + (second * 7) % 13
      return "x,A,\(time),\(time + 3000),2,\(bid + 1),\(bid),2\n"
    }.joined()

  private func inSample(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-command-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Self.experiment.write(toFile: folder + "/e.yaml", atomically: true, encoding: .utf8)
    try Self.quotes.write(toFile: folder + "/quotes.csv", atomically: true, encoding: .utf8)
    try body(folder)
  }

  @Test("run, report and verify end with 0, and write into Reports/<name>")
  func done() throws {
    try inSample { folder in
      let run = try BuiltExecutable.run(["run", "e.yaml"], in: folder)
      #expect(run.status == CommandStatus.done.rawValue, "\(run.errors)")
      #expect(run.output.contains("control"))
      // No terminal, no progress.
      #expect(run.errors == "")
      #expect(FileManager.default.fileExists(atPath: folder + "/Reports/tape/manifest.json"))
      let verify = try BuiltExecutable.run(["verify", "Reports/tape"], in: folder)
      #expect(verify.status == CommandStatus.done.rawValue, "\(verify.errors)")
      let quiet = try BuiltExecutable.run(["run", "e.yaml", "--quiet", "--out", "x"], in: folder)
      #expect(quiet.status == 0 && quiet.output == "" && quiet.errors == "")
    }
  }

  @Test("--json prints the manifest")
  func json() throws {
    try inSample { folder in
      let run = try BuiltExecutable.run(["run", "e.yaml", "--json"], in: folder)
      let manifest = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(manifest["rows_read"] as? Int == 60)
      #expect((manifest["result_hash"] as? String)?.count == 64)
    }
  }

  @Test("results that were changed, or differ when run again, end with 70")
  func differing() throws {
    try inSample { folder in
      _ = try BuiltExecutable.run(["run", "e.yaml"], in: folder)
      let path = folder + "/Reports/tape/fills.csv"
      let fills = try String(contentsOfFile: path, encoding: .utf8)
      try (fills + "forged\n").write(toFile: path, atomically: true, encoding: .utf8)
      let verify = try BuiltExecutable.run(["verify", "Reports/tape"], in: folder)
      #expect(verify.status == CommandStatus.internalError.rawValue)
      #expect(verify.errors.hasPrefix("Reports/tape: error: the CSV files are not those"))
    }
  }

  @Test("changed inputs end a verification with 65")
  func changedInput() throws {
    try inSample { folder in
      _ = try BuiltExecutable.run(["run", "e.yaml"], in: folder)
      try (Self.quotes + "\n").write(
        toFile: folder + "/quotes.csv", atomically: true, encoding: .utf8)
      let verify = try BuiltExecutable.run(["verify", "Reports/tape"], in: folder)
      #expect(verify.status == CommandStatus.badInput.rawValue)
      #expect(verify.errors.contains("has changed since the run"))
    }
  }

  static let failures: [([String], CommandStatus, String)] = [
    (["run", "nope.yaml"], .badInput, "nope.yaml: error: cannot open"),
    (["run", "e.yaml", "--set", "control.sise=1"], .badInput, "--set control.sise=1:1:1: error: "),
    (["run", "e.yaml", "--set", "control"], .usage, "error: '--set control' is not understood"),
    (["run"], .usage, "Error: Missing expected argument"),
    (["walk"], .usage, "Error: "),
    (["strategies", "symetric"], .usage, "error: unknown strategy 'symetric'; did you mean"),
    (["verify", "nowhere"], .badInput, "nowhere/manifest.json: error: cannot open"),
    (["report", "nowhere"], .badInput, "nowhere/manifest.json: error: cannot open"),
    (["check", "nothing*.csv"], .badInput, "nothing*.csv: error: no file matches"),
    (["run", "e.yaml", "--threads", "0"], .usage, "Error: --threads 0 is out of range"),
    (["check", "quotes.csv", "--format", "zzz"], .usage, "error: unknown format 'zzz'; 'ballast"),
    (["check", "quotes.csv", "--format", "tardis/qotes"], .usage, "error: unknown format"),
    (["run", "e.yaml", "--out", "e.yaml"], .failed, "e.yaml: error: cannot write the run"),
    (["run", "e.yaml", "--out", "."], .failed, ".: error: cannot write the run"),
  ]

  @Test("each failure has its status and says what to do", arguments: failures)
  func failure(arguments: [String], status: CommandStatus, message: String) throws {
    try inSample { folder in
      let outcome = try BuiltExecutable.run(arguments, in: folder)
      #expect(outcome.status == status.rawValue)
      #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
      #expect(outcome.output == "")
    }
  }

  @Test(
    "every command explains itself",
    arguments: [[], ["run"], ["report"], ["verify"], ["check"], ["strategies"]])
  func help(command: [String]) throws {
    try inSample { folder in
      let outcome = try BuiltExecutable.run(command + ["--help"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("OVERVIEW:"))
      #expect(outcome.output.split(separator: "\n").count > 8)
    }
  }

  @Test("a strategy is explained with its parameters")
  func strategies() throws {
    try inSample { folder in
      let list = try BuiltExecutable.run(["strategies"], in: folder)
      #expect(list.output.contains("linear-skew") && list.output.contains("scripted"))
      let one = try BuiltExecutable.run(["strategies", "linear-skew"], in: folder)
      #expect(one.output.contains("half-spread (required)"))
      let json = try BuiltExecutable.run(["strategies", "--json"], in: folder)
      let all = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
      #expect((all?.count ?? 0) >= 7)
    }
  }

  @Test("check says what files hold")
  func check() throws {
    try inSample { folder in
      let text = try BuiltExecutable.run(["check", "quotes.csv"], in: folder)
      #expect(text.status == 0 && text.output.contains("60 read, 0 rejected"), "\(text.errors)")
      let json = try BuiltExecutable.run(["check", "quotes.csv", "--json"], in: folder)
      let value = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let total = try #require(value["total"] as? [String: Any])
      #expect(total["rows_read"] as? Int == 60 && total["rows_replayed"] as? Int == 60)
      let card = try BuiltExecutable.run(["check", "quotes.csv", "--markdown"], in: folder)
      #expect(card.status == 0 && card.output.hasPrefix("# Data card"), "\(card.errors)")
    }
  }

  @Test(
    "check goes on behind a file that cannot be read, and says so with its status",
    arguments: ["e.yaml", "missing.csv", "nothing*.csv"])
  func checkSomeUnreadable(file: String) throws {
    try inSample { folder in
      let result = try BuiltExecutable.run(["check", file, "quotes.csv"], in: folder)
      #expect(result.status == CommandStatus.badInput.rawValue)
      #expect(result.output.contains("60 read") && result.errors.contains("\(file):"))
    }
  }

  @Test(
    "a run in which no decision counts is an error",
    arguments: ["from: 2100-01-01", "warm-up: 10d"])
  func nothingMeasured(window: String) throws {
    try inSample { folder in
      let yaml = Self.experiment + "\n\(window)\n"
      try yaml.write(toFile: folder + "/w.yaml", atomically: true, encoding: .utf8)
      let result = try BuiltExecutable.run(["run", "w.yaml"], in: folder)
      #expect(result.status == CommandStatus.badInput.rawValue)
      #expect(result.errors.hasPrefix("w.yaml:"), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/Reports/tape"))
    }
  }

  @Test("new writes an experiment that runs, and replaces nothing unasked")
  func new() throws {
    try inSample { folder in
      let written = try BuiltExecutable.run(
        ["new", "quotes.csv", "--out", "new.yaml", "--name", "drafted"], in: folder)
      #expect(written.status == 0 && written.output.contains("new.yaml"), "\(written.errors)")
      let run = try BuiltExecutable.run(["run", "new.yaml", "--out", "drafted"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let metrics = try String(contentsOfFile: folder + "/drafted/metrics.csv", encoding: .utf8)
      #expect(metrics.split(separator: "\n").count == 8)
      let again = try BuiltExecutable.run(["new", "quotes.csv", "--out", "new.yaml"], in: folder)
      #expect(again.status == CommandStatus.usage.rawValue && again.errors.contains("--force"))
      let printed = try BuiltExecutable.run(
        ["new", "quotes.csv", "--out", "-", "--name", "drafted"], in: folder)
      let file = try String(contentsOfFile: folder + "/new.yaml", encoding: .utf8)
      #expect(printed.output == file)
    }
  }

  @Test("the number of threads changes no result", arguments: ["1", "2", "5"])
  func threads(count: String) throws {
    try inSample { folder in
      let run = try BuiltExecutable.run(["run", "e.yaml", "--threads", count], in: folder)
      let usual = try BuiltExecutable.run(["run", "e.yaml", "--out", "usual"], in: folder)
      #expect(run.status == 0 && usual.status == 0, "\(run.errors)")
      for name in ["fills.csv", "metrics.csv", "timeseries.csv"] {
        #expect(
          try Data(contentsOf: URL(fileURLWithPath: "\(folder)/Reports/tape/\(name)"))
            == Data(contentsOf: URL(fileURLWithPath: "\(folder)/usual/\(name)")))
      }
      let check = try BuiltExecutable.run(["check", "quotes.csv", "--threads", count], in: folder)
      #expect(
        check.output == (try BuiltExecutable.run(["check", "quotes.csv"], in: folder)).output)
    }
  }

  @Test("new makes the folder it writes into, and says what it cannot know")
  func newElsewhere() throws {
    try inSample { folder in
      let messages = (0..<60).map { "\(34_200 + $0).5,4,\($0),10,\(5_859_100 + $0 % 3 * 100),-1\n" }
      try messages.joined().write(
        toFile: folder + "/AAPL_message.csv", atomically: true, encoding: .utf8)
      let out = "a/b/new.yaml"
      let written = try BuiltExecutable.run(["new", "AAPL_message.csv", "--out", out], in: folder)
      #expect(written.status == 0, "\(written.errors)")
      #expect(written.errors.contains("tell no date; fill in the line 'date:'"))
      let refused = try BuiltExecutable.run(["run", out], in: folder)
      #expect(refused.status == CommandStatus.badInput.rawValue)
      #expect(refused.errors.contains("give the source its 'date: "), "\(refused.errors)")
      let draft = try String(contentsOfFile: folder + "/" + out, encoding: .utf8)
      #expect(draft.contains("\n    # date: 2012-06-21"))
      try draft.replacingOccurrences(of: "# date:", with: "date:")
        .write(toFile: folder + "/" + out, atomically: true, encoding: .utf8)
      let run = try BuiltExecutable.run(["run", out, "--out", "run"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test("check --json notes what deserves a second look")
  func notes() throws {
    try inSample { folder in
      func notes() throws -> [String] {
        let json = try BuiltExecutable.run(["check", "quotes.csv", "--json"], in: folder)
        let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let files = (value as? [String: Any])?["files"] as? [[String: Any]]
        return try #require(files?.first?["notes"] as? [String])
      }
      #expect(try notes() == [])
      let last = try #require(Self.quotes.split(separator: "\n").last)
      try (Self.quotes + last).write(
        toFile: folder + "/quotes.csv", atomically: true, encoding: .utf8)
      #expect(
        try notes() == [
          "1 line repeats one of the 64 before it.",
          "The last row, line 62, ends without a newline and may be cut short.",
        ])
    }
  }
}
