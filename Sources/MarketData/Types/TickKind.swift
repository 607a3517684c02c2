/// What the rows of a file tell of.
public enum TickKind: String, Sendable, CaseIterable {
  /// Best bid and ask with their sizes.
  case quotes
  /// Prints.
  case trades
  /// Several levels of an order book, as changes or as snapshots.
  case book
  /// Quotes and prints in one file.
  case quotesAndTrades = "quotes and trades"
  /// Several levels of an order book and prints in one file.
  case bookAndTrades = "book and trades"
  /// Funding rates of a perpetual contract.
  case funding

  /// Whether rows change the book.
  public var hasBook: Bool { self != .trades && self != .funding }
  /// Whether rows are prints.
  public var hasTrades: Bool {
    self == .trades || self == .quotesAndTrades || self == .bookAndTrades
  }
  /// Whether the book has more than its best levels.
  public var isDeep: Bool { self == .book || self == .bookAndTrades }
  /// Whether book changes and prints come in one file.
  public var isMixed: Bool { self == .quotesAndTrades || self == .bookAndTrades }
}
