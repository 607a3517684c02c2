/// What a strategy may know of the market at a decision: only what had arrived by then.
///
/// Prices are in ticks and quantities in lots, as `Double`, so that a price on the grid is a whole
/// number and a mid a whole or half number, exactly. `tickSize` and `lotSize` convert to quote and
/// base units.
@frozen
public struct MarketView: Sendable {
  /// The instant of the decision: ns since the epoch on the corrected clock.
  public var time: Int64
  /// Best bid price (ticks); the last one known where the side is empty now.
  public var bid: Double
  /// Best ask price (ticks); the last one known where the side is empty now.
  public var ask: Double
  /// Size at the best bid (lots); 0 where the side is empty now.
  public var bidQuantity: Double
  /// Size at the best ask (lots); 0 where the side is empty now.
  public var askQuantity: Double
  /// (bid + ask) / 2 in ticks; the last two-sided one where a side is empty now.
  public var mid: Double
  /// The end of the data as the experiment announces it (ns), for strategies whose horizon is
  /// the session; `nil` where none was announced.
  public var sessionEnd: Int64?
  /// Quote units per tick.
  public var tickSize: Double
  /// Base units per lot: lot × multiplier.
  public var lotSize: Double
  /// Every instrument of the run as it is known at this instant; empty outside a replay.
  public var instruments = InstrumentViews()

  /// A view from its parts.
  @inlinable
  public init(
    time: Int64, bid: Double, ask: Double, bidQuantity: Double, askQuantity: Double, mid: Double,
    sessionEnd: Int64? = nil, tickSize: Double, lotSize: Double
  ) {
    self.time = time
    self.bid = bid
    self.ask = ask
    self.bidQuantity = bidQuantity
    self.askQuantity = askQuantity
    self.mid = mid
    self.sessionEnd = sessionEnd
    self.tickSize = tickSize
    self.lotSize = lotSize
  }
}

/// What a strategy knows of its own holdings at a decision: fills whose reports have arrived.
@frozen
public struct Inventory: Sendable {
  /// Inventory q (lots), positive = long.
  public var quantity: Double
  /// Lots that immediate orders still in flight may yet add (positive) or remove (negative).
  public var pending: Double
  /// Cash in quote units, fees included.
  public var cash: Double
  /// Cash plus inventory at the known mid, in quote units.
  public var equity: Double

  /// Holdings from their parts.
  @inlinable
  public init(quantity: Double, pending: Double = 0, cash: Double = 0, equity: Double = 0) {
    self.quantity = quantity
    self.pending = pending
    self.cash = cash
    self.equity = equity
  }
}
