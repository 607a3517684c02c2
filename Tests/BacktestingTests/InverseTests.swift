import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// Books of inverse contracts: against a calculation by hand, and against exact fractions on random
/// markets.
struct InverseTests {
  /// A coin-margined contract of 100 in the quote currency, in steps of 0.5.
  static let contract = Instrument(
    symbol: "BTCUSD_PERP", tick: FixedDecimal(mantissa: 5, decimals: 1),
    lot: FixedDecimal(mantissa: 1, decimals: 0), kind: .inverse, quote: "USD",
    multiplier: FixedDecimal(mantissa: 100, decimals: 0))

  static let instruments = [
    contract,
    Instrument(
      symbol: "A", tick: FixedDecimal(mantissa: 3, decimals: 4),
      lot: FixedDecimal(mantissa: 7, decimals: 1), kind: .inverse,
      multiplier: FixedDecimal(mantissa: 125, decimals: 3)),
    Instrument(
      symbol: "B", tick: FixedDecimal(mantissa: 1, decimals: 8),
      lot: FixedDecimal(mantissa: 10, decimals: 0), kind: .inverse),
    Instrument(
      symbol: "C", tick: FixedDecimal(mantissa: 25, decimals: 2),
      lot: FixedDecimal(mantissa: 1, decimals: 0), kind: .linear,
      multiplier: FixedDecimal(mantissa: 50, decimals: 0)),
  ]

  /// −lot × multiplier / (doubled × tick / 2) × 10^24, rounded half away from zero.
  static func value(_ instrument: Instrument, doubled: Int64) -> Int128 {
    guard instrument.kind == .inverse else { return Int128(doubled) * MoneyUnit.perHalfTickLot }
    let (lot, tick) = (instrument.lot, instrument.tick)
    let multiplier = instrument.multiplier
    var top = 2 * Int128(lot.mantissa) * Int128(multiplier.mantissa)
    let digits = 24 + Int(tick.decimals) - Int(lot.decimals) - Int(multiplier.decimals)
    for _ in 0..<digits { top *= 10 }
    let bottom = Int128(doubled) * Int128(tick.mantissa)
    return -((2 * top + bottom) / (2 * bottom))
  }

  @Test("a round trip by hand: 10 contracts of 100 USD, bought at 50,000 and sold at 60,000")
  func roundTrip() throws {
    let start: Int64 = 1_700_000_000_000_000_000
    func quote(_ bid: Int64, _ seconds: Int64) -> MarketEvent {
      .quote(
        bid: (bid, 100), ask: (bid + 2, 100), exchangeTime: start + seconds * 1_000_000_000,
        arrivalTime: start + seconds * 1_000_000_000)
    }
    var settings = LaneSettings(
      name: "taker", startCash: FixedDecimal(mantissa: 15, decimals: 1))
    settings.assumptions.takerFee = FixedDecimal(mantissa: 5, decimals: 4)
    let script = [
      ScriptAction(time: start + 100_000_000, kind: .immediate, order: 1, side: .buy, quantity: 10),
      ScriptAction(
        time: start + 1_100_000_000, kind: .immediate, order: 2, side: .sell, quantity: 10),
    ]
    // 49,999.0 to 50,000.0, then 60,000.0 to 60,001.0; a tick is 0.5.
    let (result, sink) = try replay(
      [quote(99_998, 0), quote(120_000, 1), quote(120_000, 2)],
      [TestLane(script: script, settings)], instrument: Self.contract)
    let unit = MoneyUnit(Self.contract)
    // 1,000 / 50,000 and 1,000 / 60,000 BTC, and 0.05 % of each.
    let lots = Int128(10)
    let bought = lots * 2_000_000_000_000_000_000_000
    let sold = lots * 1_666_666_666_666_666_666_667
    #expect(sink.fills.map(\.price) == [100_000, 120_000])
    #expect(sink.fills.map(\.fee) == [bought / 2_000, (sold + 1_000) / 2_000])
    let profit = bought - sold - bought / 2_000 - (sold + 1_000) / 2_000
    #expect(result.lanes[0].profit.total == profit)
    #expect(unit.text(result.lanes[0].finalEquity - profit) == "1.5")
    #expect(abs(unit.doubleValue(profit) - (1.0 / 300 - 0.0005 * (1.0 / 50 + 1.0 / 60))) < 1e-15)
    #expect(unit.text(result.lanes[0].turnover) == "0.03666666666666666666667")
    #expect(Self.contract.settlement == "BTC")
  }

  @Test("a lot is worth −lot × multiplier / price, rounded once", arguments: instruments.indices)
  func valuation(place: Int) {
    let instrument = Self.instruments[place]
    let valuation = Valuation(instrument)
    #expect(valuation.isUsable)
    var random = SplitMix64(seed: UInt64(place))
    var last: Int128?
    for doubled in (0..<400).map({ _ in random.integer(1...40_000_000) }).sorted() {
      let value = valuation.value(doubled: doubled)
      #expect(value == Self.value(instrument, doubled: doubled))
      if doubled % 2 == 0 { #expect(value == valuation.value(price: doubled / 2)) }
      #expect(value == valuation.value(fine: Int128(doubled) * 50_000_000))
      if let last { #expect(value >= last) }
      last = value
    }
  }

  struct Case: CustomTestStringConvertible {
    var seed: UInt64
    var place: Int
    var testDescription: String { "seed \(seed), \(InverseTests.instruments[place].symbol)" }
  }

  static let cases = (1...40).map { Case(seed: $0, place: Int($0) % instruments.count) }

  @Test("books balance at every sample, and fills alone tell the cash", arguments: cases)
  func booksBalance(one: Case) throws {
    let instrument = Self.instruments[one.place]
    let random = FairnessTests.randomCase(one.seed)
    let events = FundingTests.randomMarket(one.seed, count: 300)
    let (result, sink) = try replay(
      events, random.lanes, instrument: instrument, settings: random.settings)
    var trades = 0
    for (lane, outcome) in result.lanes.enumerated() {
      let samples = sink.samples.filter { $0.lane == lane }
      guard let first = samples.first else { continue }
      var cash = first.cash
      var turnover: Int128 = 0
      var fills = sink.fills.filter { $0.lane == lane }[...]
      trades += fills.count
      for sample in samples {
        while let fill = fills.first, fill.time <= sample.time, sample.time != first.time {
          let paid = Int128(fill.quantity) * Self.value(instrument, doubled: 2 * fill.price)
          cash -= Int128(fill.side.sign) * paid + fill.fee
          turnover += abs(paid)
          let rate: (Int128, Int128) =
            fill.cause == .taker ? (4_321, 1_000_000_000) : (-5, 100_000)
          let exact = 2 * abs(paid) * rate.0
          let fee = (abs(exact) + rate.1) / (2 * rate.1)
          #expect(fill.fee == (exact < 0 ? -fee : fee))
          fills = fills.dropFirst()
        }
        let mid = Self.value(instrument, doubled: sample.doubledMid)
        #expect(sample.equity == sample.cash + Int128(sample.inventory) * mid)
        #expect(sample.cash == cash + sample.funding)
        let parts =
          sample.spreadPnL + sample.inventoryPnL + sample.rebalancingCost + sample.fees
          + sample.funding
        #expect(sample.equity - outcome.startEquity == parts)
      }
      #expect(turnover == outcome.turnover)
      #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
    }
    #expect(trades > 0 || random.lanes.isEmpty)
  }

  @Test("spread and inventory parts follow their definitions", arguments: cases)
  func parts(one: Case) throws {
    let instrument = Self.instruments[one.place]
    let random = FairnessTests.randomCase(one.seed)
    let (result, sink) = try replay(
      random.events, random.lanes, instrument: instrument, settings: random.settings)
    for (lane, outcome) in result.lanes.enumerated() where outcome.span != nil {
      var (spread, rebalancing) = (Int128(0), Int128(0))
      for fill in sink.fills where fill.lane == lane {
        let distance =
          Self.value(instrument, doubled: fill.doubledMid)
          - Self.value(instrument, doubled: 2 * fill.price)
        let edge = Int128(fill.side.sign * fill.quantity) * distance
        if fill.cause == .taker { rebalancing += edge } else { spread += edge }
      }
      #expect(outcome.profit.spread == spread)
      #expect(outcome.profit.rebalancing == rebalancing)
    }
  }

  @Test("drawdown is that of the equity after every event", arguments: cases)
  func drawdown(one: Case) throws {
    let instrument = Self.instruments[one.place]
    // Held inventory alone: the path of the mid is the path of equity.
    let random = FairnessTests.randomCase(one.seed)
    for inventory in [Int64(9), -9] {
      let lane = TestLane(
        quoter: ["seed": "1", "levels": "0", "takes": "0"],
        LaneSettings(name: "holds", startInventory: inventory))
      let (result, _) = try replay(
        random.events, [lane], instrument: instrument, settings: random.settings)
      guard let span = result.lanes[0].span else { continue }
      var mid = LaneStatisticsTests.doubledMid(random.events, at: span.start)
      var peak = Int128(inventory) * Self.value(instrument, doubled: mid)
      var worst: Int128 = 0
      for event in random.events
      where event.exchangeTime > span.start && event.kind == .quote && event.hasBid && event.hasAsk
      {
        mid = event.price + event.askPrice
        let equity = Int128(inventory) * Self.value(instrument, doubled: mid)
        peak = max(peak, equity)
        worst = max(worst, peak - equity)
      }
      #expect(result.lanes[0].maximumDrawdown == worst)
    }
  }

  @Test("a price of 0 is an error that names the instrument and what to do")
  func zeroPrice() throws {
    let start: Int64 = 1_700_000_000_000_000_000
    let events = [Int64(100), 0].enumerated().map { index, bid in
      MarketEvent.quote(
        bid: (bid, 5), ask: (-bid, 5), exchangeTime: start + Int64(index),
        arrivalTime: start + Int64(index))
    }
    let error = #expect(throws: BacktestError.self) {
      try replay(
        events, [TestLane(script: [], LaneSettings(name: "x"))], instrument: Self.contract)
    }
    #expect(error?.description.contains("'BTCUSD_PERP' has a price of 0 or less") == true)
    #expect(error?.description.contains("take those rows out") == true)
  }

  @Test("the settlement currency is given, or the part of the symbol before the quote currency")
  func settlement() {
    func settlement(_ symbol: String, quote: String, given: String? = nil) -> String {
      Instrument(
        symbol: symbol, tick: Self.contract.tick, lot: Self.contract.lot, kind: .inverse,
        quote: quote, settlement: given
      ).settlement
    }
    #expect(settlement("BTCUSD_PERP", quote: "USD") == "BTC")
    #expect(settlement("ETH-USD-SWAP", quote: "USD") == "ETH")
    #expect(settlement("XBTUSD", quote: "USD", given: "XBt") == "XBt")
    #expect(settlement("USD", quote: "USD") == "")
    #expect(settlement("BTCUSD", quote: "") == "")
    #expect(unitInstrument.settlement == unitInstrument.quote)
  }
}
