import Backtesting
import Experiments
import Foundation
import MarketData
import Strategies
import Testing

/// A strategy that quotes one instrument and hedges in another, from its file to its results.
@Suite struct LegsFileTests {
  /// Grids differ: ten lots of `perp` hedge one of `spot`, at half its tick.
  static let yaml = """
    name: hedged
    instruments:
      - { name: spot, symbol: A, tick: 1, lot: 1, quote: USD, fills: { fees: { maker: -1 bps } } }
      - { name: perp, symbol: AP, tick: 0.5, lot: 0.1, quote: USD,
            fills: { latency: { order: 5ms, response: 5ms }, fees: { taker: 10 bps } } }
    data:
      - { format: tardis/quotes, files: spot.csv, instrument: spot }
      - { format: tardis/trades, files: trades.csv, instrument: spot }
      - { format: tardis/quotes, files: perp.csv, instrument: perp }
    fills: { model: touch }
    start: { cash: 1000 }
    strategies:
      - { name: plain, use: symmetric, half-spread: 1 ticks, size: 2 }
      - { name: hm, use: hedged-maker, half-spread: 1 ticks, size: 2, hedge: perp, band: 1,
          to: edge, limit: 6, legs: { perp: { limit: 3, start: { cash: 50.5 } } } }
    metrics: { horizon: 1s }
    output: { orders: true }

    """

  static let base: Int64 = 1_723_161_540_000_000

  /// A quote row `milliseconds` after `base`.
  private func quote(_ milliseconds: Int64, _ bid: Int, _ ask: Int, sizes: String) -> String {
    let time = Self.base + milliseconds * 1000
    return "x,A,\(time),\(time + 1000),\(sizes),\(ask),\(bid),\(sizes)\n"
  }

  private func inTape(_ body: (String) throws -> Void) throws {
    let quotes =
      "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
    let spot =
      quotes + quote(-50, 100, 102, sizes: "5") + quote(250, 104, 106, sizes: "5")
      + quote(1000, 104, 106, sizes: "5")
    let perp =
      quotes + quote(-50, 100, 102, sizes: "3") + quote(260, 104, 106, sizes: "3")
      + quote(1000, 104, 106, sizes: "3")
    let trades =
      "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
      + "x,A,\(Self.base + 50_000),\(Self.base + 51_000),1,sell,100,10\n"
    try Samples.inFolder { folder in
      for (name, text) in [
        ("spot.csv", spot), ("perp.csv", perp), ("trades.csv", trades), ("e.yaml", Self.yaml),
      ] { try AtomicFile.write(text, to: folder + "/" + name) }
      try body(folder)
    }
  }

  private func rows(_ path: String) throws -> [[String]] {
    try Samples.text(path).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Bought 2 at 100 against a mid of 101, so earned 2 and a rebate of 0.02; then sold 1 of the
  /// hedge at 100 against 101, which cost 1 and a fee of 0.1. Spot jumps to 105 and its bid reaches
  /// the ask at 102: sold 2, earned 2 and 0.0204. Then the hedge follows and loses 4. The largest
  /// fall of both together is those 4, from 2.9404 to −1.0596.
  @Test("a hedge by hand: each leg's profit, their sum, and the fall of both together")
  func byHand() throws {
    try inTape { folder in
      let experiment = try ExperimentFile.read(
        path: folder + "/e.yaml", catalogue: StrategyCatalogue.builtIn)
      let manifest = try ExperimentRun(experiment, open: TickFeed.init).run(into: folder + "/run")
      let legs = try rows(folder + "/run/legs.csv")
      #expect(legs[0].prefix(4).joined(separator: ",") == "strategy,instrument,leg,total_pnl")
      #expect(legs[1][..<9] == ["hm", "spot", "1", "4.0404", "4", "0", "0", "0.0404", "0"])
      #expect(legs[2][..<9] == ["hm", "perp", "2", "-5.1", "0", "-4", "-1", "-0.1", "0"])
      let metrics = try rows(folder + "/run/metrics.csv")
      #expect(metrics[2][..<7] == ["hm", "-1.0596", "4", "-4", "-1", "-0.0596", "0"])
      let columns = Dictionary(
        zip(metrics[0], metrics[2]), uniquingKeysWith: { first, _ in first })
      #expect(columns["max_drawdown"] == "4")
      #expect(columns["fills"] == "3")
      #expect(columns["taker_fills"] == "1")
      #expect(columns["turnover"] == "504")
      #expect(columns["final_inventory"] == "0")
      // The short hedge is bought back at 106, a tick of 1 from the mid, with the fee on 106.
      #expect(columns["closing_cost"] == "-1.106")
      #expect(columns["pnl_mean"] == "-1.0596")
      let fills = try rows(folder + "/run/fills.csv").filter { $0[0] == "hm" }
      #expect(fills.map { $0[1] } == ["spot", "perp", "spot"])
      #expect(fills[1][2] == "\((Self.base + 105_000) * 1000)")
      #expect(fills[1][3...8] == ["sell", "100", "1", "taker", "taker", "-0.1"])
      // The quoted leg alone is the plain strategy.
      #expect(metrics[1][1...6] == legs[1][3...8])
      let samples = try rows(folder + "/run/timeseries.csv").filter { $0[0] == "hm" }
      #expect(samples.map { $0[1] } == ["spot", "perp", "spot", "perp"])
      #expect(samples[1][6] == "50.5")
      #expect(samples[3][5] == "0", "nothing is to be hedged at the end")
      #expect(manifest.caveats.contains { $0.hasPrefix("hm trades spot and perp") })
      let record = try RunRecord(reading: folder + "/run", catalogue: StrategyCatalogue.builtIn)
      // Into the folder of the first run, which it replaces.
      let again = try ExperimentRun(record.experiment, open: TickFeed.init)
        .run(into: folder + "/run")
      #expect(again.resultHash == manifest.resultHash)
    }
  }

  @Test("legs have the assumptions of their instrument, and what 'legs' says of them")
  func settings() throws {
    let experiment = try Samples.parse(Self.yaml)
    let entry = experiment.strategies[1]
    #expect(entry.legs.map(\.instrument) == [1])
    #expect(entry.lane.limit == 6)
    #expect(entry.legs[0].lane.limit == 30)
    #expect(entry.legs[0].lane.startCash == FixedDecimal(mantissa: 505, decimals: 1))
    #expect(entry.legs[0].lane.assumptions.orderLatency == 5_000_000)
    #expect(entry.lane.assumptions.orderLatency == 0)
    #expect(entry.legs[0].lane.assumptions.takerFee.doubleValue == 0.001)
    let manifest = Manifest(experiment, experimentFolder: ".").json.text
    let again = try ExperimentFile.parse(
      manifest: manifest, file: "manifest.json", folder: ".",
      catalogue: StrategyCatalogue.builtIn)
    #expect(again.strategies.map(\.legs) == experiment.strategies.map(\.legs))
    #expect(Manifest(again, experimentFolder: ".").json.text == manifest)
  }

  @Test(
    "what cannot be a leg is shown where it stands",
    arguments: [
      (
        "hedge: perp", "hedge: prep",
        "e.yaml:14:74: error: parameter 'hedge' of 'hedged-maker': no instrument is named 'prep'; "
          + "known: spot, perp"
      ),
      (
        "hedge: perp", "hedge: spot",
        "e.yaml:14:74: error: the strategy trades 'spot' already; name another instrument"
      ),
      (
        "lot: 0.1, quote: USD,", "lot: 0.1, quote: USDT,",
        "e.yaml:14:74: error: 'perp' settles in 'USDT' and 'spot' in 'USD'"
      ),
      ("hedge: perp, ", "", "parameter 'hedge' of 'hedged-maker': missing"),
      (
        "legs: { perp: {", "legs: { spot: {",
        "e.yaml:15:35: error: unknown key 'spot' in legs; known: perp"
      ),
      (
        "limit: 3, start", "limits: 3, start", "unknown key 'limits' in a leg; did you mean 'limit'"
      ),
      ("limit: 3, start", "limit: 0.05, start", "0.1"),
      (
        "size: 2 }", "size: 2, legs: { perp: { limit: 3 } } }",
        "e.yaml:13:67: error: 'symmetric' trades one instrument and has no legs"
      ),
    ])
  func complaints(_ text: String, _ wrong: String, _ complaint: String) throws {
    let range = try #require(Self.yaml.firstRange(of: text))
    let said =
      Samples.complaint(Self.yaml.replacingCharacters(in: range, with: wrong)) ?? "nothing"
    #expect(said.contains(complaint), "\(said)")
  }

  @Test("an experiment of one instrument has none to hedge in")
  func oneInstrument() throws {
    let said = Samples.complaint(
      Samples.head
        + "strategies:\n  - { name: a, use: hedged-maker, half-spread: 2 ticks, size: 0.01, "
        + "hedge: perp, band: 1 }\n")
    #expect(said?.contains("list several under 'instruments'") == true, "\(said ?? "nothing")")
  }
}
