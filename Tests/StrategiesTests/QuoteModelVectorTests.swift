import Backtesting
import Strategies
import Testing

/// Depths of Guéant, Lehalle and Fernandez-Tapia and of Guéant, every form.
struct LatticeVectors: Decodable {
  struct Row: Decodable {
    var t: Double?
    var q: Double
    var delta_bid, delta_ask: Double?
  }
  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var sigma, A, k, gamma, Delta, T, Q_over_Delta: Double
    var xi, mu, impact_xi, smallest_eigenvalue, spectral_gap: Double?
    var finite_horizon, asymptotic_exact, closed_form: [Row]
    var testDescription: String { name }
  }
  var cases: [Case]
}

/// Depths of Cartea and Jaimungal.
struct CarteaJaimungalVectors: Decodable {
  struct Row: Decodable {
    var t, q: Double
    var delta_minus_bid, delta_plus_ask: Double?
  }
  struct Case: Decodable {
    var name: String
    var lambda_plus, lambda_minus, kappa, phi, alpha, qmax, T, eps_plus, eps_minus, mu: Double
    var table: [Row]
  }
  var cases: [Case]
}

/// Rows of other models.
struct PointwiseVectors: Decodable {
  struct HoStoll: Decodable {
    var q, alpha, beta, R, sigma2, Q, tau, delta_bid, delta_ask: Double
  }
  struct Hummingbot: Decodable {
    var mid, q_rel, gamma, vol_abs, kappa, time_left_frac, bid, ask: Double
    var eta, order_size, buy_size, sell_size: Double
  }
  struct Section<Row: Decodable>: Decodable { var rows: [Row] }
  var ho_stoll_linear: Section<HoStoll>
  var hummingbot_avellaneda: Section<Hummingbot>
}

/// What `ballast quotes` computes, from texts as on its command line.
@Suite("Quote models against reference values")
struct QuoteModelVectorTests {
  private func model(_ name: String, _ settings: [String: Any]) throws -> any QuoteModel {
    let kind = try #require(QuoteModelKind.all.first { $0.name == name })
    return try kind.model(settings.map { ($0.key, "\($0.value)") }) {
      NearestName.hint(for: $0, among: $1)
    }
  }

  private func compare(_ got: Double?, _ wanted: Double?, _ tolerance: Double, _ name: String) {
    #expect((got == nil) == (wanted == nil), "\(name)")
    guard let got, let wanted else { return }
    #expect(abs(got - wanted) <= tolerance * abs(wanted), "\(name): \(got), \(wanted)")
  }

  @Test("Guéant, Lehalle, Fernandez-Tapia, and Guéant: 13 sets, three forms")
  func lattice() throws {
    let cases = try fixture("glft_quotes.json", as: LatticeVectors.self).cases
    #expect(cases.count == 13)
    for row in cases {
      var settings: [String: Any] = [
        "sigma": row.sigma, "A": row.A, "k": row.k, "gamma": row.gamma, "horizon": row.T,
        "limit": row.Q_over_Delta * row.Delta, "Delta": row.Delta, "mu": row.mu ?? 0,
        "impact": row.impact_xi ?? 0,
      ]
      for name in ["glft", "gueant"] {
        if name == "gueant" { settings["xi"] = row.xi ?? row.gamma }
        if name == "glft", let xi = row.xi, xi != row.gamma { continue }
        for (form, rows) in [
          ("exact", row.finite_horizon), ("asymptotic", row.asymptotic_exact),
          ("closed", row.closed_form),
        ] {
          settings["form"] = form
          let quotes = try model(name, settings)
          for time in Set(rows.map { $0.t ?? 0 }) {
            let wanted = rows.filter { ($0.t ?? 0) == time }
            let got = try quotes.offsets(at: wanted.map(\.q), time: time)
            for (offsets, wanted) in zip(got, wanted) {
              compare(offsets.bid, wanted.delta_bid, 1e-12, "\(row.name) \(form)")
              compare(offsets.ask, wanted.delta_ask, 1e-12, "\(row.name) \(form)")
            }
          }
        }
      }
      if let lowest = row.smallest_eigenvalue, let gap = row.spectral_gap {
        let quotes = IntensityQuotes(
          gamma: row.gamma, utilityGamma: row.xi ?? row.gamma, sigma: row.sigma, intensity: row.A,
          decay: row.k, orderSize: row.Delta, drift: row.mu ?? 0, bound: Int(row.Q_over_Delta))
        let spectrum = quotes.lattice.spectrum
        #expect(agrees(spectrum.lowest, lowest, 1e-12, scale: 0))
        #expect(agrees(spectrum.gap, gap, 1e-10, scale: 0))
      }
    }
  }

  @Test("Cartea and Jaimungal: 14 sets")
  func carteaJaimungal() throws {
    let cases = try fixture("cartea_jaimungal_quotes.json", as: CarteaJaimungalVectors.self).cases
    #expect(cases.count == 14)
    for row in cases {
      let quotes = try model(
        "cartea-jaimungal",
        [
          "lambda+": row.lambda_plus, "lambda-": row.lambda_minus, "kappa": row.kappa,
          "phi": row.phi, "alpha": row.alpha, "limit": row.qmax, "horizon": row.T,
          "eps+": row.eps_plus, "eps-": row.eps_minus, "mu": row.mu,
        ])
      for time in Set(row.table.map(\.t)) {
        let wanted = row.table.filter { $0.t == time }
        let got = try quotes.offsets(at: wanted.map(\.q), time: time)
        for (offsets, wanted) in zip(got, wanted) {
          compare(offsets.bid, wanted.delta_minus_bid, 1e-12, row.name)
          compare(offsets.ask, wanted.delta_plus_ask, 1e-12, row.name)
        }
      }
    }
  }

  @Test("Avellaneda and Stoikov: 72 finite and 9 infinite horizons")
  func avellanedaStoikov() throws {
    let vectors = try fixture("as2008_quotes.json", as: AvellanedaStoikovVectors.self)
    for row in vectors.finite_horizon {
      let quotes = try model(
        "avellaneda-stoikov",
        ["gamma": row.gamma, "sigma": row.sigma, "k": row.k, "horizon": row.T])
      let offsets = try quotes.offsets(at: [row.q], time: row.t)[0]
      compare(offsets.bid.map { row.s - $0 }, row.bid, 1e-12, "bid")
      compare(offsets.ask.map { row.s + $0 }, row.ask, 1e-12, "ask")
    }
    for row in vectors.infinite_horizon {
      let quotes = try model(
        "avellaneda-stoikov",
        ["gamma": row.gamma, "sigma": row.sigma, "k": 1.5, "form": "infinite", "limit": row.qmax])
      let offsets = try quotes.offsets(at: [row.q], time: 0)[0]
      let base = AvellanedaStoikovQuotes(gamma: row.gamma, k: 1.5).baseSpread / 2
      compare(offsets.bid.map { row.s - $0 + base }, row.reservation_bid, 1e-12, "bid")
      compare(offsets.ask.map { row.s + $0 - base }, row.reservation_ask, 1e-12, "ask")
    }
  }

  @Test("Ho and Stoll, and Hummingbot's variant of Avellaneda and Stoikov")
  func pointwise() throws {
    let vectors = try fixture("strategies.json", as: PointwiseVectors.self)
    for row in vectors.ho_stoll_linear.rows {
      let quotes = try model(
        "ho-stoll",
        [
          "alpha": row.alpha, "beta": row.beta, "R": row.R, "sigma2": row.sigma2, "tau": row.tau,
          "Q": row.Q,
        ])
      let offsets = try quotes.offsets(at: [row.q], time: 0)[0]
      compare(offsets.bid, row.delta_bid, 1e-12, "bid")
      compare(offsets.ask, row.delta_ask, 1e-12, "ask")
    }
    for row in vectors.hummingbot_avellaneda.rows {
      var quotes = HummingbotAvellanedaStoikovModel(
        gamma: row.gamma, kappa: row.kappa, volatility: row.vol_abs)
      quotes.eta = row.eta
      quotes.horizon = 1
      let offsets = try quotes.offsets(at: [row.q_rel], time: 1 - row.time_left_frac)[0]
      compare(offsets.bid.map { row.mid - $0 }, row.bid, 1e-12, "bid")
      compare(offsets.ask.map { row.mid + $0 }, row.ask, 1e-12, "ask")
      let sizes = quotes.sizes(relativeInventory: row.q_rel)
      compare(sizes.bid * row.order_size, row.buy_size, 1e-12, "buy size")
      compare(sizes.ask * row.order_size, row.sell_size, 1e-12, "sell size")
    }
  }

  @Test("Wrong names, numbers and combinations are refused with a remedy")
  func refusals() throws {
    let good: [String: Any] = ["sigma": 0.3, "A": 0.9, "k": 0.3, "gamma": 0.01, "horizon": 600]
    func message(_ change: [String: Any]) -> String? {
      let settings = good.merging(change) { _, new in new }
      return #expect(throws: QuoteModelError.self) { try model("glft", settings) }?.description
    }
    #expect(message(["limit": 30, "sigm": 1])?.contains("did you mean 'sigma'?") == true)
    #expect(message([:])?.contains("limit: missing") == true)
    #expect(message(["limit": 0.5])?.contains("1 to 10000000 orders") == true)
    #expect(message(["limit": 30, "k": 0])?.contains("greater than 0") == true)
    #expect(message(["limit": 30, "form": "exakt"])?.contains("did you mean 'exact'?") == true)
    #expect(message(["limit": 30, "A": "nan"])?.contains("must be a number") == true)
  }
}
