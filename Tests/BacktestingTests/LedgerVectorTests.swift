import Foundation
import MarketData
import Testing

@testable import Backtesting

/// The attribution vectors: maker fills, hedges, rebates and funding, five parts after every step.
struct LedgerVectorTests {
  struct Vectors: Decodable {
    struct Fill: Decodable {
      var side: Int
      var qty: Double
      var price: Double
      var fee_rate: Double
      var kind: String
    }
    struct Step: Decodable {
      var t: Double
      var mid: Double
      var fills: [Fill]
    }
    struct Expected: Decodable {
      var t: Double
      var pos: Double
      var cash: Double
      var equity: Double
      var spread: Double
      var inventory: Double
      var hedge_cost: Double
      var fees: Double
      var funding: Double
    }
    var ledger: [Step]
    var funding: [[Double]]
    var steps: [Expected]
  }

  @Test("every part agrees after every step, and the parts add up exactly")
  func vectors() throws {
    let vectors = try JSONDecoder().decode(
      Vectors.self, from: Data(contentsOf: FillTapeTests.fixture("pnl_attribution.json")))
    let instrument = Instrument(
      symbol: "V", tick: FixedDecimal(mantissa: 5, decimals: 3),
      lot: FixedDecimal(mantissa: 25, decimals: 2))
    let (unit, valuation) = (MoneyUnit(instrument), Valuation(instrument))
    func value(_ price: Double) -> Int128 {
      valuation.value(doubled: Int64((price / 0.0025).rounded()))
    }
    var ledger = Ledger(inventory: 0, cash: 0, mid: value(vectors.ledger[0].mid))
    var mid = ledger.mark
    for expected in vectors.steps {
      if let step = vectors.ledger.first(where: { $0.t == expected.t }) {
        mid = value(step.mid)
        for fill in step.fills {
          let quantity = Int64((fill.qty / 0.25).rounded())
          let rate = try #require(FixedDecimal("\(Int64((fill.fee_rate * 1e4).rounded()))"))
          let fee = try #require(
            FeeRate(FixedDecimal(mantissa: rate.mantissa, decimals: 4))
              .fee(onMoney: value(fill.price) * Int128(quantity)))
          let isPosted = ledger.post(
            side: fill.side > 0 ? .buy : .sell, quantity: quantity, value: value(fill.price),
            mid: mid, isMaker: fill.kind == "maker", fee: fee)
          #expect(isPosted)
        }
      }
      for payment in vectors.funding where payment[0] == expected.t {
        let paid = try #require(
          MoneyUnit.share(
            Int128((payment[1] * 1e12).rounded()), of: mid * Int128(ledger.inventory),
            per: 1_000_000_000_000))
        let isPosted = ledger.payFunding(paid)
        #expect(isPosted)
      }
      let parts = ledger.profit(mid: mid)
      let found = [
        Double(ledger.inventory) * 0.25, unit.doubleValue(ledger.cash),
        unit.doubleValue(ledger.equity(mid: mid)), unit.doubleValue(parts.spread),
        unit.doubleValue(parts.inventory), unit.doubleValue(parts.rebalancing),
        unit.doubleValue(parts.fees), unit.doubleValue(parts.funding),
      ]
      let wanted = [
        expected.pos, expected.cash, expected.equity, expected.spread, expected.inventory,
        expected.hedge_cost, expected.fees, expected.funding,
      ]
      for (ours, theirs) in zip(found, wanted) { #expect(abs(ours - theirs) < 1e-12) }
      #expect(parts.total == ledger.equity(mid: mid) - ledger.startEquity)
    }
  }
}
