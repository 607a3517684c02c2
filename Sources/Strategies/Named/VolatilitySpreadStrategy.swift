public import Backtesting
internal import MarketData

/// Quotes as far from the mid as it usually moves in some time, shifted against the inventory.
public struct VolatilitySpreadStrategy: DocumentedStrategy {
  /// `volatility-spread`.
  public static let name = "volatility-spread"
  /// One sentence for the catalogue.
  public static let summary = "A half-spread in proportion to volatility, with a linear skew."
  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "multiple", .number, "how many standard deviations", default: "1",
        in: Parameter.nonNegative),
      Parameter(
        "interval", .duration, "the time over which the mid may move", default: "1s",
        in: Parameter.positive),
      Parameter(
        "minimum", .priceDistance, "the least half-spread", default: "0",
        in: Parameter.nonNegative),
      Parameter(
        "skew", .priceShiftPerQuantity, "how far both quotes move down per lot held beyond target",
        default: "0"),
    ] + VolatilitySignal.parameters + OrderSize.parameters + ConstantTarget.parameters
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "mid − skew (q − q*) ∓ max(minimum, multiple σ √interval)",
    wrongChoice: "Where the spread earned pays less than the fees in quiet times: set a minimum.")

  private let model: VolatilitySpreadModel
  private let minimum: PriceDistance
  private let skew: Double
  private let size: OrderSize
  private let target: ConstantTarget
  private var volatility: VolatilitySignal

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) {
    model = VolatilitySpreadModel(
      multiple: values["multiple"], sigma: 0, interval: values["interval"], least: 0)
    minimum = values.distance("minimum")
    skew = values["skew"]
    size = OrderSize(values)
    target = ConstantTarget(values)
    volatility = VolatilitySignal(values)
  }

  /// Quotes of full size on both sides.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    quotes.target = target.lots
    guard let sigma = volatility.update(view) else { return quotes }
    let half = max(
      minimum.ticks(atMid: view.mid), model.halfSpread(sigma: sigma) / view.tickSize)
    let middle = view.mid - skew * (inventory.quantity - target.lots)
    quotes.quote(
      bid: middle - half, ask: middle + half, bidSize: size.lots, askSize: size.lots)
    return quotes
  }
}
