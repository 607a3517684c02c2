public import Backtesting
internal import MarketData

/// Quotes around the reservation price of Avellaneda and Stoikov.
///
/// Nothing is quoted while an estimated volatility has seen fewer than 10 changes, and, with
/// `horizon: session`, where no end of the session was announced. After it the time left is 0.
public struct AvellanedaStoikovStrategy: DocumentedStrategy {
  /// `avellaneda-stoikov`.
  public static let name = "avellaneda-stoikov"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes around the reservation price of Avellaneda and Stoikov (2008)."
  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "gamma", .riskAversion, "risk aversion; 0 is risk-neutral", in: Parameter.nonNegative),
      Parameter(
        "horizon", .horizon,
        "time to the horizon: rolling, or counting down to the session's end; needed but by the "
          + "infinite form", default: "", in: Parameter.nonNegative),
      Parameter(
        "k", .perPrice, "decay of the fill intensity A exp(−k δ) with the depth δ",
        in: Parameter.positive),
      Parameter(
        "A", .rate, "rate of fills at depth 0; its quotes do not depend on it", default: "",
        in: Parameter.positive),
    ] + VolatilitySignal.parameters + OrderSize.parameters + ConstantTarget.parameters + [
      ModelUnit.parameter,
      Parameter(
        "form", .choice(["finite", "infinite"]),
        "with the horizon, or the infinite-horizon model (section 2.3), which needs bound and "
          + "takes no notice of volatility but for being above 0", default: "finite"),
      Parameter(
        "bound", .quantity, "q_max of the infinite form: ω = ½ γ² σ² (q_max + Δ)²", default: "",
        in: Parameter.positive),
    ]
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "r = mid − (q − q*) γ σ² τ, spread = Δ γ σ² τ + (2/(γ Δ)) ln(1 + γ Δ/k), "
      + "quotes r ∓ spread/2; "
      + "infinite: see QuoteModels",
    source:
      "M. Avellaneda, S. Stoikov, Quantitative Finance 8(3), 2008, 217–224, "
      + "doi:10.1080/14697680701381228",
    wrongChoice:
      "Where there is no natural horizon: both skew and spread grow with it. The glft strategy has "
      + "none.")

  private let model: AvellanedaStoikovQuotes
  private let horizon: Horizon
  /// q_max of the infinite form, in orders.
  private let bound: Double?
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws(ParameterError) {
    size = OrderSize(values)
    model = AvellanedaStoikovQuotes(
      gamma: values["gamma"], k: values["k"], orderSize: ModelUnit.baseUnits(values))
    if values.choice("form") == "infinite" {
      guard values.has("bound"), values["gamma"] > 0 else {
        throw ParameterError(
          name: values.has("bound") ? "gamma" : "bound",
          message: "form infinite needs a bound and a risk aversion above 0")
      }
      bound = values["bound"] * values.baseUnitsPerLot / model.orderSize
      horizon = .rolling(0)
    } else {
      guard values.has("horizon") else {
        throw ParameterError(name: "horizon", message: "missing; give it as 5m or session")
      }
      bound = nil
      horizon = values.horizon("horizon")
    }
    target = ConstantTarget(values)
    volatility = VolatilitySignal(values)
  }

  /// Quotes at the model's depths from the mid.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    guard let sigma = volatility.update(view), let remaining = remaining(at: view) else {
      return quotes
    }
    let q = (inventory.quantity - target.lots) * view.lotSize
    if let bound {
      if sigma > 0 { quotes.quote(infinite(q, bound), at: view, size: size.lots) }
      return quotes
    }
    let depths = model.depths(q: q, sigma: sigma, remaining: remaining)
    quotes.quote(
      bid: view.mid - depths.bid / view.tickSize, ask: view.mid + depths.ask / view.tickSize,
      bidSize: size.lots, askSize: size.lots)
    return quotes
  }

  /// The offsets of the infinite form; at the bound the side that would go further is not quoted.
  private func infinite(_ q: Double, _ bound: Double) -> QuoteOffsets {
    let orders = min(max(q / model.orderSize, -bound), bound)
    let depths = AvellanedaStoikovQuotes.infiniteHorizonReservation(
      q: orders, gamma: model.gamma * model.orderSize, sigma: 1, maximumInventory: bound)
    guard let depths else { return QuoteOffsets(bid: nil, ask: nil) }
    let base = model.baseSpread / 2
    return QuoteOffsets(
      bid: depths.bid.isFinite ? depths.bid + base : nil,
      ask: depths.ask.isFinite ? depths.ask + base : nil)
  }

  /// Seconds to the horizon, `nil` where the session's end is not known.
  private func remaining(at view: MarketView) -> Double? {
    switch horizon {
    case .rolling(let seconds): seconds
    case .session: view.sessionEnd.map { max(0, Double($0 - view.time) / 1e9) }
    }
  }
}
