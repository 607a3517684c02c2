public import Backtesting
internal import MarketData

/// Quotes of Guéant's general form: Model A or B, any order size, market impact.
public struct GueantStrategy: DocumentedStrategy {
  /// `gueant`.
  public static let name = "gueant"
  /// One sentence for the catalogue.
  public static let summary = "Quotes of Guéant's general form (2017), Model A or B."
  /// What can be set.
  public static var parameters: [Parameter] {
    GLFTStrategy.parameters.filter { !["form", "horizon", "bound", "drift"].contains($0.name) } + [
      Parameter(
        "model", .choice(["A", "B"]),
        "A: exponential utility, ξ = γ; B: running penalty ½ γ σ² q², ξ = 0", default: "A"),
      Parameter(
        "terminal-penalty", .number, "α of a terminal cost α q², quote units per base unit²",
        default: "0", in: Parameter.nonNegative),
    ] + LatticeQuoting.parameters(form: "asymptotic", horizon: "")
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "δ = (1/(ξ Δ)) ln(1 + ξ Δ/k) + (1/k) ln(v_q/v_{q±Δ}), see QuoteModels",
    source: "O. Guéant, Applied Mathematical Finance 24, 2017, 112–154",
    wrongChoice:
      "Where fills are not near to a rate A exp(−k δ), or orders arrive in bursts: its depths then "
      + "answer another question.")

  private var model: LatticeQuoting
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws(ParameterError) {
    size = OrderSize(values)
    let unit = ModelUnit.baseUnits(values)
    let gamma = values["gamma"]
    model = try LatticeQuoting(
      IntensityQuotes(
        gamma: gamma, utilityGamma: values.choice("model") == "A" ? gamma : 0, sigma: 1,
        intensity: values["A"], decay: values["k"], orderSize: unit, drift: values["drift"],
        impact: try values.price("impact"), terminalPenalty: values["terminal-penalty"],
        bound: try LatticeQuoting.bound(values, orderSize: unit)), values)
    target = ConstantTarget(values)
    volatility = VolatilitySignal(values)
  }

  /// Quotes at the model's depths from the mid.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    guard let sigma = volatility.update(view) else { return quotes }
    let q = (inventory.quantity - target.lots) * view.lotSize
    guard let offsets = model.offsets(q: q, sigma: sigma, at: view) else { return quotes }
    quotes.quote(offsets, at: view, size: size.lots)
    return quotes
  }
}
