public import Backtesting

/// Shifts both quotes by a constant while the inventory is at or outside a band.
public struct SkewBandStrategy: DocumentedStrategy {
  /// `skew-band`.
  public static let name = "skew-band"
  /// One sentence for the catalogue.
  public static let summary =
    "Shifts both quotes by a constant while the inventory is at or outside a band."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "shift", .priceDistance, "how far both quotes move against the inventory outside",
        in: Parameter.nonNegative),
      Parameter(
        "band", .quantity, "distance b from the target from which on quotes are shifted",
        in: Parameter.positive),
    ] + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "|q − q*| ≥ b: bid, ask = anchor ∓ half-spread − shift sgn(q − q*); else anchor ∓ "
      + "half-spread",
    wrongChoice:
      "Where a position must come back surely: the pull is the same just outside the band and "
      + "far from it."
  )

  private var parts: QuotingParts
  private let target: ConstantTarget
  private let shift: PriceDistance

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    shift = values.distance("shift")
    parts.skew = PriceSkew(.step, scale: values["band"])
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.skew.slope = shift.ticks(atMid: view.mid)
    return parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
