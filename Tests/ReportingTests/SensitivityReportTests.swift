import Foundation
import Testing

@testable import Reporting

/// What the report says of other assumptions, on results made up for it.
@Suite struct SensitivityReportTests {
  private func results(_ rows: String) throws -> SensitivityResults {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-sensitivity-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(("strategy,assumption,total_pnl,fills\n" + rows).utf8).write(to: file)
    return try SensitivityResults(file: file.path)
  }

  static let rows = """
    a,base,10,5
    a,touch,12,9
    a,through,-1,2
    b,base,8,4
    b,touch,15,8
    b,through,3,2
    c,base,1,1
    c,touch,1,
    c,through,,

    """

  @Test("brackets name the assumptions of their ends")
  func brackets() throws {
    let results = try results(Self.rows)
    #expect(results.assumptions == ["base", "touch", "through"])
    #expect(
      results.bracket(of: "total_pnl", "a")
        == .init(
          lowest: -1, lowestUnder: ["through"], base: 10, highest: 12, highestUnder: ["touch"]))
    #expect(
      results.bracket(of: "total_pnl", "c")
        == .init(
          lowest: 1, lowestUnder: ["base", "touch"], base: 1, highest: 1,
          highestUnder: ["base", "touch"]))
    #expect(results.bracket(of: "nothing", "a") == nil)
  }

  @Test("the ranking: order, tau, pairs that swap and strategies that are lacking")
  func rankings() throws {
    let rankings = try results(Self.rows).rankings
    #expect(
      rankings == [
        .init(assumption: "base", order: ["a", "b", "c"], tau: 1, swapped: [], lacking: []),
        .init(
          assumption: "touch", order: ["b", "a", "c"], tau: 1.0 / 3,
          swapped: [(ahead: "a", behind: "b")], lacking: []),
        .init(
          assumption: "through", order: ["b", "a"], tau: -1,
          swapped: [(ahead: "a", behind: "b")], lacking: ["c"]),
      ])
    #expect(rankings.map(\.survives) == [true, false, false])
  }

  @Test("the report says in words whether the ranking survives")
  func words() throws {
    func report(_ other: String) throws -> String {
      let folder = try ReportTests.copy()
      let metrics = try CSVTable(file: folder.appendingPathComponent("metrics.csv").path)
      var text = "strategy,assumption,total_pnl\n"
      for row in metrics.rows {
        let (name, pnl) = (row["strategy"] ?? "", row["total_pnl"] ?? "")
        text += "\(name),base,\(pnl)\n\(name),touch,\(other)\(pnl.drop { $0 == "-" })\n"
        text += "\(name),slow,\(pnl)\n"
      }
      try Data(text.utf8).write(to: folder.appendingPathComponent("sensitivity.csv"))
      return try ReportTests.report(folder)
    }
    let changed = try report("-")
    #expect(
      changed.contains(
        "The ranking by total PnL does not survive: it changes under touch; it is the same under "
          + "slow."))
    #expect(changed.contains("| lowest | under |"))
    let text = try String(
      contentsOf: ReportTests.fixtures().appendingPathComponent("report.md"), encoding: .utf8)
    #expect(!text.contains("## Sensitivity"))
  }

  @Test("a file without the base is refused")
  func withoutBase() throws {
    #expect(throws: ReportError.self) { try results("a,touch,1,1\n") }
  }

  @Test("a run that lacks the file it should have says so")
  func missing() throws {
    let folder = try ReportTests.copy(edits: [
      ("manifest.json", "\"hidden-queue\"", "\"sensitivity\": [\"touch\"], \"hidden-queue\"")
    ])
    #expect(try ReportTests.report(folder).contains("sensitivity.csv"))
  }
}
