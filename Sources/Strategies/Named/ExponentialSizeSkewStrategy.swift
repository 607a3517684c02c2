public import Backtesting
internal import MarketData

/// Keeps its prices and shrinks the side that would add to the inventory exponentially.
public struct ExponentialSizeSkewStrategy: DocumentedStrategy {
  /// `exponential-size-skew`.
  public static let name = "exponential-size-skew"
  /// One sentence for the catalogue.
  public static let summary =
    "Keeps its prices and shrinks the side that would add to the inventory exponentially."
  /// What can be set.
  public static var parameters: [Parameter] {
    FixedSpread.parameters + OrderSize.parameters + [
      Parameter(
        "eta", .number, "shape η of the size, per base unit of inventory",
        in: Parameter.nonNegative)
    ] + ConstantTarget.parameters
  }
  /// `true`.
  public static var dependsOnPricesAndInventoryAlone: Bool { true }
  /// What to know before choosing it.
  public static let guide = StrategyGuide(
    formula: "adding side: size × exp(−η |q − q*|); reducing side: size",
    source: "Hummingbot, avellaneda_market_making (order size shape factor)",
    wrongChoice:
      "Where sizes are a few lots: they round down to lots, and less than a lot is no quote at all."
  )

  private var parts: QuotingParts
  private let target: ConstantTarget

  /// The strategy that `values` describe.
  public init(_ values: ParameterValues) throws {
    parts = QuotingParts(values)
    target = ConstantTarget(values)
    let instrument = values.instrument
    parts.sizeSkew = ExponentialSizeSkew(
      eta: values["eta"] * instrument.lot.doubleValue * instrument.multiplier.doubleValue)
  }

  /// Quotes that lead back to the target.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    parts.quotes(for: view, holding: inventory, target: target.lots)
  }
}
