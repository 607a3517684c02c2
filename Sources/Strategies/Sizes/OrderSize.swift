public import Backtesting

/// The size of every quote, and how much of it a side shows.
///
/// The hard limit on inventory is the engine's; this part decides only what is wanted.
public struct OrderSize: Sendable {
  /// Lots per quote.
  public var lots: Double

  /// What can be set.
  public static var parameters: [Parameter] {
    [Parameter("size", .quantity, "size of each quote", in: Parameter.positive)]
  }

  /// The size that `values` hold.
  public init(_ values: ParameterValues) { lots = values["size"] }
}

extension Quotes {
  /// Wants a bid and an ask (prices in ticks, sizes in lots); a side of no size is not quoted.
  mutating func quote(bid: Double, ask: Double, bidSize: Double, askSize: Double) {
    if bidSize > 0 { self.bid(at: bid, quantity: bidSize) }
    if askSize > 0 { self.ask(at: ask, quantity: askSize) }
  }
}
