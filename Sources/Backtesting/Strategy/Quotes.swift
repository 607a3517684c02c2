public import MarketData

/// One level of a strategy's quotes.
@frozen
public struct QuoteLevel: Sendable, Equatable {
  /// The wanted price in ticks, not yet on the grid: the engine rounds bids down and asks up.
  public var price: Double
  /// The wanted quantity in lots, not yet whole: the engine rounds down.
  public var quantity: Double

  /// A level of `quantity` lots at `price` ticks.
  @inlinable
  public init(price: Double, quantity: Double) {
    self.price = price
    self.quantity = quantity
  }
}

/// An order that crosses the spread at once and is cancelled where nothing is displayed for it.
@frozen
public struct ImmediateOrder: Sendable, Equatable {
  /// The side of the order.
  public var side: Side
  /// The wanted quantity in lots; the engine rounds down.
  public var quantity: Double
  /// The worst acceptable price in ticks; `nil` takes at any price.
  public var limit: Double?
  /// Whether it may only bring the inventory nearer to zero, never beyond.
  public var isReduceOnly: Bool

  /// An immediate order.
  @inlinable
  public init(side: Side, quantity: Double, limit: Double? = nil, reduceOnly: Bool = false) {
    isReduceOnly = reduceOnly
    self.side = side
    self.quantity = quantity
    self.limit = limit
  }
}

/// What a strategy wants: levels resting on each side, at most one immediate order, and the target
/// inventory it pursued.
@frozen
public struct Quotes: Sendable {
  /// How many levels a side can have.
  public static var maximumLevels: Int { 10 }

  @usableFromInline var bidLevels = InlineArray<10, QuoteLevel>(
    repeating: QuoteLevel(price: 0, quantity: 0))
  @usableFromInline var askLevels = InlineArray<10, QuoteLevel>(
    repeating: QuoteLevel(price: 0, quantity: 0))
  /// How many bid levels there are; set through `bid(at:quantity:)`.
  public var bidCount: Int { bids }
  /// How many ask levels there are; set through `ask(at:quantity:)`.
  public var askCount: Int { asks }
  /// Levels that found no room; the engine counts them as refused.
  public var overflow: Int { refused }
  @usableFromInline var bids = 0
  @usableFromInline var asks = 0
  @usableFromInline var refused = 0
  /// Bit i: bid level i, and bit 16 + i: ask level i, may only reduce the inventory.
  @usableFromInline var reduceOnlyLevels: UInt32 = 0
  /// An order that crosses the spread now, if any.
  public var immediate: ImmediateOrder?
  /// The inventory this decision pursued, in lots.
  public var target: Double = 0

  /// No quotes: everything resting is cancelled.
  @inlinable
  public init() {}

  /// Wants `quantity` lots bid at `price` ticks; best levels first. `reduceOnly` orders never
  /// take the inventory beyond zero: what would is cut or cancelled.
  @inlinable
  public mutating func bid(at price: Double, quantity: Double, reduceOnly: Bool = false) {
    guard bids < 10 else { return refused += 1 }
    if reduceOnly { reduceOnlyLevels |= 1 << UInt32(bids) }
    bidLevels[bids] = QuoteLevel(price: price, quantity: quantity)
    bids += 1
  }

  /// Wants `quantity` lots offered at `price` ticks; best levels first. `reduceOnly` orders never
  /// take the inventory beyond zero: what would is cut or cancelled.
  @inlinable
  public mutating func ask(at price: Double, quantity: Double, reduceOnly: Bool = false) {
    guard asks < 10 else { return refused += 1 }
    if reduceOnly { reduceOnlyLevels |= 1 << UInt32(16 + asks) }
    askLevels[asks] = QuoteLevel(price: price, quantity: quantity)
    asks += 1
  }

  /// Whether the level of `side` at `index` may only bring the inventory nearer to zero.
  @inlinable
  public func isReduceOnly(_ side: Side, _ index: Int) -> Bool {
    reduceOnlyLevels != 0 && reduceOnlyLevels >> UInt32(side == .buy ? index : 16 + index) & 1 == 1
  }

  /// The bid level at `index`, from 0 to `bidCount` − 1.
  @inlinable
  public func bidLevel(_ index: Int) -> QuoteLevel { bidLevels[index] }

  /// The ask level at `index`, from 0 to `askCount` − 1.
  @inlinable
  public func askLevel(_ index: Int) -> QuoteLevel { askLevels[index] }
}
