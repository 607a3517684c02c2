public import Backtesting
internal import MarketData

/// Quotes of the dealer of Ho and Stoll, whose arrivals fall linearly with depth.
public struct HoStollStrategy: DocumentedStrategy {
  /// `ho-stoll`.
  public static let name = "ho-stoll"
  /// One sentence for the catalogue.
  public static let summary = "Quotes of Ho and Stoll (1981): linear arrivals, linear skew."
  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter("alpha", .rate, "rate of arrivals at depth 0", in: Parameter.positive),
      Parameter(
        "reach", .priceDistance,
        "α/β, the depth at which arrivals end; half of it is the riskless half-spread",
        in: Parameter.positive),
      Parameter("gamma", .riskAversion, "absolute risk aversion R", in: Parameter.nonNegative),
      Parameter("horizon", .duration, "τ, which rolls", in: Parameter.nonNegative),
    ] + VolatilitySignal.parameters + OrderSize.parameters + ConstantTarget.parameters + [
      ModelUnit.parameter
    ]
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "δ^b,a = α/(2β) + R σ² τ (Q ± 2 (q − q*))/4",
    source: "T. Ho, H. Stoll, Journal of Financial Economics 9, 1981, 47–73",
    wrongChoice: "Where fills reach far beyond α/β: the model thinks there are none.")

  private var model: HoStollModel
  private let horizon: Double
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws(ParameterError) {
    size = OrderSize(values)
    let alpha = values["alpha"]
    model = HoStollModel(
      alpha: alpha, beta: alpha / (try values.price("reach")), riskAversion: values["gamma"],
      variance: 0)
    model.orderSize = ModelUnit.baseUnits(values)
    horizon = values["horizon"]
    target = ConstantTarget(values)
    volatility = VolatilitySignal(values)
  }

  /// Quotes at the model's depths from the mid.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    guard let sigma = volatility.update(view) else { return quotes }
    model.variance = sigma * sigma
    let q = (inventory.quantity - target.lots) * view.lotSize
    quotes.quote(
      QuoteOffsets(model.depths(q: q, remaining: horizon)), at: view, size: size.lots)
    return quotes
  }
}
