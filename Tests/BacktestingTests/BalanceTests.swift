import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Spot accounts: what they may buy and sell, and what borrowing costs.
struct BalanceTests {
  static let spot = Instrument(
    symbol: "SPOT", tick: FixedDecimal(mantissa: 1, decimals: 0),
    lot: FixedDecimal(mantissa: 1, decimals: 0), kind: .spot)

  static func settings(cash: Int64, inventory: Int64 = 0) -> LaneSettings {
    var settings = LaneSettings(
      name: "spot", startInventory: inventory, startCash: FixedDecimal(mantissa: cash, decimals: 0))
    settings.balance.allowsDebt = false
    return settings
  }

  @Test("without debt an order is refused that cash, fees included, does not cover")
  func cash() throws {
    func action(_ number: Int64, _ kind: ScriptAction.Kind, _ price: Int64?, _ quantity: Int64)
      -> ScriptAction
    {
      ScriptAction(
        time: FundingTests.start + number * 100_000_000, kind: kind, order: number, side: .buy,
        price: price, quantity: quantity)
    }
    // 1,000 buys 9 at 102 (918), not 10; 82 are left less the fee, and 81 are asked for.
    let script = [
      action(1, .immediate, nil, 10), action(2, .immediate, nil, 9), action(3, .place, 99, 1),
      action(4, .place, 81, 1), action(5, .place, 1, 1),
    ]
    var settings = Self.settings(cash: 1_000)
    settings.assumptions.takerFee = FixedDecimal(mantissa: 1, decimals: 4)
    let (result, sink) = try replay(
      FundingTests.market(seconds: 2, []), [TestLane(script: script, settings)],
      instrument: Self.spot)
    #expect(sink.fills.map(\.quantity) == [9])
    #expect(result.lanes[0].rejections == ["cash": 3])
    #expect(sink.orders.filter { $0.event == .rejected }.map(\.order) == [1, 3, 5])
  }

  @Test("cash and inventory never fall below 0 on random markets", arguments: 1...60)
  func neverBelowZero(seed: UInt64) throws {
    var random = FairnessTests.randomCase(seed)
    for lane in random.lanes.indices {
      let settings = Self.settings(cash: Int64(seed) * 700, inventory: 5)
      random.lanes[lane].settings.balance = settings.balance
      random.lanes[lane].settings.startCash = settings.startCash
      random.lanes[lane].settings.startInventory = 5
      random.lanes[lane].settings.assumptions.makerFee = FixedDecimal(mantissa: 3, decimals: 4)
    }
    let (result, sink) = try replay(
      random.events, random.lanes, instrument: Self.spot, settings: random.settings)
    for (lane, outcome) in result.lanes.enumerated() {
      var cash = try #require(MoneyUnit(Self.spot).units(of: random.lanes[lane].settings.startCash))
      for fill in sink.fills where fill.lane == lane {
        cash -= Int128(fill.side.sign * fill.price * fill.quantity) * MoneyUnit.perTickLot
        cash -= fill.fee
        #expect(cash >= 0)
        #expect(fill.inventoryAfter >= 0)
      }
      #expect(!outcome.wentIntoDebt)
    }
  }

  @Test("what is owed at a boundary costs interest for one interval, rounded once")
  func interest() throws {
    var short = LaneSettings(name: "short", startInventory: -8)
    short.balance.allowsShort = true
    short.balance.baseRate = FixedDecimal(mantissa: 365, decimals: 3)
    short.balance.interval = 1_000_000_000
    var debtor = LaneSettings(
      name: "debtor", startCash: FixedDecimal(mantissa: -1_000, decimals: 0))
    debtor.balance.quoteRate = FixedDecimal(mantissa: 365, decimals: 3)
    debtor.balance.interval = 2_000_000_000
    let lanes = [short, debtor].map {
      TestLane(quoter: ["seed": "1", "levels": "0", "takes": "0"], $0)
    }
    let (result, sink) = try replay(
      FundingTests.market(seconds: 5, []), lanes, instrument: Self.spot)
    // 808 × 0.365 / 31,536,000 = 9.35185 × 10^-6 a second.
    let paid = sink.samples.filter { $0.lane == 0 }.map { -$0.funding }
    #expect(paid == [0, 935, 1_870, 2_805, 3_740, 4_675])
    // 1,000 × 0.365 × 2 / 31,536,000 = 2.31481 × 10^-5 each 2 s, then on the interest too.
    let owed = sink.samples.filter { $0.lane == 1 }.map { -$0.funding }
    #expect(owed == [0, 0, 2_315, 2_315, 4_630, 4_630])
    #expect(result.lanes.allSatisfy { $0.finalEquity - $0.startEquity == $0.profit.total })
  }

  @Test("a lane may sell what it lacks only where its account allows it", arguments: [true, false])
  func short(isAllowed: Bool) throws {
    var settings = LaneSettings(name: "seller")
    settings.balance.allowsShort = isAllowed
    let script = [
      ScriptAction(
        time: FundingTests.start + 100_000_000, kind: .immediate, order: 1, side: .sell, quantity: 3
      )
    ]
    let (result, _) = try replay(
      FundingTests.market(seconds: 1, []), [TestLane(script: script, settings)],
      instrument: Self.spot)
    #expect(result.lanes[0].finalInventory == (isAllowed ? -3 : 0))
    #expect(result.lanes[0].rejections == (isAllowed ? [:] : ["limit": 1]))
  }
}
