/// The side of an order or a trade.
@frozen
public enum Side: UInt8, Sendable, CaseIterable {
  /// A buyer: a bid, or a trade initiated by a buyer.
  case buy = 0
  /// A seller: an ask, or a trade initiated by a seller.
  case sell = 1

  /// +1 for a buyer, −1 for a seller.
  @inlinable
  public var sign: Int64 { self == .buy ? 1 : -1 }

  /// The other side.
  @inlinable
  public var opposite: Side { self == .buy ? .sell : .buy }

  /// `buy` or `sell`, as result files write it.
  public var name: String { self == .buy ? "buy" : "sell" }
}

/// One thing that happened in a market, on the instrument's grid, with both its clocks.
///
/// A value of 56 bytes without references, so that batches of them are copied and merged at
/// memory speed.
@frozen
public struct MarketEvent: Sendable, Equatable, BitwiseCopyable {
  /// What happened.
  @frozen
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// A trade initiated by a buyer.
    case buyTrade = 0
    /// A trade initiated by a seller.
    case sellTrade = 1
    /// A trade whose initiator is not known: it fills nothing.
    case unknownTrade = 2
    /// A new best bid and ask with their sizes.
    case quote = 3
    /// Part of a message about several levels of a book: a level of the bid, of the ask, or one of
    /// each. The events of a message follow each other and share both times.
    case book = 4
    /// A funding rate, in units of 10^−12 of notional, in `price`. It is paid when it happened, or
    /// at the time in `quantity` (ns) where that is not 0. Where `hasAsk`, `askPrice` has the mark
    /// price, rounded down to whole ticks, and `askQuantity` the rest of it in 10^−8 ticks.
    case funding = 5

    /// Whether the event is a print (class 0 of the order of things) rather than a book change.
    @inlinable
    public var isTrade: Bool { rawValue < 3 }
  }

  /// What else is to be said of an event; computed, as those of a record are.
  @frozen
  public struct Flags: OptionSet, Sendable, BitwiseCopyable {
    /// The bits.
    public var rawValue: UInt8
    /// Flags from their bits.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The first event of a message about a book.
    @inlinable public static var startsMessage: Flags { Flags(rawValue: 1) }
    /// The last event of a message about a book: only now it applies.
    @inlinable public static var endsMessage: Flags { Flags(rawValue: 2) }
    /// The message shows the state of the book, not changes of it.
    @inlinable public static var snapshot: Flags { Flags(rawValue: 4) }
    /// The message starts the book anew: everything shown before it is void.
    @inlinable public static var clearsBook: Flags { Flags(rawValue: 8) }
    /// Who took the liquidity is not in the data and is to be inferred.
    @inlinable public static var infersSide: Flags { Flags(rawValue: 16) }
    /// The source never shows more than the message's levels: what is deeper is not known.
    @inlinable public static var bestLevelsOnly: Flags { Flags(rawValue: 32) }
  }

  /// When it happened at the venue: ns since the epoch, UTC, never decreasing within a source.
  public var exchangeTime: Int64
  /// When it arrived at the observer: ns since the epoch on the corrected clock, never
  /// decreasing within a source.
  public var arrivalTime: Int64
  /// Trade price, or best bid price (ticks).
  public var price: Int64
  /// Traded quantity, or size at the best bid (lots); 0 where a quote has no bid. In a message
  /// about a book 0 says that the level is gone.
  public var quantity: Int64
  /// Best ask price (ticks); unused for trades.
  public var askPrice: Int64
  /// Size at the best ask (lots); 0 where a quote has no ask.
  public var askQuantity: Int64
  /// What happened.
  public var kind: Kind
  /// Whether a quote has a bid, or a part of a message a level of the bid.
  public var hasBid: Bool
  /// Whether a quote has an ask, or a part of a message a level of the ask.
  public var hasAsk: Bool
  /// What else is to be said of it.
  public var flags: Flags
  /// The source's place in the experiment, from 0.
  public var source: UInt16
  /// The instrument's place in the experiment, from 0.
  public var instrument: UInt8

  /// A trade of `quantity` lots at `price` ticks.
  @inlinable
  public static func trade(
    _ kind: Kind, price: Int64, quantity: Int64, exchangeTime: Int64, arrivalTime: Int64,
    source: UInt16 = 0
  ) -> MarketEvent {
    MarketEvent(
      exchangeTime: exchangeTime, arrivalTime: arrivalTime, price: price, quantity: quantity,
      askPrice: 0, askQuantity: 0, kind: kind, hasBid: false, hasAsk: false, source: source)
  }

  /// A quote; a side given as `nil` is empty.
  @inlinable
  public static func quote(
    bid: (price: Int64, quantity: Int64)?, ask: (price: Int64, quantity: Int64)?,
    exchangeTime: Int64, arrivalTime: Int64, source: UInt16 = 0
  ) -> MarketEvent {
    MarketEvent(
      exchangeTime: exchangeTime, arrivalTime: arrivalTime, price: bid?.price ?? 0,
      quantity: bid?.quantity ?? 0, askPrice: ask?.price ?? 0, askQuantity: ask?.quantity ?? 0,
      kind: .quote, hasBid: bid != nil, hasAsk: ask != nil, source: source)
  }

  /// An event from its parts; `trade` and `quote` say what each part means.
  @inlinable
  public init(
    exchangeTime: Int64, arrivalTime: Int64, price: Int64, quantity: Int64, askPrice: Int64,
    askQuantity: Int64, kind: Kind, hasBid: Bool, hasAsk: Bool, source: UInt16,
    flags: Flags = [], instrument: UInt8 = 0
  ) {
    self.exchangeTime = exchangeTime
    self.arrivalTime = arrivalTime
    self.price = price
    self.quantity = quantity
    self.askPrice = askPrice
    self.askQuantity = askQuantity
    self.kind = kind
    self.hasBid = hasBid
    self.hasAsk = hasAsk
    self.source = source
    self.flags = flags
    self.instrument = instrument
  }
}
