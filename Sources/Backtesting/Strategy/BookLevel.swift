public import MarketData

/// One price of a book and what is shown there.
@frozen
public struct BookLevel: Sendable, Equatable {
  /// The price (ticks).
  public var price: Double
  /// The displayed quantity (lots).
  public var quantity: Double

  /// A level.
  @inlinable
  public init(price: Double, quantity: Double) {
    self.price = price
    self.quantity = quantity
  }
}

extension MarketView {
  /// The displayed levels of `side` as they have arrived, the best first; empty where the source
  /// shows the touch alone, or where the strategy does not declare `observesDepth`.
  ///
  /// Making the list costs time in proportion to the levels the source shows.
  public func levels(_ side: Side) -> [BookLevel] { instruments.ownLevels(side) }
}
