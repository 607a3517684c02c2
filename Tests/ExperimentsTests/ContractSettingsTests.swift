import Backtesting
import MarketData
import Strategies
import Testing

@testable import Experiments

/// What experiment files say of contracts, accounts and fees.
struct ContractSettingsTests {
  static func experiment(_ instrument: String, fees: String = "{ maker: 0 }") throws -> Experiment {
    try ExperimentFile.parse(
      """
      name: e
      instrument: \(instrument)
      data: [{ format: tardis/quotes, files: x }]
      fills: { fees: \(fees) }
      strategies: [{ name: a, use: hold }]
      """, file: "e.yaml", catalogue: StrategyCatalogue.builtIn)
  }

  @Test(
    "what is read is written back",
    arguments: [
      ("{ symbol: A, tick: 1, lot: 1 }", "{ maker: 0.001, taker: 2 bps }"),
      ("{ symbol: BTCUSD, tick: 0.5, lot: 1, kind: inverse, quote: USD, multiplier: 100 }", "{}"),
      ("{ symbol: A, tick: 1, lot: 1, kind: inverse, settlement: ETH }", "{ per-lot: 0.1 }"),
      (
        "{ symbol: A, tick: 1, lot: 1, margin: { leverage: 20, maintenance: 2% } }",
        "{ per-fill: { taker: 1 }, volume: 30d, tiers: [{ from: 0, maker: 1 bps }, { from: 5 }] }"
      ),
      (
        "{ symbol: A, tick: 1, lot: 1, margin: { initial: 5%, maintenance: 1%, after: continue, "
          + "liquidation-fee: 50 bps } }", "{ tiers: [{ from: 10, taker: 0.1% }] }"
      ),
      (
        "{ symbol: A, tick: 1, lot: 1, kind: spot, balance: { short: on, debt: off, borrow: { "
          + "base: 5%, quote: 8%, every: 8h } } }", "{ maker: 0 }"
      ),
    ])
  func roundTrip(instrument: String, fees: String) throws {
    let first = try Self.experiment(instrument, fees: fees)
    let second = try ExperimentFile.parse(
      first.json.text, file: "m.json", catalogue: StrategyCatalogue.builtIn)
    #expect(second.json.text == first.json.text)
    #expect(second.instrument.settlement == first.instrument.settlement)
    let (one, other) = (first.strategies[0].lane, second.strategies[0].lane)
    #expect(one.assumptions == other.assumptions)
    #expect(one.balance == other.balance)
    #expect(one.margin?.maintenance == other.margin?.maintenance)
    #expect(one.margin?.liquidationFee == other.margin?.liquidationFee)
    #expect(one.margin?.stops == other.margin?.stops)
  }

  @Test("values arrive at the lane")
  func values() throws {
    let lane = try Self.experiment(
      "{ symbol: A, tick: 1, lot: 1, margin: { leverage: 12.5, maintenance: 2% } }",
      fees: "{ taker: 0.0005, tiers: [{ from: 100, maker: 1 bps }, { from: 200, taker: 3 bps }] }"
    ).strategies[0].lane
    #expect(lane.margin?.initialNumerator == 10)
    #expect(lane.margin?.initialDenominator == 125)
    #expect(lane.margin?.maintenance.doubleValue == 0.02)
    let tiers = lane.assumptions.feeRules.tiers
    #expect(tiers.map(\.volume.doubleValue) == [100, 200])
    #expect(tiers.map(\.maker.doubleValue) == [0.0001, 0.0001])
    #expect(tiers.map(\.taker.doubleValue) == [0.0005, 0.0003])
  }

  @Test(
    "what makes no sense is named at its line and column",
    arguments: [
      ("{ symbol: A, tick: 1, lot: 1, kind: spot, margin: {} }", "e.yaml:2:63: error: a spot"),
      ("{ symbol: A, tick: 1, lot: 1, balance: {} }", "e.yaml:2:52: error: only a spot account"),
      ("{ symbol: A, tick: 1, lot: 1, settlement: B }", "a linear instrument settles in its"),
      (
        "{ symbol: A, tick: 1, lot: 1, margin: { leverage: 2 } }",
        "margin has no 'maintenance'"
      ),
      (
        "{ symbol: A, tick: 1, lot: 1, margin: { leverage: 0, maintenance: 0 } }",
        "leverage must be greater than 0"
      ),
      (
        "{ symbol: A, tick: 1, lot: 1, margin: { leverage: 2, initial: 1, maintenance: 0 } }",
        "keep one of them"
      ),
      (
        "{ symbol: A, tick: 1, lot: 1, margin: { initial: 1%, maintenance: 100% } }",
        "maintenance margin must be below 1"
      ),
    ])
  func errors(instrument: String, complaint: String) {
    let error = #expect(throws: ExperimentError.self) { try Self.experiment(instrument) }
    #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
  }

  @Test("fee tiers come by rising volume")
  func tierOrder() {
    let error = #expect(throws: ExperimentError.self) {
      try Self.experiment(
        "{ symbol: A, tick: 1, lot: 1 }", fees: "{ tiers: [{ from: 5 }, { from: 5 }] }")
    }
    #expect(error?.description.contains("must come by rising volume") == true)
  }
}
