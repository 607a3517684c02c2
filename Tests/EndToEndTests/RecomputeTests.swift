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

  /// The second market starts when the first does, with another seed, grid and clock.
  @Test("strategies with legs on two instruments, recomputed")
  func legs() throws {
    guard let executable = PackageFolder.executable else { return }
    try TestFolder.with { folder in
      for (name, seed) in [("a", "3"), ("b", "4")] {
        let program = try ExternalProgram(
          executable, ["simulate", "--out", name, "--seed", seed, "--hours", "0.1"], in: folder.url)
        #expect(program.status == 0, "\(program.output)")
      }
      let run = try folder.run(Self.twoInstruments)
      let legs = try run.table("legs.csv")
      #expect(legs.rows.count == 6)
      #expect(try run.table("fills.csv").rows.count > 100)
      try recompute(run, ticks: folder.url)
    }
  }

  private static let twoInstruments = """
    name: legs
    instruments:
      - { name: spot, symbol: SIM, tick: 0.1, lot: 0.001, quote: USD }
      - { name: perp, symbol: SIM-PERP, tick: 0.05, lot: 0.001, quote: USD, multiplier: 0.5,
          fills: { latency: { order: 5ms, feed: 3ms, response: 20ms },
            fees: { maker: 1 bps, taker: 3 bps } } }
    data:
      - { format: tardis/book_ticker, files: a/quotes.csv, instrument: spot }
      - { format: tardis/trades, files: a/trades.csv, instrument: spot }
      - { format: tardis/book_ticker, files: b/quotes.csv, instrument: perp, recorder: other }
      - { format: tardis/trades, files: b/trades.csv, instrument: perp, recorder: other }
    fills:
      model: power(3)
      latency: { order: 10ms, cancel: 15ms, response: 10ms }
      fees: { maker: -0.00005, taker: 0.0004 }
    decide: { every: 100ms, on: [touch, fill] }
    start: { inventory: 0, cash: 1000 }
    strategies:
      - { name: control, use: symmetric, half-spread: 2 ticks, size: 0.1, limit: 5 }
      - { name: hedged, use: hedged-maker, half-spread: 2 ticks, size: 0.1, hedge: perp, band: 0.05,
          limit: 2, legs: { perp: { limit: 1, start: { inventory: 0.3, cash: 500 } } } }
      - { name: edge, use: hedged-maker, half-spread: 1 ticks, size: 0.2, hedge: perp, band: 0.3,
          to: edge, ratio: 0.7, skew: 0.002 ticks per lot }
      - { name: other way, use: hedged-maker, instrument: perp, half-spread: 2 ticks, size: 0.1,
          hedge: spot, band: 0.02 }
    metrics: { horizon: [10s, 30s], baseline: control, band: 0.1 }
    output: { orders: true }

    """

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
