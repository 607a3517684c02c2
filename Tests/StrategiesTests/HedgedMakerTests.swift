import Backtesting
import MarketData
import Strategies
import Testing

@Suite("Hedging in another instrument")
struct HedgedMakerTests {
  private func hedge(_ more: [String: String]) throws -> HedgeBand {
    let texts = ["hedge": "perp", "band": "20 lots"].merging(more) { _, new in new }
    return HedgeBand(
      try ParameterValues(
        texts: texts, declared: HedgeBand.parameters, instrument: perpetual,
        among: ["spot", "perp"]))
  }

  private func order(
    _ quoted: Double, _ held: Double, lots: Double = 0.1, pending: Double = 0,
    _ more: [String: String] = [:]
  ) throws -> ImmediateOrder? {
    let hedge = try hedge(more)
    return hedge.order(
      for: Inventory(quantity: held, pending: pending),
      target: hedge.target(deviation: quoted, lots: lots), lots: lots)
  }

  @Test("Ten lots quoted are one of the hedge: nothing is traded inside the band, edges included")
  func inside() throws {
    for quoted in [-20.0, 0, 20] { #expect(try order(quoted, 0) == nil) }
    #expect(try order(100, -8) == nil)
    #expect(try order(100, -12) == nil)
    #expect(try order(30, 0, pending: -1) == nil)
  }

  @Test("To no net inventory, and to the edge of the band")
  func destinations() throws {
    #expect(try order(50, 0) == ImmediateOrder(side: .sell, quantity: 5))
    #expect(try order(-50, 0) == ImmediateOrder(side: .buy, quantity: 5))
    #expect(try order(0, 5) == ImmediateOrder(side: .sell, quantity: 5))
    #expect(try order(50, 0, ["to": "edge"]) == ImmediateOrder(side: .sell, quantity: 3))
    // 4.5 lots net, 2 of them allowed: three whole lots lead inside.
    #expect(try order(45, 0, ["to": "edge"]) == ImmediateOrder(side: .sell, quantity: 3))
    #expect(try order(45, 0) == ImmediateOrder(side: .sell, quantity: 4))
  }

  @Test("The ratio scales what is to be held, and 0 hedges nothing")
  func ratio() throws {
    #expect(try order(100, 0, ["ratio": "0.5"]) == ImmediateOrder(side: .sell, quantity: 5))
    #expect(try order(100, -5, ["ratio": "0.5"]) == nil)
    #expect(try order(100, 0, ["ratio": "0"]) == nil)
    #expect(try order(100, -5, ["ratio": "0"]) == ImmediateOrder(side: .buy, quantity: 5))
  }

  @Test(
    "Rounding of the ratio of the grids never leaves a lot", arguments: [3.0, 7, 29, 57, 1_001])
  func rounding(lots: Double) throws {
    let hedge = try hedge(["band": "0"])
    for factor in [0.1, 0.01, 0.3, 1.0 / 3] {
      let whole = lots / factor
      let order = hedge.order(
        for: Inventory(quantity: 0), target: hedge.target(deviation: whole, lots: factor),
        lots: factor)
      #expect(order == ImmediateOrder(side: .sell, quantity: lots))
    }
  }

  @Test("Both quotes are shifted against its own inventory alone")
  func skew() throws {
    let values = try ParameterValues(
      texts: [
        "half-spread": "2 ticks", "size": "10 lots", "hedge": "perp", "band": "0",
        "skew": "0.1 ticks per lot",
      ], declared: HedgedMakerStrategy.parameters, instrument: perpetual, among: ["spot", "perp"])
    var strategy = HedgedMakerStrategy(values)
    let quotes = strategy.quotes(for: view(), holding: Inventory(quantity: 10))
    #expect(best(quotes).bid == QuoteLevel(price: 270_000 - 2 - 1, quantity: 10))
    #expect(best(quotes).ask == QuoteLevel(price: 270_000 + 2 - 1, quantity: 10))
    #expect(HedgedMakerStrategy.legCount == 2)
  }
}
