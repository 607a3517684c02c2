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

/// The best displayed levels of one side of a book as they have arrived, the best first.
///
/// Reading a level costs what it reads; no list is made.
public struct BookLevels: RandomAccessCollection, Sendable {
  private let levels: [LevelSide.Level]
  private let sign: Double
  /// The only level, where the source shows the touch alone.
  private let touch: BookLevel?

  /// 0.
  public let startIndex = 0
  /// How many levels there are.
  public let endIndex: Int

  /// No levels.
  init() { self.init(touch: nil, count: 0) }

  /// At most `count` levels of `side`.
  init(_ side: Side, of book: LevelBook, count: Int) {
    levels = book[side].levels
    sign = side == .buy ? 1 : -1
    touch = nil
    endIndex = Swift.min(count, levels.count)
  }

  /// At most `count` levels of a side of which `touch` is all that is shown.
  init(touch: BookLevel?, count: Int) {
    levels = []
    sign = 1
    self.touch = touch
    endIndex = touch == nil ? 0 : Swift.min(count, 1)
  }

  /// The level that `position` others are better than.
  public subscript(position: Int) -> BookLevel {
    precondition(position >= 0 && position < endIndex, "there is no such level")
    if let touch { return touch }
    let level = levels[levels.count - 1 - position]
    return BookLevel(price: sign * Double(level.key), quantity: Double(level.size))
  }
}

extension MarketView {
  /// The best displayed levels of `side` as they have arrived, the best first: as many as the
  /// strategy's `depth` says, fewer where the source shows fewer, none where the side is empty.
  public func levels(_ side: Side) -> BookLevels { instruments.ownLevels(side) }
}
