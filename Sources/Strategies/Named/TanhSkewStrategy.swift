public import Backtesting

/// Shifts both quotes against the inventory, levelling off far from the target.
public struct TanhSkewStrategy: DocumentedStrategy {
  /// `tanh-skew`.
  public static let name = "tanh-skew"
  /// One sentence for the catalogue.
  public static let summary =
    "Shifts both quotes against the inventory, levelling off far from the target."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "skew", .priceShiftPerQuantity,
        "shift c of both quotes against each unit of inventory away from the target",
        in: Parameter.nonNegative),
      Parameter(
        "scale", .quantity, "deviation m at which the shift levels off; at most c m",
        in: Parameter.positive),
    ] + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "bid, ask = anchor ∓ half-spread − c m tanh((q − q*)/m)",
    wrongChoice:
      "Where flow stays one-sided: beyond m the shift no longer grows, and only the hard limit "
      + "stops the inventory."
  )

  private var parts: QuotingParts
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    parts.skew = PriceSkew(.tanh, slope: values["skew"], scale: values["scale"])
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
