/// One thing that a row tells: times in nanoseconds and exact decimals at the file's own scale.
///
/// A plain value of 64 bytes, written by the parser's callbacks and drained a batch at a time. Most
/// rows give one record; a row that shows several levels of a book gives one for each.
@frozen
public struct TickRecord: Sendable, Equatable, BitwiseCopyable {
  /// What a record tells of; it says what the four decimals are.
  @frozen
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// The best levels: bid price and quantity, ask price and quantity.
    case quote = 0
    /// A print: price and quantity, and who took the liquidity in `side`.
    case trade = 1
    /// One depth of both sides of a book, best first, in a message that shows all of them: bid
    /// price and quantity, ask price and quantity.
    case depth = 2
    /// The new absolute quantity at one price of one side, 0 = the level is gone: price and
    /// quantity, with the side in `side` (0 bid, 1 ask).
    case level = 3
    /// A funding rate, as a share of notional per period, in `price`; the mark price in `askPrice`
    /// where there is one, and in `quantity` when it is paid (µs since the epoch), where that is
    /// not the row's own time. Positive: who is long pays.
    case funding = 4
  }

  /// What else is to be said of a record.
  ///
  /// They are computed, not stored: other modules would ask whether a stored one exists yet, for
  /// every record.
  @frozen
  public struct Flags: OptionSet, Sendable, BitwiseCopyable {
    /// The bits.
    public var rawValue: UInt8
    /// Flags from their bits.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The first record of a vendor's message, which applies as a whole.
    @inlinable public static var startsMessage: Flags { Flags(rawValue: 1) }
    /// The message shows the state of the book, not changes of it.
    @inlinable public static var snapshot: Flags { Flags(rawValue: 2) }
    /// The message starts the book anew: everything shown before it is void.
    @inlinable public static var clearsBook: Flags { Flags(rawValue: 4) }
    /// Not the first record of its row.
    @inlinable public static var continuesRow: Flags { Flags(rawValue: 8) }
    /// The file has no column that tells who took the liquidity: it is to be inferred.
    @inlinable public static var infersSide: Flags { Flags(rawValue: 16) }
    /// The row has no exchange time of its own, though its file has such a column.
    @inlinable public static var lacksExchangeTime: Flags { Flags(rawValue: 32) }
    /// The state just before the row's time, which replay puts a nanosecond before it.
    @inlinable public static var precedesTime: Flags { Flags(rawValue: 64) }
    /// It happened just after the book shown at the row's time; replay puts it a nanosecond after
    /// that time.
    @inlinable public static var followsTime: Flags { Flags(rawValue: 128) }
  }

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
  /// 0 buy, 1 sell, 2 unknown: the raw value of the trade's `MarketEvent.Kind`; 0 bid, 1 ask of a
  /// level.
  public var side: UInt8 = 2
  /// What the record tells of.
  public var kind = Kind.quote
  /// What else is to be said of it.
  public var flags: Flags = []
  /// The physical line the row begins on, from 1.
  public var line: UInt32 = 0
  /// The place of the row's instrument in the reader's list of symbols.
  public var symbol: UInt16 = 0
  /// A small number that a format's interpreter reads, such as an action's letter.
  public var code: UInt16 = 0

  /// The slot of the symbol in a `RecordReader`'s `reject`.
  public static let symbolSlot = Int(TickColumn.Role.symbol.rawValue)

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
