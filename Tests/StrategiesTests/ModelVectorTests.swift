import Strategies
import Testing

/// Reservation prices and spreads of Avellaneda and Stoikov, computed independently.
struct AvellanedaStoikovVectors: Decodable {
  struct Finite: Decodable {
    var s, gamma, sigma, T, t, k, q: Double
    var reservation, reservation_ask, reservation_bid, spread, bid, ask: Double
    var delta_bid, delta_ask: Double
  }
  struct Infinite: Decodable {
    var q, gamma, sigma, s, qmax, reservation_ask, reservation_bid, reservation: Double
  }
  var finite_horizon: [Finite]
  var infinite_horizon: [Infinite]
}

/// Closed-form depths of Guéant, Lehalle and Fernandez-Tapia, computed independently.
struct GLFTVectors: Decodable {
  struct Depths: Decodable {
    var q: Double
    var delta_bid, delta_ask: Double?
  }
  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var sigma, A, k, gamma, Delta: Double
    var xi, mu, impact_xi, c1, c2, half_spread_q0, skew_per_unit: Double?
    var closed_form: [Depths]
    var testDescription: String { name }
  }
  var cases: [Case]
}

/// Order-size ratios of Hummingbot, its published unit tests among them.
struct HummingbotVectors: Decodable {
  struct Row: Decodable {
    var base, quote, price, target_base_ratio, base_range, bid_ratio, ask_ratio: Double
  }
  struct Section: Decodable { var rows: [Row] }
  var hummingbot_inventory_skew: Section
}

@Suite("Formulas against reference values")
struct ModelVectorTests {
  @Test("Avellaneda-Stoikov, finite horizon")
  func avellanedaStoikov() throws {
    let rows = try fixture("as2008_quotes.json", as: AvellanedaStoikovVectors.self).finite_horizon
    #expect(rows.count == 72)
    for row in rows {
      let model = AvellanedaStoikovQuotes(gamma: row.gamma, k: row.k)
      let remaining = row.T - row.t
      let depths = model.depths(q: row.q, sigma: row.sigma, remaining: remaining)
      let own = model.reservationDepths(q: row.q, sigma: row.sigma, remaining: remaining)
      let shift = model.reservationShift(q: row.q, sigma: row.sigma, remaining: remaining)
      let spread = model.spread(sigma: row.sigma, remaining: remaining)
      #expect(agrees(row.s + shift, row.reservation, 1e-12))
      #expect(agrees(row.s + own.ask, row.reservation_ask, 1e-12))
      #expect(agrees(row.s - own.bid, row.reservation_bid, 1e-12))
      #expect(agrees(spread, row.spread, 1e-12))
      #expect(agrees(depths.spread, row.spread, 1e-12))
      #expect(agrees(depths.shift, shift, 1e-12))
      #expect(agrees(row.s - depths.bid, row.bid, 1e-12))
      #expect(agrees(row.s + depths.ask, row.ask, 1e-12))
      // The reference depths carry the rounding of a price near s.
      #expect(agrees(depths.bid, row.delta_bid, 1e-12, scale: row.s))
      #expect(agrees(depths.ask, row.delta_ask, 1e-12, scale: row.s))
    }
  }

  @Test("Avellaneda-Stoikov, infinite horizon")
  func infiniteHorizon() throws {
    let rows = try fixture("as2008_quotes.json", as: AvellanedaStoikovVectors.self)
      .infinite_horizon
    #expect(rows.count == 9)
    for row in rows {
      let depths = try #require(
        AvellanedaStoikovQuotes.infiniteHorizonReservation(
          q: row.q, gamma: row.gamma, sigma: row.sigma, maximumInventory: row.qmax))
      #expect(agrees(row.s + depths.ask, row.reservation_ask, 1e-12))
      #expect(agrees(row.s - depths.bid, row.reservation_bid, 1e-12))
      #expect(agrees(row.s + depths.shift, row.reservation, 1e-12))
    }
    #expect(
      AvellanedaStoikovQuotes.infiniteHorizonReservation(
        q: 6, gamma: 0.1, sigma: 2, maximumInventory: 5) == nil)
  }

  @Test("GLFT closed form, with drift, order size, both models and market impact")
  func glft() throws {
    let cases = try fixture("glft_quotes.json", as: GLFTVectors.self).cases
    #expect(cases.count == 13)
    for row in cases {
      let model = GLFTClosedForm(
        gamma: row.gamma, utilityGamma: row.xi, intensity: row.A, k: row.k, orderSize: row.Delta,
        drift: row.mu ?? 0, adverseSelection: row.impact_xi ?? 0)
      for (got, wanted) in [
        (model.baseDepth, row.c1), (model.riskFactor, row.c2),
        (model.halfSpread(sigma: row.sigma), row.half_spread_q0),
        (model.skew(sigma: row.sigma), row.skew_per_unit),
      ] {
        guard let wanted else { continue }
        #expect(agrees(got, wanted, 1e-9, scale: abs(wanted)), "\(row.name)")
      }
      // Depths of both signs cross 0, so their errors are measured against the typical depth.
      let scale = model.halfSpread(sigma: row.sigma)
      for wanted in row.closed_form {
        let depths = model.depths(q: wanted.q, sigma: row.sigma)
        if let bid = wanted.delta_bid {
          #expect(agrees(depths.bid, bid, 1e-9, scale: scale), "\(row.name)")
        }
        if let ask = wanted.delta_ask {
          #expect(agrees(depths.ask, ask, 1e-9, scale: scale), "\(row.name)")
        }
      }
    }
  }

  @Test("Hummingbot's inventory skew")
  func hummingbot() throws {
    let rows = try fixture("strategies.json", as: HummingbotVectors.self)
      .hummingbot_inventory_skew.rows
    #expect(rows.count == 13)
    for row in rows {
      let ratios = HummingbotInventorySkew.ratios(
        base: row.base, quote: row.quote, price: row.price, targetRatio: row.target_base_ratio,
        range: row.base_range)
      #expect(agrees(ratios.bidRatio, row.bid_ratio, 1e-9))
      #expect(agrees(ratios.askRatio, row.ask_ratio, 1e-9))
    }
  }

  @Test("The risk-neutral limit is approached smoothly", arguments: [1e-300, 1e-17, 1e-12, 1e-9])
  func smallGamma(gamma: Double) {
    let k = 1.5
    let zero = AvellanedaStoikovQuotes(gamma: 0, k: k)
    let small = AvellanedaStoikovQuotes(gamma: gamma, k: k)
    #expect(zero.spread(sigma: 2, remaining: 1) == 2 / k)
    #expect(agrees(small.spread(sigma: 2, remaining: 1), 2 / k, 1e-8))
    let modelB = GLFTClosedForm(gamma: 0.1, utilityGamma: 0, intensity: 140, k: k)
    let near = GLFTClosedForm(gamma: 0.1, utilityGamma: gamma, intensity: 140, k: k)
    #expect(agrees(near.baseDepth, modelB.baseDepth, 1e-8))
    #expect(agrees(near.riskFactor, modelB.riskFactor, 1e-8))
    #expect(GLFTClosedForm(gamma: 0, intensity: 140, k: k).depths(q: 5, sigma: 2).bid == 1 / k)
  }

  @Test("Counting inventory in other units than the order size changes no quote")
  func orderSizeScales() {
    // Orders of 1 unit, and the same in thousandths: q and the order size times 1000, and every
    // price per unit over 1000 by way of gamma.
    let one = AvellanedaStoikovQuotes(gamma: 0.1, k: 1.5)
    let milli = AvellanedaStoikovQuotes(gamma: 0.0001, k: 1.5, orderSize: 1_000)
    let left = one.depths(q: 3, sigma: 2, remaining: 0.5)
    let right = milli.depths(q: 3_000, sigma: 2, remaining: 0.5)
    #expect(agrees(left.bid, right.bid, 1e-12))
    #expect(agrees(left.ask, right.ask, 1e-12))
  }

  @Test("Size skew by quantity: 2 at the lower end, 1 at the target, 0 at the upper end")
  func sizeSkewByQuantity() {
    let expected: [(q: Double, bid: Double)] = [
      (-30, 2), (-5, 2), (0, 1.5), (5, 1), (10, 0.5), (15, 0), (40, 0),
    ]
    for (q, bid) in expected {
      let ratios = HummingbotInventorySkew.ratios(q: q, target: 5, range: 10)
      #expect(ratios == HummingbotInventorySkew(bidRatio: bid, askRatio: 2 - bid))
    }
    #expect(HummingbotInventorySkew.ratios(q: 1, target: 0, range: 0) == .none)
  }
}
