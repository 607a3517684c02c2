extension QuoteModelKind {
  /// Every model.
  public static let all: [QuoteModelKind] = [
    avellanedaStoikov, hummingbot, glft, gueant, carteaJaimungal, hoStoll, volatilitySpread, fixed,
  ]

  private static let sigma = QuoteModelParameter(
    "sigma", in: .nonNegative, meaning: "volatility σ of the mid, price per square-root second")
  private static let gamma = QuoteModelParameter(
    "gamma", in: .nonNegative, meaning: "risk aversion γ, per quote unit")
  private static let orderSize = QuoteModelParameter(
    "Delta", "size", default: "1", meaning: "order size Δ, base units")
  private static let drift = QuoteModelParameter(
    "mu", "drift", default: "0", in: .any, meaning: "drift μ of the mid, price per second")
  private static let horizon = QuoteModelParameter(
    "horizon", "T", default: "", in: .nonNegative,
    meaning: "horizon T, seconds; needed by the exact form")
  private static let limit = QuoteModelParameter(
    "limit", "Q", default: "",
    meaning: "the most inventory held, long or short, base units; needed but by the closed form")
  private static let form = QuoteModelParameter(
    "form", choices: IntensityQuotes.Form.allCases.map(\.rawValue), default: "exact",
    meaning: "the solution at the time left, that of an infinite horizon, or its approximation")
  private static let intensity = [
    QuoteModelParameter("A", meaning: "rate of fills at depth 0, per second, of A exp(−k δ)"),
    QuoteModelParameter("k", meaning: "decay of the rate of fills with depth, per price unit"),
  ]

  private static func finished(
    _ model: IntensityQuotes, _ values: QuoteModelValues
  ) throws(QuoteModelError) -> IntensityQuotes {
    var model = model
    model.form = IntensityQuotes.Form(rawValue: values.word("form")) ?? .exact
    model.horizon = values.optional("horizon")
    let lattice = model.lattice
    guard
      [
        lattice.risk, lattice.drift, lattice.coupling, lattice.tilt, lattice.terminal,
        model.bidBase, model.askBase,
      ].allSatisfy(\.isFinite), lattice.coupling >= .leastNormalMagnitude
    else {
      throw QuoteModelError(
        parameter: "", message: "the parameters together leave the range of numbers; scale them")
    }
    if model.form == .exact { _ = try values.number("horizon") }
    if model.form == .closed, lattice.risk == 0, lattice.drift != 0 {
      throw QuoteModelError(
        parameter: "form", message: "closed has no solution with a drift and without risk")
    }
    return model
  }

  /// How many orders the limit allows; 1 for the closed form, which knows none.
  private static func bound(
    _ values: QuoteModelValues, orderSize: Double
  ) throws(QuoteModelError) -> Int {
    if values.word("form") == "closed" { return 1 }
    let limit = try values.number("limit")
    let orders = (limit / orderSize * (1 + 1e-12)).rounded(.down)
    guard orders >= 1, orders <= 1e7 else {
      throw QuoteModelError(
        parameter: "limit",
        message:
          "\(limit) must hold from 1 to 10000000 orders of \(orderSize); it is in base units")
    }
    return Int(orders)
  }

  static let glft = QuoteModelKind(
    name: "glft", summary: "Guéant, Lehalle and Fernandez-Tapia (2013).",
    formula:
      "δ = (1/k) ln(v_q/v_{q±1}) + (1/γ) ln(1 + γ/k) + ξ/2, "
      + "v' = (½ k γ σ² q² − k μ q) v − η (v_{q+1} + v_{q−1})",
    source: "Mathematics and Financial Economics 7, 2013, 477–507",
    parameters: [sigma] + intensity + [gamma, horizon, limit, form, drift, orderSize] + [
      QuoteModelParameter(
        "xi", "impact", "impact-xi", "impact_xi", default: "0", in: .nonNegative,
        meaning: "jump ξ of the mid against the maker at a fill, price units"),
      QuoteModelParameter(
        "alpha", default: "0", in: .nonNegative,
        meaning: "terminal penalty α q², price per base unit"),
    ],
    make: { values throws(QuoteModelError) in
      let size = try values.number("Delta")
      let gamma = try values.number("gamma")
      return try finished(
        IntensityQuotes(
          gamma: gamma, utilityGamma: gamma, sigma: try values.number("sigma"),
          intensity: try values.number("A"), decay: try values.number("k"), orderSize: size,
          drift: try values.number("mu"), impact: try values.number("xi"),
          terminalPenalty: try values.number("alpha"), bound: try bound(values, orderSize: size)),
        values)
    })

  static let gueant = QuoteModelKind(
    name: "gueant", summary: "Guéant's general form (2017), Models A and B, any order size.",
    formula:
      "δ = (1/k) ln(v_q/v_{q±Δ}) + (1/(ξΔ)) ln(1 + ξΔ/k); ξ = γ in Model A, 0 in Model B",
    source: "Applied Mathematical Finance 24, 2017, 112–154",
    parameters: [sigma] + intensity + [gamma, horizon, limit, form, drift, orderSize] + [
      QuoteModelParameter(
        "model", choices: ["A", "B"], default: "A",
        meaning: "A: exponential utility, ξ = γ; B: running penalty ½ γ σ² q², ξ = 0"),
      QuoteModelParameter(
        "xi", default: "", in: .nonNegative,
        meaning: "ξ itself, per quote unit, in place of model's"),
      QuoteModelParameter(
        "impact", "impact-xi", "impact_xi", default: "0", in: .nonNegative,
        meaning: "jump of the mid against the maker at a fill, price units"),
      QuoteModelParameter(
        "alpha", default: "0", in: .nonNegative,
        meaning: "terminal penalty α q², price per base unit"),
    ],
    make: { values throws(QuoteModelError) in
      let size = try values.number("Delta")
      let gamma = try values.number("gamma")
      let xi = values.optional("xi") ?? (values.word("model") == "A" ? gamma : 0)
      return try finished(
        IntensityQuotes(
          gamma: gamma, utilityGamma: xi, sigma: try values.number("sigma"),
          intensity: try values.number("A"), decay: try values.number("k"), orderSize: size,
          drift: try values.number("mu"), impact: try values.number("impact"),
          terminalPenalty: try values.number("alpha"), bound: try bound(values, orderSize: size)),
        values)
    })

  static let carteaJaimungal = QuoteModelKind(
    name: "cartea-jaimungal",
    summary: "Cartea and Jaimungal: running and terminal penalty, adverse selection.",
    formula:
      "δ^a = 1/κ + ε⁺ + h(q) − h(q−1), δ^b = 1/κ + ε⁻ + h(q) − h(q+1), h = ln(ω)/κ",
    source: "Cartea, Jaimungal, Penalva, Algorithmic and High-Frequency Trading, 2015, chapter 10",
    parameters: [
      QuoteModelParameter(
        "lambda", default: "", meaning: "rate of market orders of each side, per second"),
      QuoteModelParameter(
        "lambda+", "lambda-plus", "lambda_plus", default: "",
        meaning: "rate of market orders to buy, which fill asks, per second; lambda where not given"
      ),
      QuoteModelParameter(
        "lambda-", "lambda-minus", "lambda_minus", default: "",
        meaning:
          "rate of market orders to sell, which fill bids, per second; lambda where not given"),
      QuoteModelParameter(
        "kappa", default: "",
        meaning: "decay of the probability of a fill with depth, per price unit"),
      QuoteModelParameter(
        "kappa+", "kappa-plus", "kappa_plus", default: "",
        meaning: "κ of asks; must be that of bids"),
      QuoteModelParameter(
        "kappa-", "kappa-minus", "kappa_minus", default: "",
        meaning: "κ of bids; must be that of asks"),
      QuoteModelParameter(
        "phi", default: "0", in: .nonNegative,
        meaning: "running penalty φ q², price per base unit and second"),
      QuoteModelParameter(
        "alpha", default: "0", in: .nonNegative,
        meaning: "terminal penalty α q², price per base unit"),
      QuoteModelParameter(
        "eps", "epsilon", default: "0", in: .nonNegative,
        meaning: "how far the mid moves with each market order, price units"),
      QuoteModelParameter(
        "eps+", "eps-plus", "eps_plus", default: "", in: .nonNegative,
        meaning: "how far it rises with one to buy; eps where not given"),
      QuoteModelParameter(
        "eps-", "eps-minus", "eps_minus", default: "", in: .nonNegative,
        meaning: "how far it falls with one to sell; eps where not given"),
      drift, horizon,
      QuoteModelParameter(
        "limit", "qmax", "qbar", "Q", default: "",
        meaning: "the most inventory held, long or short, units; needed but by the closed form"),
      form,
    ],
    make: { values throws(QuoteModelError) in
      func side(_ name: String, _ sign: String) throws(QuoteModelError) -> Double {
        if let own = values.optional(name + sign) { return own }
        return try values.number(name)
      }
      let kappa = try side("kappa", "+")
      let bidKappa = try side("kappa", "-")
      guard bidKappa == kappa else {
        throw QuoteModelError(
          parameter: "kappa-",
          message: "differs from kappa+; the model is linear, and solved here, where they are equal"
        )
      }
      return try finished(
        IntensityQuotes(
          buyRate: try side("lambda", "+"), sellRate: try side("lambda", "-"), decay: kappa,
          runningPenalty: try values.number("phi"), terminalPenalty: try values.number("alpha"),
          buyImpact: try side("eps", "+"), sellImpact: try side("eps", "-"),
          drift: try values.number("mu"), bound: try bound(values, orderSize: 1)), values)
    })
}

extension QuoteModelKind {
  static let avellanedaStoikov = QuoteModelKind(
    name: "avellaneda-stoikov", summary: "Avellaneda and Stoikov (2008).",
    formula:
      "r = s − q γ σ² (T−t), spread = Δ γ σ² (T−t) + (2/(γΔ)) ln(1 + γΔ/k), quotes r ∓ spread/2",
    source: "Quantitative Finance 8(3), 2008, 217–224",
    parameters: [
      sigma, gamma,
      QuoteModelParameter("k", meaning: "decay of the rate of fills with depth, per price unit"),
      QuoteModelParameter(
        "A", default: "",
        meaning: "rate of fills at depth 0, per second; the quotes do not depend on it"),
      QuoteModelParameter(
        "form", choices: ["finite", "infinite", "geometric"], default: "finite",
        meaning: "with a horizon; without one (section 2.3); or a geometric mid (the appendix)"),
      QuoteModelParameter(
        "horizon", "T", default: "", in: .nonNegative,
        meaning: "horizon T, seconds; needed but by form=infinite"),
      QuoteModelParameter(
        "Delta", "size", default: "1", meaning: "order size Δ of form=finite, base units"),
      QuoteModelParameter(
        "limit", "qmax", "Q", default: "",
        meaning: "q_max of form=infinite: ω = ½ γ² σ² (q_max + 1)²"),
      QuoteModelParameter(
        "omega", default: "", meaning: "ω itself, per second, in place of limit's"),
      QuoteModelParameter("mid", "s", default: "", meaning: "the mid, needed by form=geometric"),
    ],
    make: { values throws(QuoteModelError) in
      let gamma = try values.number("gamma")
      let sigma = try values.number("sigma")
      let quotes = AvellanedaStoikovQuotes(
        gamma: gamma, k: try values.number("k"), orderSize: try values.number("Delta"))
      let form = values.word("form")
      if form != "finite", quotes.orderSize != 1 {
        throw QuoteModelError(parameter: "Delta", message: "form=\(form) has orders of 1 only")
      }
      switch form {
      case "infinite":
        guard gamma > 0, sigma > 0 else {
          throw QuoteModelError(
            parameter: gamma > 0 ? "sigma" : "gamma", message: "must be above 0 for form=infinite")
        }
        let omega: Double
        if let given = values.optional("omega") {
          omega = given
        } else {
          let limit = try values.number("limit")
          omega = gamma * gamma * sigma * sigma * (limit + 1) * (limit + 1) / 2
        }
        return AvellanedaStoikovModel(form: .infinite(omega: omega), quotes: quotes, sigma: sigma)
      case "geometric":
        return AvellanedaStoikovModel(
          form: .geometric(mid: try values.number("mid")), quotes: quotes, sigma: sigma,
          horizon: try values.number("horizon"))
      default:
        return AvellanedaStoikovModel(
          form: .finite, quotes: quotes, sigma: sigma, horizon: try values.number("horizon"))
      }
    })

  static let hummingbot = QuoteModelKind(
    name: "hummingbot-avellaneda-stoikov",
    summary: "Hummingbot's variant of Avellaneda and Stoikov, which is another model.",
    formula:
      "q = (inventory − target)/total, r = mid − q γ vol f, spread = γ vol f + (2/γ) ln(1 + γ/κ), "
      + "f = (T−t)/T",
    source: "hummingbot, avellaneda_market_making.pyx, commit 2bfaccc",
    parameters: [
      gamma, QuoteModelParameter("kappa", "k", meaning: "κ, per price unit"),
      QuoteModelParameter(
        "volatility", "vol", "vol_abs", "sigma", in: .nonNegative,
        meaning: "absolute volatility, price units"),
      QuoteModelParameter(
        "horizon", "T", default: "", meaning: "length T of the session; without it f is 1"),
      QuoteModelParameter(
        "target", default: "0", in: .any, meaning: "inventory wanted, base units"),
      QuoteModelParameter(
        "total", default: "1",
        meaning: "the portfolio's value in base units; 1 takes inventory as q"),
    ],
    make: { values throws(QuoteModelError) in
      var model = HummingbotAvellanedaStoikovModel(
        gamma: try values.number("gamma"), kappa: try values.number("kappa"),
        volatility: try values.number("volatility"))
      model.target = try values.number("target")
      model.total = try values.number("total")
      model.horizon = values.optional("horizon")
      return model
    })

  static let hoStoll = QuoteModelKind(
    name: "ho-stoll", summary: "The dealer of Ho and Stoll (1981) with linear arrival rates.",
    formula: "δ^b,a = α/(2β) + R σ² τ (Q ± 2q)/4",
    source: "Journal of Financial Economics 9, 1981, 47–73",
    parameters: [
      QuoteModelParameter("alpha", meaning: "rate of arrivals at depth 0, per second, of α − β δ"),
      QuoteModelParameter("beta", meaning: "what a price unit of depth takes off it, per second"),
      QuoteModelParameter(
        "R", "gamma", in: .nonNegative, meaning: "absolute risk aversion R, per quote unit"),
      QuoteModelParameter(
        "sigma", default: "", in: .nonNegative, meaning: "σ, price per square-root second"),
      QuoteModelParameter(
        "sigma2", default: "", in: .nonNegative, meaning: "σ² in place of sigma, price²/s"),
      QuoteModelParameter(
        "tau", "horizon", "T", in: .nonNegative, meaning: "time τ to the horizon, seconds"),
      QuoteModelParameter("Q", "size", "Delta", default: "1", meaning: "order size Q, base units"),
    ],
    make: { values throws(QuoteModelError) in
      let variance: Double
      if let given = values.optional("sigma2") {
        variance = given
      } else {
        let sigma = try values.number("sigma")
        variance = sigma * sigma
      }
      var model = HoStollModel(
        alpha: try values.number("alpha"), beta: try values.number("beta"),
        riskAversion: try values.number("R"), variance: variance)
      model.orderSize = try values.number("Q")
      model.horizon = try values.number("tau")
      return model
    })

  private static let skew = QuoteModelParameter(
    "skew", default: "0", in: .any, meaning: "shift of both quotes per base unit held, price units")

  static let volatilitySpread = QuoteModelKind(
    name: "volatility-spread", summary: "A half-spread in proportion to volatility.",
    formula: "δ^b,a = max(minimum, multiple σ √interval) ± skew q", source: "",
    parameters: [
      sigma,
      QuoteModelParameter(
        "multiple", default: "1", in: .nonNegative, meaning: "standard deviations"),
      QuoteModelParameter(
        "interval", default: "1", meaning: "time over which the mid may move, seconds"),
      QuoteModelParameter(
        "minimum", default: "0", in: .nonNegative, meaning: "the least half-spread, price units"),
      skew,
    ],
    make: { values throws(QuoteModelError) in
      var model = VolatilitySpreadModel(
        multiple: try values.number("multiple"), sigma: try values.number("sigma"),
        interval: try values.number("interval"), least: try values.number("minimum"))
      model.skew = try values.number("skew")
      return model
    })

  static let fixed = QuoteModelKind(
    name: "fixed", summary: "A fixed half-spread: price units, ticks, or bps of the mid.",
    formula: "δ^b,a = half-spread ± skew q", source: "",
    parameters: [
      QuoteModelParameter(
        "half-spread", in: .nonNegative, meaning: "distance of each quote, in `unit`"),
      QuoteModelParameter(
        "unit", choices: ["price", "ticks", "bps"], default: "price", meaning: "of half-spread"),
      QuoteModelParameter("tick", default: "", meaning: "price units per tick, for unit=ticks"),
      QuoteModelParameter("mid", default: "", meaning: "the mid, for unit=bps"), skew,
    ],
    make: { values throws(QuoteModelError) in
      let distance = try values.number("half-spread")
      let least: Double
      switch values.word("unit") {
      case "ticks": least = distance * (try values.number("tick"))
      case "bps": least = distance * (try values.number("mid")) / 10_000
      default: least = distance
      }
      var model = VolatilitySpreadModel(multiple: 0, sigma: 0, interval: 1, least: least)
      model.skew = try values.number("skew")
      return model
    })
}
