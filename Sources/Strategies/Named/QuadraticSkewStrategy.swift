public import Backtesting

/// Shifts both quotes against the square of the inventory's distance from the target.
public struct QuadraticSkewStrategy: DocumentedStrategy {
  /// `quadratic-skew`.
  public static let name = "quadratic-skew"
  /// One sentence for the catalogue.
  public static let summary =
    "Shifts both quotes against the square of the inventory's distance from the target."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "skew", .priceShiftPerQuantity,
        "shift c of both quotes against each unit of inventory away from the target",
        in: Parameter.nonNegative),
      Parameter(
        "scale", .quantity,
        "deviation m at which the shift is that of the linear skew c m; the quotes' size where "
          + "not given", default: "", in: Parameter.positive),
    ] + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "bid, ask = anchor ∓ half-spread − c m sgn(d) (d/m)², d = q − q*",
    wrongChoice:
      "Where inventories grow large beside m: the shift outgrows the half-spread and one quote "
      + "chases the other side of the market."
  )

  private var parts: QuotingParts
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    parts.skew = PriceSkew(
      .quadratic, slope: values["skew"],
      scale: values.has("scale") ? values["scale"] : values["size"])
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
