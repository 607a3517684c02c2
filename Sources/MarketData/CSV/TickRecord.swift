/// One decoded row: times in nanoseconds and exact decimals at the file's own scale.
///
/// A plain value of 64 bytes, written by the parser's callbacks and drained a batch at a time.
/// For trades the first two decimals are price and quantity; for quotes the four are bid price,
/// bid quantity, ask price and ask quantity.
@frozen
public struct TickRecord: Sendable, Equatable {
  /// Exchange time, ns since the epoch, UTC.
  public var exchangeTime: Int64 = 0
  /// The recorder's arrival time, ns since the epoch, uncorrected; 0 where the file has none.
  public var arrivalTime: Int64 = 0
  /// Mantissa of the trade price, or of the bid price.
  public var price: Int64 = 0
  /// Mantissa of the traded quantity, or of the bid quantity.
  public var quantity: Int64 = 0
  /// Mantissa of the ask price.
  public var askPrice: Int64 = 0
  /// Mantissa of the ask quantity.
  public var askQuantity: Int64 = 0
  /// Digits after the point of `price`, 0 to 18.
  public var priceDecimals: UInt8 = 0
  /// Digits after the point of `quantity`, 0 to 18.
  public var quantityDecimals: UInt8 = 0
  /// Digits after the point of `askPrice`, 0 to 18.
  public var askPriceDecimals: UInt8 = 0
  /// Digits after the point of `askQuantity`, 0 to 18.
  public var askQuantityDecimals: UInt8 = 0
  /// Which of the four decimals the row has: bits 0 to 3 in the order above.
  public var present: UInt8 = 0
  /// 0 buy, 1 sell, 2 unknown: the raw value of the trade's `MarketEvent.Kind`.
  public var side: UInt8 = 2
  /// The physical line the row begins on, from 1.
  public var line: Int = 0

  /// An empty record.
  @inlinable
  public init() {}

  /// Whether a quote has a bid price.
  @inlinable
  public var hasBid: Bool { present & 0b0001 != 0 }

  /// Whether a quote has an ask price.
  @inlinable
  public var hasAsk: Bool { present & 0b0100 != 0 }
}

/// What the rows of a file tell of.
public enum TickKind: String, Sendable {
  /// Best bid and ask with their sizes.
  case quotes
  /// Prints.
  case trades
}
