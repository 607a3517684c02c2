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
  /// The time of arrival, if there is one.
  public var arrivalTime: Column?
  /// How the time of arrival is written; `nil` = as the exchange time.
  public var arrivalEncoding: TimeEncoding?
  /// Quotes: best bid price, and its size unless `constantQuantity` is given.
  public var bidPrice: Column?
  /// Quotes: size at the best bid.
  public var bidQuantity: Column?
  /// Quotes: best ask price.
  public var askPrice: Column?
  /// Quotes: size at the best ask.
  public var askQuantity: Column?
  /// Trades: the price.
  public var price: Column?
  /// Trades: the quantity, unless `constantQuantity` is given.
  public var quantity: Column?
  /// The quantity of every row where no column has it (base units, > 0).
  public var constantQuantity: FixedDecimal?
  /// Trades: the side that took the liquidity.
  public var side: Column?
  /// The words of the side column.
  public var sideWords = SideWords.usual
  /// Trades: the side of every row where no column has it; `nil` = not known.
  public var constantSide: Side?
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

  /// The format, once the description is complete.
  ///
  /// - Throws: `TickFileError` with code `badSpecification` where a column is missing.
  public func format() throws -> TickFormat {
    var columns = [try column(.exchangeTime, time, encoding: timeEncoding)]
    if let arrivalTime {
      columns.append(
        try column(.arrivalTime, arrivalTime, encoding: arrivalEncoding ?? timeEncoding))
    }
    switch kind {
    case .quotes:
      columns.append(try column(.bidPrice, bidPrice, "bid price", optional: true))
      columns.append(try column(.askPrice, askPrice, "ask price", optional: true))
      if constantQuantity == nil {
        columns.append(try column(.bidQuantity, bidQuantity, "bid size", optional: true))
        columns.append(try column(.askQuantity, askQuantity, "ask size", optional: true))
      }
    case .book, .quotesAndTrades, .bookAndTrades, .funding:
      throw TickFileError(.badSpecification, "a generic layout has quotes or trades")
    case .trades:
      columns.append(try column(.price, price, "price"))
      if constantQuantity == nil { columns.append(try column(.quantity, quantity, "size")) }
      if let side { columns.append(try column(.side, side)) }
    }
    guard let byte = separator.asciiValue, byte != UInt8(ascii: "\""), byte != 10, byte != 13 else {
      throw TickFileError(.badSpecification, "the separator must be one ASCII character")
    }
    if let constantQuantity, !constantQuantity.isPositive {
      throw TickFileError(.badSpecification, "a constant size must be greater than 0")
    }
    let width = columns.compactMap(\.position).max().map { $0 + 1 } ?? columns.count
    let layout = TickLayout(
      header: hasHeader ? .present : .absent, fieldCount: width, columns: columns)
    return TickFormat(
      name: "generic", kind: kind, separator: byte, layouts: [layout],
      equalTimesMeanNoExchangeTime: equalTimesMeanNoExchangeTime, sideWords: sideWords,
      constantSide: constantSide.map { $0 == .buy ? .buyTrade : .sellTrade } ?? .unknownTrade,
      constantQuantity: constantQuantity, snapsToTick: snap)
  }

  private func column(
    _ role: TickColumn.Role, _ column: Column?, _ label: String = "time",
    encoding: TimeEncoding? = nil, optional: Bool = false
  ) throws -> TickColumn {
    switch column {
    case nil:
      throw TickFileError(
        .badSpecification, "generic \(kind.rawValue) need a column for the \(label)",
        advice: "name it, or give a constant size where there is none")
    case .name(let name):
      guard hasHeader else {
        throw TickFileError(
          .badSpecification, "column \"\(name)\" is named but the files have no header",
          advice: "give its number, from 1")
      }
      return TickColumn(role, [name], time: encoding, optional: optional)
    case .number(let number):
      return TickColumn(role, [], at: number - 1, time: encoding, optional: optional)
    }
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
