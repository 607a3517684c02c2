public import Backtesting

/// Quotes the reducing side alone while the inventory is at or outside a band.
public struct PullBandStrategy: DocumentedStrategy {
  /// `pull-band`.
  public static let name = "pull-band"
  /// One sentence for the catalogue.
  public static let summary =
    "Quotes the reducing side alone while the inventory is at or outside a band."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "band", .quantity, "distance from the target from which on the adding side is pulled",
        in: Parameter.positive)
    ] + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula:
      "bid = anchor − half-spread unless q − q* ≥ band, ask = anchor + half-spread unless q − "
      + "q* ≤ −band",
    wrongChoice:
      "Where the spread earned on the pulled side matters, or inventories must come back fast: "
      + "the reducing quote is no better than before."
  )

  private var parts: QuotingParts
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    parts.oneSided = OneSidedQuoting(band: values["band"])
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
