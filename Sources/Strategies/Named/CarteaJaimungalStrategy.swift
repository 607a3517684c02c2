public import Backtesting
internal import MarketData

/// Quotes of Cartea and Jaimungal: running and terminal penalty, adverse selection, drift.
///
/// One order is one unit of the model: penalties are scaled by the order size Δ, so that
/// φ q² and α q² count q in base units.
public struct CarteaJaimungalStrategy: DocumentedStrategy {
  /// `cartea-jaimungal`.
  public static let name = "cartea-jaimungal"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes of Cartea and Jaimungal (2015): penalties on inventory, adverse selection."
  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "lambda", .rate, "rate of market orders of each side", in: Parameter.positive),
      Parameter(
        "lambda-buy", .rate, "rate of market orders to buy, λ⁺; lambda where not given",
        default: "", in: Parameter.positive),
      Parameter(
        "lambda-sell", .rate, "rate of market orders to sell, λ⁻; lambda where not given",
        default: "", in: Parameter.positive),
      Parameter(
        "kappa", .perPrice, "decay of the probability of a fill with depth",
        in: Parameter.positive),
      Parameter(
        "phi", .number, "running penalty φ q², quote units per second and base unit²",
        in: Parameter.nonNegative),
      Parameter(
        "alpha", .number, "terminal penalty α q², quote units per base unit²", default: "0",
        in: Parameter.nonNegative),
      Parameter(
        "eps", .priceDistance, "how far the mid moves with each market order", default: "0",
        in: Parameter.nonNegative),
    ] + OrderSize.parameters + ConstantTarget.parameters + [ModelUnit.parameter]
      + LatticeQuoting.parameters(form: "exact", horizon: "5m")
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "δ^a = 1/κ + ε + h(q) − h(q−Δ), δ^b = 1/κ + ε + h(q) − h(q+Δ), h = ln(ω)/κ, see QuoteModels",
    source:
      "Á. Cartea, S. Jaimungal, J. Penalva, Algorithmic and High-Frequency Trading, 2015, ch. 10",
    wrongChoice:
      "Where volatility changes much: φ is fixed, while its equivalent ½ γ σ² moves. The gueant "
      + "strategy with model B follows an estimated volatility.")

  private var model: LatticeQuoting
  private let size: OrderSize
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws(ParameterError) {
    size = OrderSize(values)
    let unit = ModelUnit.baseUnits(values)
    let rate = values["lambda"]
    let eps = try values.price("eps")
    var quotes = IntensityQuotes(
      buyRate: values.has("lambda-buy") ? values["lambda-buy"] : rate,
      sellRate: values.has("lambda-sell") ? values["lambda-sell"] : rate, decay: values["kappa"],
      runningPenalty: values["phi"] * unit, terminalPenalty: values["alpha"] * unit,
      buyImpact: eps, sellImpact: eps, drift: values["drift"],
      bound: try LatticeQuoting.bound(values, orderSize: unit))
    quotes.orderSize = unit
    model = try LatticeQuoting(quotes, values)
    target = ConstantTarget(values)
  }

  /// Quotes at the model's depths from the mid.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    let q = (inventory.quantity - target.lots) * view.lotSize
    guard let offsets = model.offsets(q: q, sigma: 1, at: view) else { return quotes }
    quotes.quote(offsets, at: view, size: size.lots)
    return quotes
  }
}
