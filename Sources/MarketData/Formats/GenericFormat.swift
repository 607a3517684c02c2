/// A layout described by the user: which column is what, and how it is written.
public struct GenericFormat: Sendable, Equatable {
  /// A column by its name in the header, or by its number from 1.
  public enum Column: Sendable, Equatable {
    /// A column by its name in the header.
    case name(String)
    /// A column by its number, from 1.
    case number(Int)

    /// A column from text: digits are a number, anything else is a name.
    public init(_ text: String) {
      if let number = Int(text), number > 0 { self = .number(number) } else { self = .name(text) }
    }
  }

  /// What the rows tell of.
  public var kind: TickKind
  /// Whether the first row names the columns.
  public var hasHeader = true
  /// The one-byte character between fields.
  public var separator: Character = ","
  /// The exchange time.
  public var time: Column
  /// How the exchange time is written.
  public var timeEncoding: TimeEncoding
  /// The date, where `time` is the time of the day.
  public var date: Column?
  /// How the date is written: a pattern of a year, a month and a day.
  public var datePattern = "yyyyMMdd|yyyy-MM-dd|yyyy/MM/dd|yyyy.MM.dd"
  /// The time of arrival, if there is one.
  public var arrivalTime: Column?
  /// How the time of arrival is written; `nil` = as the exchange time.
  public var arrivalEncoding: TimeEncoding?
  /// The row's instrument.
  public var symbol: Column?
  /// Quotes: best bid price, and its size unless `constantQuantity` is given.
  public var bidPrice: Column?
  /// Quotes: size at the best bid.
  public var bidQuantity: Column?
  /// Quotes: best ask price.
  public var askPrice: Column?
  /// Quotes: size at the best ask.
  public var askQuantity: Column?
  /// Trades: the price. Quotes and books of one side a row: that side's price.
  public var price: Column?
  /// Trades: the quantity, unless `constantQuantity` is given. Quotes and books of one side a row:
  /// that side's size, in a book the new one with 0 for a level that is gone.
  public var quantity: Column?
  /// The quantity of every row where no column has it (base units, > 0).
  public var constantQuantity: FixedDecimal?
  /// Trades: the side that took the liquidity. Quotes and books: the side the row tells of, a buyer
  /// for the bid.
  public var side: Column?
  /// The words of the side column; `nil` = the usual ones.
  public var sideWords: SideWords?
  /// Trades: the side of every row where no column has it; `nil` = not known.
  public var constantSide: Side?
  /// Trades: whether who took the liquidity is inferred where no column tells it.
  public var infersSide = false
  /// Books: whether the row shows the state of the book instead of changing it.
  public var snapshot: Column?
  /// The words of the snapshot column: that for a change, then that for a snapshot.
  public var snapshotWords = ["false", "true"]
  /// Funding: the rate as a share of notional per period; positive = who is long pays.
  public var rate: Column?
  /// Funding: the mark price, if there is one.
  public var markPrice: Column?
  /// What prices are multiplied by: 0.0001 for prices in 1/10,000.
  public var priceScale = FixedDecimal(mantissa: 1, decimals: 0)
  /// What sizes are multiplied by.
  public var sizeScale = FixedDecimal(mantissa: 1, decimals: 0)
  /// Words that stand for an empty number, such as `nan`.
  public var emptyWords: [String] = []
  /// Whether a price or size of 0 in a quote stands for an empty one.
  public var zeroIsEmpty = false
  /// Quotes: whether an empty side has not changed instead of there being none.
  public var keepsMissingSide = false
  /// Whether a row whose two times are equal has no exchange time.
  public var equalTimesMeanNoExchangeTime = false
  /// Whether prices within 10^−6 of a tick move onto it.
  public var snap = false

  /// A layout with a time; the other columns are set afterwards.
  public init(kind: TickKind, time: Column, timeEncoding: TimeEncoding) {
    self.kind = kind
    self.time = time
    self.timeEncoding = timeEncoding
  }
}

extension TimeEncoding {
  /// The encoding that `text` names: `s`, `ms`, `us`, `ns` since the epoch, with `-of-day` since
  /// midnight, `auto`, `iso-8601`, or a pattern such as `yyyyMMdd HHmmssSSS`, on a clock of `zone`;
  /// `nil` = neither.
  public init?(_ text: String, zone: ClockZone = .utc) {
    switch text {
    case "s": self = .seconds
    case "ms": self = .milliseconds
    case "us", "µs": self = .microseconds
    case "ns": self = .nanoseconds
    case "s-of-day": self = .secondsOfDay(zone)
    case "ms-of-day": self = .millisecondsOfDay(zone)
    case "us-of-day", "µs-of-day": self = .microsecondsOfDay(zone)
    case "ns-of-day": self = .nanosecondsOfDay(zone)
    case "auto": self = .byDigitCount
    case "iso-8601": self = zone == .utc ? .iso8601 : .localISO8601(zone)
    default:
      guard TimePatternElement.compile(text) != nil else { return nil }
      self = .pattern(text, zone: zone)
    }
  }
}
