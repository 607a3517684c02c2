import BallastCommand
import Foundation
import Testing

@Suite(.enabled(if: BuiltExecutable.url != nil, "the executable was not built"))
struct MetricsCommandTests {
  /// Runs `ballast metrics file.csv` with `arguments` on a file of `text`.
  private func measure(
    _ text: String, _ arguments: [String]
  ) throws -> BuiltExecutable.Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-metrics-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try text.write(toFile: folder + "/file.csv", atomically: true, encoding: .utf8)
    return try BuiltExecutable.run(["metrics", "file.csv"] + arguments, in: folder)
  }

  private func json(_ text: String, _ arguments: [String]) throws -> [String: Any] {
    let outcome = try measure(text, arguments + ["--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  private func objects(_ value: Any?) throws -> [[String: Any]] {
    try #require(value as? [[String: Any]])
  }

  @Test("tail risk of a PnL column is a list of objects, losses positive")
  func tailRisk() throws {
    let text = "time,pnl\n" + [3, -1, 0.5, -2, 4].map { "0,\(-$0)\n" }.joined()
    let found = try json(text, ["--column", "pnl", "--level", "0.5", "--level", "0.9"])
    let risks = try objects(found["tail_risk"])
    #expect(risks.count == 2)
    #expect(risks[0]["level"] as? Double == 0.5)
    #expect(risks[0]["n"] as? Int == 5)
    #expect(risks[0]["var"] as? Double == 0.5)
    // (3 + 4 + half of 0.5) / 2.5, from the definition.
    #expect(abs((risks[0]["cvar"] as? Double ?? 0) - 7.25 / 2.5) < 1e-15)
    #expect(risks[1]["cvar"] as? Double == 4)
    #expect(risks[1]["cvar_se"] is NSNull)
    let reasons = try #require(risks[1]["reasons"] as? [String: String])
    #expect(reasons["cvar_se"] == "the tail holds less than one observation")
  }

  @Test(
    "an equity column is measured by its differences, however it is named",
    arguments: [
      ["--column", "equity"], ["--equity"], ["--equity", "equity"],
      ["--column", "equity", "--equity"],
    ])
  func equity(arguments: [String]) throws {
    let text = "equity\n" + [0, 1, 3, 2, 2.5, 1, 4, 3.9, 5].map { "\($0)\n" }.joined()
    let found = try json(text, arguments)
    let drawdown = try objects(found["drawdown"])[0]
    #expect(drawdown["max_drawdown"] as? Double == 2)
    #expect(drawdown["peak_index"] as? Int == 2)
    #expect(drawdown["trough_index"] as? Int == 5)
    #expect(try objects(found["series"])[0]["n"] as? Int == 8)
  }

  @Test("inventory is weighted by time, in whatever unit the times are")
  func inventory() throws {
    for (unit, factor) in [("s", "1"), ("ms", "1000")] {
      let text = "at,q\n" + [(0, 0), (10, 4), (30, -2)].map { "\($0)e0,\($1)\n" }.joined()
      let scaled = text.replacingOccurrences(of: "e0", with: factor == "1" ? "" : "000")
      let found = try json(
        scaled,
        [
          "--inventory", "at,q", "--target", "1", "--time-unit", unit, "--end",
          factor == "1" ? "40" : "40000", "--limit", "4",
        ])
      let measures = try #require(found["inventory"] as? [String: Any])
      #expect(measures["mean"] as? Double == 1.5)
      #expect(measures["variance"] as? Double == 6.75)
      #expect(measures["second_moment_about_target"] as? Double == 7)
      #expect(measures["time_at_limit"] as? Double == 0.5)
      #expect(measures["turnover"] as? Double == 10)
      #expect(measures["duration_s"] as? Double == 40)
    }
  }

  @Test("fills are attributed, split and followed to their horizons")
  func fills() throws {
    let text = """
      timestamp_ns,side,price,quantity,mid,liquidity,fee
      1000000000,buy,9,2,10,maker,-0.5
      2000000000,,,,12,,
      3000000000,sell,11,1,11.5,taker,-0.25

      """
    let found = try json(text, ["--fills", "--horizon", "1", "--horizon", "5"])
    let parts = try #require(found["attribution"] as? [String: Any])
    #expect(parts["spread_pnl"] as? Double == 2)
    #expect(parts["inventory_pnl"] as? Double == 3)
    #expect(parts["rebalancing_cost"] as? Double == -0.5)
    #expect(parts["fees"] as? Double == -0.75)
    #expect(parts["total_pnl"] as? Double == 3.75)
    let split = try objects(found["realised"])[0]
    #expect(split["realised"] as? Double == 2)
    #expect(split["unrealised"] as? Double == 2.5)
    let markouts = try objects(found["markouts"])
    #expect(markouts[0]["markout"] as? Double == 3)
    #expect(markouts[0]["adverse_selection"] as? Double == -2)
    #expect(markouts[1]["fills"] as? Int == 0)
    #expect(markouts[1]["markout"] is NSNull)
  }

  static let refusals: [(String, [String], String)] = [
    ("pnl\n1\nnan\n", [], "file.csv:3:1: error: 'nan' in column 'pnl' is no finite number; give"),
    ("a,pnl\n1,1\n1,inf\n", [], "file.csv:3:2: error: 'inf' in column 'pnl' is no finite"),
    ("a,pnl\n1,x\n", [], "file.csv:2:2: error: 'x' in column 'pnl' is no finite number"),
    ("a,pnl\n1,\n", [], "file.csv:2:2: error: the field of column 'pnl' is empty; give a number"),
    ("a,pnl\n1,2\n3\n", [], "file.csv:3:2: error: the row has 1 field, the header has 2; give"),
    ("pnl\n1\n\n2\n", [], "file.csv:3: error: the line is empty; give a number"),
    ("pnk\n1\n", [], "file.csv:1: error: there is no column 'pnl'; did you mean 'pnk'?"),
    ("", [], "file.csv:1: error: the file is empty; give a CSV"),
    ("pnl\n\"1\n", [], "file.csv:2: error: the row begins a quoted field that does not end"),
  ]

  @Test("what is no table of numbers is refused with its place", arguments: refusals)
  func refusal(text: String, arguments: [String], message: String) throws {
    let outcome = try measure(text, ["--column", "pnl"] + arguments)
    #expect(outcome.status == CommandStatus.badInput.rawValue)
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test("files of no row and of one give reasons", arguments: ["pnl\n", "pnl\n5\n"])
  func short(text: String) throws {
    let found = try json(text, ["--column", "pnl"])
    let series = try objects(found["series"])[0]
    #expect(series["std"] is NSNull)
    #expect((series["reasons"] as? [String: String])?["std"]?.hasPrefix("fewer than") == true)
    let outcome = try measure(text, ["--column", "pnl"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("no value where"))
  }

  @Test("times that go back, and mistakes in options, are refused")
  func mistakes() throws {
    let back = try measure("time,q\n2,1\n1,1\n", ["--inventory", "time,q"])
    #expect(back.status == CommandStatus.badInput.rawValue)
    #expect(back.errors.hasPrefix("file.csv:3:1: error: '1' in column 'time' lies before"))
    let level = try measure("pnl\n1\n", ["--level", "1.5"])
    #expect(level.status == CommandStatus.usage.rawValue)
    let single = try measure("pnl\n1\n", ["--inventory", "time"])
    #expect(single.status == CommandStatus.usage.rawValue)
  }
}
