import Backtesting
import Foundation
import MarketData
import Strategies
import Testing

/// Numbers of `strategies.json` by name.
private struct Numbers: Decodable {
  enum Value: Decodable {
    case number(Double)
    case list([Value])
    case map([String: Value])
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else if let map = try? container.decode([String: Value].self) {
        self = .map(map)
      } else {
        self = .other
      }
    }

    subscript(key: String) -> Value {
      if case .map(let map) = self { return map[key] ?? .other }
      return .other
    }
    var rows: [Value] { if case .list(let list) = self { list } else { [] } }
    var number: Double { if case .number(let number) = self { number } else { .nan } }
    var numbers: [Double] { rows.map(\.number) }
    func callAsFunction(_ key: String) -> Double { self[key].number }
  }
  static func section(_ name: String) throws -> Value {
    let all: [String: Value] = try fixture("strategies.json")
    return try #require(all[name])
  }
}

@Suite("Skews, bands, signals and schedules against independent values")
struct StrategyVectorTests {
  private func same(
    _ found: Double, _ expected: Double, _ tolerance: Double = 1e-9,
    _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(agrees(found, expected, tolerance), "\(found) \(expected)", sourceLocation: place)
  }

  @Test("Price skews and the exponential size skew")
  func skews() throws {
    let rows = try Numbers.section("skew_families").rows
    #expect(rows.count > 5)
    for row in rows {
      let (q, mid, c, m) = (row("q"), row("mid"), row("c"), row("qmax"))
      func center(_ shape: PriceSkew.Shape, scale: Double = 1) -> Double {
        mid + PriceSkew(shape, slope: c, scale: scale).shift(deviation: q)
      }
      same(center(.linear), row("linear_center"), 1e-12)
      same(center(.quadratic, scale: m), row("quadratic_center"), 1e-12)
      same(center(.tanh, scale: m), row("tanh_center"), 1e-12)
      same(center(.deadBand, scale: row("band")), row("deadband_center"), 1e-12)
      same(center(.linear) - row("half_spread"), row("bid_linear"), 1e-12)
      same(center(.linear) + row("half_spread"), row("ask_linear"), 1e-12)
      let size = ExponentialSizeSkew(eta: 0.1)
      same(size.bidRatio(deviation: q), row("size_exp_buy"))
      same(size.askRatio(deviation: q), row("size_exp_sell"))
    }
  }

  @Test("Hysteresis follows the whole trace, around either target")
  func hysteresis() throws {
    let trace = try Numbers.section("hysteresis")
    for (target, modes) in [(trace("target"), "mode"), (trace("target2"), "mode2")] {
      var rule = Hysteresis(enter: trace("enter"), exit: trace("exit"))
      let found = trace["path"].numbers.map {
        Double(rule.update(deviation: $0 - target).rawValue)
      }
      #expect(found == trace[modes].numbers)
    }
  }

  @Test("Bands and intervals of least cost, and their ratios")
  func bands() throws {
    let rows = try Numbers.section("inventory_band_optimum")["rows"].rows
    #expect(rows.count == 3)
    for row in rows {
      let (c, k) = (row("cost_per_unit"), row("fixed_cost"))
      let band = try #require(
        InventoryBand(
          gamma: row("gamma"), sigma: row("sigma2").squareRoot(),
          varianceRate: row("inventory_var_rate")))
      same(band.edge(cost: c), row("band_trade_to_edge"))
      same(band.edgeCost(cost: c), row("cost_rate_edge"))
      same(band.reset(cost: c), row("band_reset_to_target"))
      same(band.resetCost(cost: c), row("cost_rate_reset"))
      same(band.reset(fixedCost: k), row("band_fixed_cost_reset"))
      same(band.resetCost(fixedCost: k), row("cost_rate_fixed"))
      same(band.interval(cost: c), row("periodic_interval"))
      same(band.intervalCost(cost: c), row("cost_rate_periodic"))
      same(band.edgeCost(cost: c) / band.resetCost(cost: c), row("edge_over_reset_cost"))
    }
    #expect(InventoryBand(gamma: 0, sigma: 1, varianceRate: 1) == nil)
  }

  @Test("Whalley and Wilmott's band around a delta")
  func whalleyWilmott() throws {
    let section = try Numbers.section("whalley_wilmott")
    #expect(section["rows"].rows.count == 5)
    for row in section["rows"].rows {
      let half = WhalleyWilmott.halfWidth(
        spot: row("S"), gamma: row("gamma"), cost: row("cost_rate"),
        riskAversion: row("risk_aversion"), rate: row("r"), remaining: row("tau"))
      same(half, row("half_width"))
      same(
        WhalleyWilmott.clamped(-9, delta: row("delta"), halfWidth: half), row("lower"))
      same(WhalleyWilmott.clamped(9, delta: row("delta"), halfWidth: half), row("upper"))
    }
  }

  @Test("The no-trade region, exact and for small costs")
  func noTradeRegion() throws {
    let rows = try Numbers.section("no_trade_region")["rows"].rows
    #expect(rows.count == 4)
    for row in rows {
      let (mu, sigma, gamma) = (row("mu"), row("sigma"), row("gamma"))
      let cost = row("eps_bid_discount")
      same(
        NoTradeRegion.asymptoticHalfWidth(
          drift: mu, sigma: sigma, riskAversion: gamma, cost: cost),
        row("asymptotic_half_width"))
      let region = try #require(
        NoTradeRegion.exact(drift: mu, sigma: sigma, riskAversion: gamma, cost: cost))
      same(region.gap ?? .nan, row("exact_gap_lambda"), 1e-7)
      same(region.buy, row("exact_buy"), 1e-7)
      same(region.sell, row("exact_sell"), 1e-7)
    }
    #expect(NoTradeRegion.exact(drift: 1, sigma: 0.2, riskAversion: 2, cost: 0.01) == nil)
  }

  @Test("Weighted mid, as published")
  func weightedMid() throws {
    let rows = try Numbers.section("weighted_mid").rows
    #expect(rows.count == 5)
    for row in rows {
      let (b, a) = (row("bid_size"), row("ask_size"))
      same(WeightedMid.imbalance(bidQuantity: b, askQuantity: a), row("imbalance"), 1e-12)
      let price = WeightedMid.price(
        bid: row("bid"), ask: row("ask"), bidQuantity: b, askQuantity: a)
      same(price, row("weighted_mid"), 1e-12)
      #expect(abs(price - row("published")) < 1e-6)
    }
  }

  @Test("The micro-price's matrices")
  func microPrice() throws {
    let section = try Numbers.section("microprice")
    func matrix(_ name: String) -> [[Double]] { section[name].rows.map(\.numbers) }
    let found = try #require(
      MicroPrice(
        stay: matrix("Q"), move: matrix("R1"), arrive: matrix("R2"),
        sizes: section["K"].numbers))
    for (one, other) in zip(found.first, section["G1"].numbers) {
      #expect(abs(one - other) < 1e-15)
    }
    for (one, other) in zip(found.adjustments, section["G6"].numbers) {
      #expect(abs(one - other) < 1e-15)
    }
    for (one, other) in zip(found.transitions.joined(), matrix("B").joined()) { same(one, other) }
    #expect(MicroPrice(stay: [[1]], move: [[0]], arrive: [[0]], sizes: [1]) == nil)
  }

  @Test("Order-flow imbalance")
  func orderFlow() throws {
    let section = try Numbers.section("order_flow_imbalance")
    let touches = section["quotes"].rows.map(\.numbers).map {
      OrderFlowImbalance.Touch(bid: $0[0], bidQuantity: $0[1], ask: $0[2], askQuantity: $0[3])
    }
    let found = zip(touches, touches.dropFirst()).map {
      OrderFlowImbalance.change(from: $0, to: $1)
    }
    #expect(found == section["e_n"].numbers)
    #expect(found.reduce(0, +) == section("OFI"))
  }

  @Test("Funding payments and the rate of a premium")
  func funding() throws {
    let section = try Numbers.section("funding")
    var total = 0.0
    for (i, expected) in section["cashflow"].numbers.enumerated() {
      let cash = FundingRate.cash(
        position: section["position"].numbers[i], mark: section["mark"].numbers[i],
        rate: section["rate"].numbers[i])
      same(cash, expected)
      total += cash
    }
    same(total, section("total"))
    for row in section["premium_to_rate"].rows {
      #expect(abs(FundingRate.rate(premium: row("avg_premium")) - row("funding")) < 1e-15)
    }
  }

  @Test("Almgren and Chriss's schedule")
  func almgrenChriss() throws {
    let row = try Numbers.section("almgren_chriss")
    let schedule = try #require(
      AlmgrenChriss(
        riskAversion: row("lambda_"), sigma: row("sigma"), temporaryImpact: row("eta"),
        permanentImpact: row("gamma"), horizon: row("T"), steps: Int(row("N"))))
    same(schedule.urgency, row("kappa"))
    let holdings = schedule.holdings(of: row("X"), steps: Int(row("N")))
    for (one, other) in zip(holdings, row["holdings"].numbers) { same(one, other) }
    #expect(holdings.count == 6)
    #expect(AlmgrenChriss(urgency: 0, horizon: 4).holdings(of: 8, steps: 4) == [8, 6, 4, 2, 0])
    #expect(AlmgrenChriss(urgency: 1e4, horizon: 100).remainingShare(elapsed: 0) == 1)
  }
}
