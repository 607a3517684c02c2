public import Backtesting

/// Quotes at a given distance from the mid or from the touch.
public struct FixedSpread: Sendable {
  /// What the distance is measured from.
  public enum Anchor: Sendable {
    /// Both quotes hang on the mid.
    case mid
    /// The bid hangs on the best bid and the ask on the best ask: distance 0 joins the touch.
    case touch
  }

  /// The distance of each quote from its anchor.
  public var halfSpread: PriceDistance
  /// What the distance is measured from.
  public var anchor: Anchor

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "half-spread", .priceDistance, "distance of each quote from its anchor",
        in: Parameter.nonNegative),
      Parameter(
        "anchor", .choice(["mid", "touch"]),
        "what the distance is measured from: the mid, or the best price of the quote's own side",
        default: "mid"),
    ]
  }

  /// The spread that `values` hold.
  public init(_ values: ParameterValues) {
    halfSpread = values.distance("half-spread")
    anchor = values.choice("anchor") == "touch" ? .touch : .mid
  }

  /// Where to quote (ticks), both quotes moved up by `shift` ticks.
  public func prices(for view: MarketView, shift: Double = 0) -> (bid: Double, ask: Double) {
    let distance = halfSpread.ticks(atMid: view.mid)
    switch anchor {
    case .mid: return (view.mid - distance + shift, view.mid + distance + shift)
    case .touch: return (view.bid - distance + shift, view.ask + distance + shift)
    }
  }
}
