public import Backtesting

/// Shifts both quotes against what the inventory exceeds a band by.
public struct DeadBandSkewStrategy: DocumentedStrategy {
  /// `dead-band`.
  public static let name = "dead-band"
  /// One sentence for the catalogue.
  public static let summary =
    "Shifts both quotes against what the inventory exceeds a band by."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "skew", .priceShiftPerQuantity,
        "shift c of both quotes against each unit of inventory away from the target",
        in: Parameter.nonNegative),
      Parameter(
        "band", .quantity, "distance b from the target that is left alone",
        in: Parameter.nonNegative),
    ] + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "bid, ask = anchor ∓ half-spread − c sgn(d) max(|d| − b, 0), d = q − q*",
    wrongChoice: "Where inventory inside the band carries real risk: nothing brings it back there.")

  private var parts: QuotingParts
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    parts.skew = PriceSkew(.deadBand, slope: values["skew"], scale: values["band"])
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
