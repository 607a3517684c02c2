import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Fees by tier, per lot and per fill, against exact fractions.
struct FeeRulesTests {
  static let second: Int64 = 1_000_000_000
  static let start: Int64 = 1_700_000_000 * second

  static func decimal(_ text: String) throws -> FixedDecimal { try #require(FixedDecimal(text)) }

  /// Buys 10 lots at 102 every second.
  static func buys(_ assumptions: FillAssumptions, _ count: Int64) throws -> [Int128] {
    let script = (1...count).map {
      ScriptAction(
        time: start + $0 * second + 1, kind: .immediate, order: $0, side: .buy, quantity: 10)
    }
    var settings = LaneSettings(name: "buyer")
    settings.assumptions = assumptions
    let (_, sink) = try replay(
      FundingTests.market(seconds: count + 1, []), [TestLane(script: script, settings)])
    return sink.fills.map(\.fee)
  }

  static func tiers(window: Int64?) throws -> FillAssumptions {
    var assumptions = FillAssumptions()
    assumptions.takerFee = try decimal("0.001")
    assumptions.feeRules.volumeWindow = window
    assumptions.feeRules.tiers = [
      FeeTier(volume: try decimal("1020"), maker: try decimal("0"), taker: try decimal("0.0005")),
      FeeTier(volume: try decimal("2500"), maker: try decimal("0"), taker: try decimal("0.0001")),
    ]
    return assumptions
  }

  @Test("a fill pays by the volume before it: 1,020 a fill, tiers from 1,020 and 2,500")
  func cumulative() throws {
    let fees = try Self.buys(try Self.tiers(window: nil), 5)
    #expect(fees == [102_000_000, 51_000_000, 51_000_000, 10_200_000, 10_200_000])
  }

  @Test("a rolling volume forgets fills that are as old as its window")
  func rolling() throws {
    // Two seconds: only the fill of one second before counts, that of two seconds before does not.
    let fees = try Self.buys(try Self.tiers(window: 2 * Self.second), 4)
    #expect(fees == [102_000_000, 51_000_000, 51_000_000, 51_000_000])
    let none = try Self.buys(try Self.tiers(window: Self.second), 3)
    #expect(none == [102_000_000, 102_000_000, 102_000_000])
  }

  @Test("parts of a fee are added before they are rounded, once")
  func partsTogether() throws {
    var assumptions = FillAssumptions()
    // 1,020 × 2 × 10^-12 + 10 × 10^-10 + 1 × 4 × 10^-10 = 0.344 units of 10^-8, rounded to 0;
    // and twice that rate with it 0.548, rounded to 1.
    assumptions.takerFee = try Self.decimal("0.000000000002")
    assumptions.feeRules.takerPerLot = try Self.decimal("0.0000000001")
    assumptions.feeRules.takerPerFill = try Self.decimal("0.0000000004")
    #expect(try Self.buys(assumptions, 1) == [0])
    assumptions.takerFee = try Self.decimal("0.000000000004")
    #expect(try Self.buys(assumptions, 1) == [1])
    assumptions.takerFee = try Self.decimal("-0.001")
    assumptions.feeRules.takerPerLot = try Self.decimal("0.25")
    assumptions.feeRules.takerPerFill = try Self.decimal("-3")
    // −1.02 + 2.5 − 3
    #expect(try Self.buys(assumptions, 2) == [-152_000_000, -152_000_000])
  }

  @Test("amounts per lot of an inverse contract are of its settlement currency")
  func inverse() throws {
    let unit = MoneyUnit(InverseTests.contract)
    var rules = FeeRules()
    rules.makerPerLot = try Self.decimal("0.0000001")
    rules.makerPerFill = try Self.decimal("0.000002")
    let fees = try #require(CompiledFees(rules, unit))
    let rate = FeeRate(try Self.decimal("0.0001"))
    let notional = try #require(unit.units(of: try Self.decimal("0.02")))
    let fee = try #require(fees.fee(rate: rate, notional: notional, quantity: 10, isMaker: true))
    #expect(unit.text(fee) == "0.000005")
    let taker = fees.fee(rate: rate, notional: notional, quantity: 10, isMaker: false)
    #expect(taker.map(unit.text) == "0.000002")
  }

  @Test("books balance, and each fee follows from the fills before it", arguments: 1...40)
  func randomMarkets(seed: UInt64) throws {
    var random = FairnessTests.randomCase(seed)
    var numbers = SplitMix64(seed: seed)
    let instrument = InverseTests.instruments[3]
    let unit = MoneyUnit(instrument)
    for lane in random.lanes.indices {
      var rules = FeeRules()
      rules.makerPerLot = FixedDecimal(mantissa: numbers.integer(-99...99), decimals: 3)
      rules.takerPerFill = FixedDecimal(mantissa: numbers.integer(-99...99), decimals: 9)
      rules.volumeWindow = numbers.oneIn(2) ? nil : numbers.integer(1...2_000_000_000)
      var volume: Int64 = 0
      for _ in 0..<numbers.integer(0...3) {
        volume += numbers.integer(1...150_000)
        rules.tiers.append(
          FeeTier(
            volume: FixedDecimal(mantissa: volume, decimals: 0),
            maker: FixedDecimal(mantissa: numbers.integer(-9...9), decimals: 6),
            taker: FixedDecimal(mantissa: numbers.integer(0...9), decimals: 11)))
      }
      random.lanes[lane].settings.assumptions.feeRules = rules
    }
    let (result, sink) = try replay(
      random.events, random.lanes, instrument: instrument, settings: random.settings)
    for (lane, outcome) in result.lanes.enumerated() {
      let assumptions = random.lanes[lane].settings.assumptions
      let rules = assumptions.feeRules
      var earlier: [(time: Int64, notional: Int128)] = []
      var paid: Int128 = 0
      for fill in sink.fills where fill.lane == lane {
        let notional = Int128(fill.price * fill.quantity) * MoneyUnit.perTickLot
        let volume = earlier.filter { one in
          rules.volumeWindow.map { fill.time - one.time < $0 } ?? true
        }.reduce(Int128(0)) { $0 + $1.notional }
        let isMaker = fill.cause != .taker
        var rate = isMaker ? assumptions.makerFee : assumptions.takerFee
        for tier in rules.tiers where try #require(unit.units(of: tier.volume)) <= volume {
          rate = isMaker ? tier.maker : tier.taker
        }
        // All in 10^-20 of the quote currency; a unit is 1.25 × 10^-7 of it.
        let share = notional * 125 * Int128(rate.mantissa) * power(11 - Int(rate.decimals))
        let fixed =
          isMaker
          ? Int128(fill.quantity) * Int128(rules.makerPerLot.mantissa) * power(17)
          : Int128(rules.takerPerFill.mantissa) * power(11)
        let exact = share + fixed
        let unitSize = 125 * power(11)
        let rounded = (2 * abs(exact) + unitSize) / (2 * unitSize)
        #expect(fill.fee == (exact < 0 ? -rounded : rounded), "\(fill)")
        paid += fill.fee
        earlier.append((fill.time, notional))
      }
      #expect(outcome.profit.fees == -paid)
      #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
    }
  }

  private func power(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(Int128(1)) { value, _ in value * 10 }
  }
}
