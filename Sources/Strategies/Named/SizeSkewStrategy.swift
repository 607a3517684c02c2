public import Backtesting

/// Keeps its prices and moves size from one side to the other, as Hummingbot's inventory skew does.
///
/// With `target-base-ratio` the target is a share of the portfolio: its base is the inventory, its
/// quote the cash, its price the mid. Without it the target is the inventory `target`, the bid's
/// share of the size falls from 2 at target − range over 1 at the target to 0 at target + range,
/// and cash plays no part.
public struct SizeSkewStrategy: DocumentedStrategy {
  /// `size-skew`.
  public static let name = "size-skew"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes less on the side that would add to the inventory and more on the other (Hummingbot)."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + ConstantTarget.parameters + [
      Parameter(
        "target-base-ratio", .number,
        "share of the portfolio (cash and inventory at the mid) to hold as inventory; replaces "
          + "target where given",
        default: "", in: 0...1),
      Parameter(
        "inventory-range-multiplier", .number,
        "range on either side of the target at which one side stops quoting, in multiples of the "
          + "total order size (bid plus ask)",
        default: "1", in: Parameter.positive),
      Parameter(
        "range", .quantity, "the same range as a quantity; replaces the multiplier where given",
        default: "", in: Parameter.positive),
    ]
  }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "bid size = size × r, ask size = size × (2 − r); r falls linearly from 2 at q* − range to 0 "
      + "at q* + range",
    source: "Hummingbot, inventory_skew_calculator",
    wrongChoice:
      "Where fills come in whole orders of one or two lots: sizes round down to lots, so that a "
      + "skewed size of less than a lot is no quote at all.")

  private let spread: FixedSpread
  private let size: OrderSize
  private let target: ConstantTarget
  private let portfolio: PortfolioWeightTarget?
  private let range: Double

  /// The strategy that `values` describe; throws where both forms of the target are given.
  public init(_ values: ParameterValues) throws {
    spread = FixedSpread(values)
    size = OrderSize(values)
    target = ConstantTarget(values)
    portfolio =
      values.has("target-base-ratio")
      ? PortfolioWeightTarget(weight: values["target-base-ratio"]) : nil
    range =
      values.has("range")
      ? values["range"] : values["inventory-range-multiplier"] * 2 * size.lots
    if portfolio != nil, target.lots != 0 {
      throw ParameterError(
        name: "target", message: "given together with target-base-ratio; keep one of them")
    }
  }

  /// Quotes at fixed distances whose sizes lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    let ratios: HummingbotInventorySkew
    if let portfolio {
      quotes.target = portfolio.lots(for: view, holding: inventory)
      ratios = .ratios(
        base: inventory.quantity * view.lotSize, quote: inventory.cash,
        price: view.mid * view.tickSize, targetRatio: portfolio.weight,
        range: range * view.lotSize)
    } else {
      quotes.target = target.lots
      ratios = .ratios(q: inventory.quantity, target: target.lots, range: range)
    }
    let (bid, ask) = spread.prices(for: view)
    quotes.quote(
      bid: bid, ask: ask, bidSize: size.lots * ratios.bidRatio, askSize: size.lots * ratios.askRatio
    )
    return quotes
  }
}
