public import Backtesting

/// Quotes at the stationary closed form of Guéant, Lehalle and Fernandez-Tapia.
///
/// Nothing is quoted while an estimated volatility has seen fewer than 10 changes.
public struct GLFTStrategy: DocumentedStrategy {
  /// `glft`.
  public static let name = "glft"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes at the stationary closed form of Guéant, Lehalle and Fernandez-Tapia (2013)."
  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "gamma", .riskAversion, "risk aversion; 0 is risk-neutral", in: Parameter.nonNegative),
      Parameter(
        "A", .rate, "rate of fills at depth 0, of the intensity A exp(−k δ)",
        in: Parameter.positive),
      Parameter(
        "k", .perPrice, "decay of the fill intensity with the depth δ", in: Parameter.positive),
    ] + VolatilitySignal.parameters + OrderSize.parameters + ConstantTarget.parameters + [
      ModelUnit.parameter
    ]
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "δ = (1/(γ Δ)) ln(1 + γ Δ/k) + (Δ/2 ± (q − q*)) σ √(γ/(2 A Δ k) (1 + γ Δ/k)^(k/(γ Δ) + 1)), "
      + "+ for the bid",
    source:
      "O. Guéant, C.-A. Lehalle, J. Fernandez-Tapia, Mathematics and Financial Economics 7, 2013; "
      + "O. Guéant, Applied Mathematical Finance 24, 2017",
    wrongChoice:
      "Near the end of a session that must end flat, and where single orders carry much of the "
      + "risk: the closed form is then some percent from the optimum.")

  private let model: GLFTClosedForm
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    size = OrderSize(values)
    model = GLFTClosedForm(
      gamma: values["gamma"], intensity: values["A"], k: values["k"],
      orderSize: ModelUnit.baseUnits(values))
    target = ConstantTarget(values)
    volatility = VolatilitySignal(values)
  }

  /// Quotes at the model's depths from the mid.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    guard let sigma = volatility.update(view) else { return quotes }
    let q = (inventory.quantity - target.lots) * view.lotSize
    let depths = model.depths(q: q, sigma: sigma)
    quotes.quote(
      bid: view.mid - depths.bid / view.tickSize, ask: view.mid + depths.ask / view.tickSize,
      bidSize: size.lots, askSize: size.lots)
    return quotes
  }
}
