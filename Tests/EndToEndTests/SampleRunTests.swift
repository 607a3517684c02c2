import Experiments
import Foundation
import Testing

/// The experiment that is shipped with the sample, against what it gave when it was last looked at.
///
/// `BALLAST_UPDATE_GOLDEN=1 swift test --filter SampleRunTests` writes the files it compares with
/// again; the reason why they changed belongs into the message of that commit.
struct SampleRunTests {
  static let isUpdating = ProcessInfo.processInfo.environment["BALLAST_UPDATE_GOLDEN"] == "1"
  static let advice: Comment = """
    the results on Data/sample have changed; if that is meant, run \
    'BALLAST_UPDATE_GOLDEN=1 swift test --filter SampleRunTests' and say in the commit why
    """

  /// Names, money, quantities and counts: equal to the byte. All others are computed in floating
  /// point, and agree to 1e-9.
  static let exactColumns: Set<String> = [
    "strategy", "total_pnl", "spread_pnl", "inventory_pnl", "rebalancing_cost", "fees", "funding",
    "turnover", "fills", "maker_fills", "taker_fills", "orders", "inventory_max_abs",
    "max_drawdown", "horizons", "final_inventory", "closing_cost", "cancels", "amends",
    "rejections", "fills_print_at", "fills_print_through", "fills_book_cross", "flags",
  ]

  @Test("every metric of every strategy, and the log of fills, are the golden ones")
  func golden() throws {
    let experiment = PackageFolder.sample.appendingPathComponent("experiment.yaml")
    try TestFolder.with { folder in
      let run = try folder.run(existing: experiment)
      let digest = try SHA256Digest.of(files: [run.url.appendingPathComponent("fills.csv").path])
      if Self.isUpdating { try update(run, digest) }
      let wanted = CSVFile(try Data(contentsOf: Self.fixture("sample-metrics.csv")))
      let made = try run.table("metrics.csv")
      #expect(made.header == wanted.header && made.lines.count == wanted.lines.count, Self.advice)
      #expect(made.lines.count == 9)
      for (a, b) in zip(made.rows, wanted.rows) {
        for column in wanted.header where !Self.agree(column, a[column], b[column]) {
          Issue.record(
            "\(a["strategy"] ?? "") \(column): \(a[column] ?? "") instead of \(b[column] ?? "")")
          #expect(Bool(false), Self.advice)
        }
      }
      let golden = try String(contentsOf: Self.fixture("sample-fills.sha256"), encoding: .utf8)
      #expect(golden == "\(digest)  fills.csv\n", Self.advice)
      #expect(try run.manifest["rows_replayed"] as? Int == 223_994 + 57_210)
    }
  }

  static func agree(_ column: String, _ a: String?, _ b: String?) -> Bool {
    if a == b { return true }
    guard !exactColumns.contains(column), let a = a.flatMap(Double.init),
      let b = b.flatMap(Double.init)
    else { return false }
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
  }

  private static func fixture(_ name: String) -> URL {
    // From the sources, so that a file that was just written again is the one compared with.
    PackageFolder.fixtures.appendingPathComponent(name)
  }

  private func update(_ run: RunFolderContents, _ digest: String) throws {
    try run.bytes("metrics.csv").write(to: Self.fixture("sample-metrics.csv"))
    try Data("\(digest)  fills.csv\n".utf8).write(to: Self.fixture("sample-fills.sha256"))
    print("written again: sample-metrics.csv and sample-fills.sha256")
  }
}
