public import Backtesting
internal import MarketData

/// Hummingbot's variant of Avellaneda and Stoikov: inventory relative to the portfolio, volatility
/// in the place of variance, and sizes that shrink on the side that adds inventory.
///
/// The portfolio is worth cash/mid + q base units; nothing is quoted while that is not above 0.
/// The volatility is that of a change over a second, in price units.
public struct HummingbotAvellanedaStoikovStrategy: DocumentedStrategy {
  /// `hummingbot-avellaneda-stoikov`.
  public static let name = "hummingbot-avellaneda-stoikov"
  /// One sentence for the catalogue.
  public static let summary =
    "Hummingbot's variant of Avellaneda and Stoikov, which is another model."
  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter("gamma", .number, "risk factor γ, a plain number", in: Parameter.positive),
      Parameter("kappa", .perPrice, "κ of the order book", in: Parameter.positive),
      Parameter(
        "eta", .number, "how fast sizes fall with relative inventory: exp(−η |q|)", default: "1",
        in: Parameter.nonNegative),
    ] + VolatilitySignal.parameters + OrderSize.parameters + ConstantTarget.parameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "q = (inventory − target)/portfolio, r = mid − q γ vol, spread = γ vol + (2/γ) ln(1 + γ/κ)",
    source: "hummingbot, avellaneda_market_making.pyx, commit 2bfaccc",
    wrongChoice:
      "Where results are to be compared with the paper: its skew grows with volatility, not "
      + "variance, and shrinks as cash grows. It needs a start with cash.")

  private var model: HummingbotAvellanedaStoikovModel
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    model = HummingbotAvellanedaStoikovModel(
      gamma: values["gamma"], kappa: values["kappa"], volatility: 0)
    model.eta = values["eta"]
    size = OrderSize(values)
    target = ConstantTarget(values)
    volatility = VolatilitySignal(values)
  }

  /// Quotes at the model's depths from the mid.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    guard let sigma = volatility.update(view) else { return quotes }
    let total = inventory.cash / (view.mid * view.tickSize) + inventory.quantity * view.lotSize
    guard total > 0 else { return quotes }
    model.volatility = sigma
    let q = (inventory.quantity - target.lots) * view.lotSize / total
    let depths = model.depths(relativeInventory: q, fraction: 1)
    let sizes = model.sizes(relativeInventory: q)
    quotes.quote(
      bid: view.mid - depths.bid / view.tickSize, ask: view.mid + depths.ask / view.tickSize,
      bidSize: size.lots * sizes.bid, askSize: size.lots * sizes.ask)
    return quotes
  }
}
