public import Backtesting

/// Quotes of Guéant, Lehalle and Fernandez-Tapia: the stationary closed form where nothing else is
/// said, or the exact solution of a finite or infinite horizon.
///
/// Nothing is quoted while an estimated volatility has seen fewer than 10 changes.
public struct GLFTStrategy: DocumentedStrategy {
  /// `glft`.
  public static let name = "glft"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes of Guéant, Lehalle and Fernandez-Tapia (2013): closed form, or solved exactly."
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
      ModelUnit.parameter,
      Parameter(
        "impact", .priceDistance,
        "jump ξ of the mid against the maker at each of its fills", default: "0",
        in: Parameter.nonNegative),
    ] + LatticeQuoting.parameters(form: "closed", horizon: "")
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "closed: δ = (1/(γ Δ)) ln(1 + γ Δ/k) "
      + "+ (Δ/2 ± (q − q*)) σ √(γ/(2 A Δ k) (1 + γ Δ/k)^(k/(γ Δ) + 1)), "
      + "+ for the bid; else δ = (1/(γ Δ)) ln(1 + γ Δ/k) + (1/k) ln(v_q/v_{q±Δ}), see QuoteModels",
    source:
      "O. Guéant, C.-A. Lehalle, J. Fernandez-Tapia, Mathematics and Financial Economics 7, 2013; "
      + "O. Guéant, Applied Mathematical Finance 24, 2017",
    wrongChoice:
      "Near the end of a session that must end flat, and where single orders carry much of the "
      + "risk: the closed form is then some percent from the optimum.")

  private var model: LatticeQuoting
  /// The closed form, `nil` where another form is quoted.
  private let closed: GLFTClosedForm?
  private let hasDrift: Bool
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws(ParameterError) {
    size = OrderSize(values)
    hasDrift = values["drift"] != 0
    let unit = ModelUnit.baseUnits(values)
    model = try LatticeQuoting(
      IntensityQuotes(
        gamma: values["gamma"], utilityGamma: values["gamma"], sigma: 1, intensity: values["A"],
        decay: values["k"], orderSize: unit, drift: values["drift"],
        impact: try values.price("impact"),
        bound: try LatticeQuoting.bound(values, orderSize: unit)), values)
    let isClosed = values.choice("form") == "closed"
    closed =
      isClosed
      ? GLFTClosedForm(
        gamma: values["gamma"], intensity: values["A"], k: values["k"], orderSize: unit,
        drift: values["drift"], adverseSelection: try values.price("impact")) : nil
    target = ConstantTarget(values)
    volatility = VolatilitySignal(values)
  }

  /// Quotes at the model's depths from the mid.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    guard let sigma = volatility.update(view) else { return quotes }
    let q = (inventory.quantity - target.lots) * view.lotSize
    if let closed {
      // A drift has no closed form where nothing moves.
      guard sigma > 0 || !hasDrift else { return quotes }
      quotes.quote(
        QuoteOffsets(closed.depths(q: q, sigma: sigma)), at: view, size: size.lots)
      return quotes
    }
    guard let offsets = model.offsets(q: q, sigma: sigma, at: view) else { return quotes }
    quotes.quote(offsets, at: view, size: size.lots)
    return quotes
  }
}
