import Foundation
import Testing

/// The programs of `Tests/Verification`, which share nothing with the engine, on runs of it.
@Suite(.enabled(if: PackageFolder.python != nil, "there is no python3"))
struct RecomputeTests {
  private func python(_ arguments: [String], in folder: URL = PackageFolder.verification) throws {
    let program = try ExternalProgram(try #require(PackageFolder.python), arguments, in: folder)
    #expect(program.status == 0, "\(program.output.suffix(4000))")
    // What was compared, and how much of it.
    print(String(program.output.split(separator: "\n").last ?? ""))
  }

  private func recompute(_ run: RunFolderContents, ticks: URL) throws {
    try python(
      [
        PackageFolder.verification.appendingPathComponent("recompute.py").path, run.url.path,
        "--ticks", ticks.path,
      ], in: ticks)
  }

  @Test("every column is recomputed from fills and raw ticks", arguments: Session.available)
  func recomputed(session: Session) throws {
    try TestFolder.with { folder in
      try session.write(to: folder)
      let shift = session.shift == 0 ? "none" : "measured"
      let run = try folder.run(session.experiment(clockShift: shift))
      try recompute(run, ticks: folder.url)
    }
  }

  @Test("the same session from the archives of the exchange, recomputed")
  func archives() throws {
    guard let shared = PackageFolder.shared, let session = Session.real else { return }
    try TestFolder.with { folder in
      for name in ["bookTicker", "trades"] {
        try FileManager.default.copyItem(
          at: shared.appendingPathComponent("data/binance/um_BTCUSDT-\(name)-2024-08-08.zip"),
          to: folder.url.appendingPathComponent("\(name).zip"))
      }
      let run = try folder.run(
        session.experiment()
          .replacing("tardis/book_ticker", with: "binance-futures/bookTicker")
          .replacing("tardis/trades", with: "binance-futures/trades")
          .replacing("quotes.csv", with: "bookTicker.zip")
          .replacing("trades.csv", with: "trades.zip")
          .replacing("from-data, clock-shift: 1273.520ms", with: "5ms"))
      let manifest = try run.manifest
      #expect((manifest["rows_read"] as? Int ?? 0) > 80_000)
      try recompute(run, ticks: folder.url)
    }
  }

  @Test(
    "random tapes have the fills of a second, slow and obvious replay",
    .enabled(if: PackageFolder.executable != nil, "the ballast executable was not built"))
  func differential() throws {
    let executable = try #require(PackageFolder.executable)
    try TestFolder.with { folder in
      try python([
        "differential.py", "--ballast", executable.path, "--seeds", "0:25", "--recompute", "--keep",
        folder.url.path,
      ])
    }
  }

  @Test("the programs pass their own tests")
  func programs() throws {
    try python(["-m", "unittest", "test_recompute", "test_replay"])
  }
}
