import Foundation
import Reporting
import Testing

@Suite("The report of a run")
struct ReportTests {
  /// Draws nothing, but always succeeds.
  static let blank = ChartRenderer { _ in Array("<svg/>".utf8) }

  static func fixtures() throws -> URL {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
  }

  /// A copy of the fixture run without `files`, and with `edits` made to its texts.
  static func copy(
    without files: [String] = [], edits: [(file: String, old: String, new: String)] = []
  ) throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ballast-report-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: fixtures().appendingPathComponent("run"), to: folder)
    for file in files {
      try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
    }
    for edit in edits {
      let url = folder.appendingPathComponent(edit.file)
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.contains(edit.old))
      try text.replacingOccurrences(of: edit.old, with: edit.new)
        .write(to: url, atomically: true, encoding: .utf8)
    }
    return folder
  }

  /// What a report of the folder would write, by path below the folder.
  static func written(
    _ folder: URL, charts: ChartRenderer = blank
  ) throws -> [String: String] {
    var files: [String: String] = [:]
    try Report(runFolder: folder.path).write(charts: charts) { path, bytes in
      files[String(path.dropFirst(folder.path.count + 1))] = String(decoding: bytes, as: UTF8.self)
    }
    return files
  }

  static func report(_ folder: URL, charts: ChartRenderer = blank) throws -> String {
    defer { try? FileManager.default.removeItem(at: folder) }
    return try #require(try written(folder, charts: charts)["report.md"])
  }

  @Test("Legs are told apart, after the sums over them")
  func legs() throws {
    let folder = try Self.copy()
    try """
    strategy,instrument,leg,total_pnl,spread_pnl,inventory_pnl,rebalancing_cost,fees,funding
    skew,spot,1,3.5,4,-0.5,0,0,0
    skew,perp,2,-1.25,0,-0.75,-0.5,0,0

    """.write(to: folder.appendingPathComponent("legs.csv"), atomically: true, encoding: .utf8)
    let text = try Self.report(folder)
    let pnl = try #require(text.range(of: "## PnL"))
    let section = try #require(text.range(of: "## Legs"))
    #expect(pnl.lowerBound < section.lowerBound)
    let rows = text[section.lowerBound...].split(separator: "\n").filter { $0.hasPrefix("| skew") }
    #expect(rows.prefix(2).map { $0.contains("perp") } == [false, true])
    #expect(rows[1].contains("−1.25") || rows[1].contains("-1.25"))
  }

  @Test("The fixture's report is the golden one, whoever reads the folder and how often")
  func golden() throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try Self.written(folder)
    #expect(files.keys.sorted() == ["charts/equity.svg", "charts/inventory.svg", "report.md"])
    let golden = try? String(
      contentsOf: Self.fixtures().appendingPathComponent("report.md"), encoding: .utf8)
    if files["report.md"] != golden {
      let actual = FileManager.default.temporaryDirectory.appendingPathComponent(
        "ballast-actual-report.md")
      try files["report.md"]?.write(to: actual, atomically: true, encoding: .utf8)
      Issue.record("differs from Fixtures/report.md; the new text is in \(actual.path)")
    }
    #expect(try Self.written(folder) == files)
  }

  @Test("By default files are written into the folder")
  func defaultWriter() throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Report(runFolder: folder.path + "/").write(charts: Self.blank)
    for name in ["report.md", "charts/equity.svg", "charts/inventory.svg"] {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path))
    }
  }

  @Test("A writer's failure reaches the caller")
  func writerFailure() throws {
    struct Full: Error {}
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = try Report(runFolder: folder.path)
    #expect(throws: Full.self) {
      try report.write(charts: Self.blank) { _, _ in throw Full() }
    }
  }

  @Test("Names cannot break out of the Markdown")
  func escaping() throws {
    let text = try Self.report(try Self.copy())
    #expect(!text.contains("<script>"))
    #expect(text.contains(#"a\`b\|&lt;script&gt;alert(1)&lt;/script&gt;"#))
    // Every row of every table has as many cells as its header.
    var cells: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let bars = line.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" }
      guard line.hasPrefix("|") else {
        cells = nil
        continue
      }
      #expect(bars == cells ?? bars, "\(line)")
      cells = bars
    }
  }

  @Test("Without gnuplot the tables stand and the report says what is missing")
  func noGnuplot() throws {
    let none = ChartRenderer { _ in throw ChartRenderer.Failure("gnuplot is not installed") }
    let text = try Self.report(try Self.copy(), charts: none)
    #expect(!text.contains("](charts/"))
    #expect(text.contains("No charts could be drawn: gnuplot is not installed."))
    #expect(text.contains("## PnL (USDT)"))
  }

  @Test(
    "A file that is missing takes its section with it, and the report says so",
    arguments: [
      ("risk.csv", "## Tail risk"), ("fills.csv", "## Causes of fills"),
      ("timeseries.csv", "](charts/"),
    ])
  func missingFile(file: String, section: String) throws {
    #expect(try Self.report(try Self.copy()).contains(section))
    let text = try Self.report(try Self.copy(without: [file]))
    #expect(!text.contains(section))
    #expect(text.contains("Missing from the run folder: \(file)."))
    #expect(text.contains("## PnL (USDT)"))
  }

  @Test(
    "Without manifest or metrics there is no report, only the reason",
    arguments: [
      "manifest.json", "metrics.csv",
    ])
  func indispensable(file: String) throws {
    let folder = try Self.copy(without: [file])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect {
      try Report(runFolder: folder.path)
    } throws: { error in
      (error as? ReportError)?.description == "\(folder.path)/\(file): is missing; give the folder "
        + "of a finished run"
    }
  }

  @Test(
    "Damage is reported with file and line",
    arguments: [
      ("metrics.csv", "idle,0,0", "idle,0", "metrics.csv:4: has 33 fields where its header has 34"),
      (
        "fills.csv", "no-rebalancing,1723161259", "\"no-reb,1723161259",
        "fills.csv:5: a quoted field is not closed"
      ),
      ("manifest.json", "{", "", "manifest.json: is not readable as JSON"),
    ])
  func damage(file: String, old: String, new: String, message: String) throws {
    let folder = try Self.copy(edits: [(file, old, new)])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect {
      try Report(runFolder: folder.path)
    } throws: { error in
      "\(error)".hasPrefix("\(folder.path)/\(message)")
    }
  }

  @Test("The summary puts the control first and drops columns that do not fit")
  func summary() throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = try Report(runFolder: folder.path)
    let wide = report.summaryTable(width: 200)
    let lines = wide.split(separator: "\n").map(String.init)
    #expect(lines.count == 5)
    #expect(lines[1].hasPrefix("no-rebalancing *"))
    #expect(lines[2].hasPrefix("a`b|<script>"))
    #expect(lines[0].contains("max |q|"))
    for width in [40, 60, 80, 120] {
      let table = report.summaryTable(width: width).split(separator: "\n").dropLast()
      #expect(table.allSatisfy { $0.count <= width })
      #expect(table.allSatisfy { !$0.isEmpty })
    }
    #expect(!report.summaryTable(width: 60).contains("max |q|"))
  }
}
