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
        "horizon", .horizon, "time to the horizon: rolling, or counting down to the session's end",
        in: Parameter.nonNegative),
      Parameter(
        "k", .perPrice, "decay of the fill intensity A exp(−k δ) with the depth δ",
        in: Parameter.positive),
      Parameter(
        "A", .rate, "rate of fills at depth 0; its quotes do not depend on it", default: "",
        in: Parameter.positive),
    ] + VolatilitySignal.parameters + OrderSize.parameters + ConstantTarget.parameters + [
      ModelUnit.parameter
    ]
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "r = mid − (q − q*) γ σ² τ, spread = Δ γ σ² τ + (2/(γ Δ)) ln(1 + γ Δ/k), quotes r ∓ spread/2",
    source:
      "M. Avellaneda, S. Stoikov, Quantitative Finance 8(3), 2008, 217–224, "
      + "doi:10.1080/14697680701381228",
    wrongChoice:
      "Where there is no natural horizon: both skew and spread grow with it. The glft strategy has "
      + "none.")

  private let model: AvellanedaStoikovQuotes
  private let horizon: Horizon
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    size = OrderSize(values)
    model = AvellanedaStoikovQuotes(
      gamma: values["gamma"], k: values["k"], orderSize: ModelUnit.baseUnits(values))
    horizon = values.horizon("horizon")
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
    let depths = model.depths(q: q, sigma: sigma, remaining: remaining)
    quotes.quote(
      bid: view.mid - depths.bid / view.tickSize, ask: view.mid + depths.ask / view.tickSize,
      bidSize: size.lots, askSize: size.lots)
    return quotes
  }

  /// Seconds to the horizon, `nil` where the session's end is not known.
  private func remaining(at view: MarketView) -> Double? {
    switch horizon {
    case .rolling(let seconds): seconds
    case .session: view.sessionEnd.map { max(0, Double($0 - view.time) / 1e9) }
    }
  }
}
