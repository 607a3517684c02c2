/// The layout of a vendor's tick files: which columns there are and how each is written.
public struct TickFormat: Sendable, Equatable {
  /// The name an experiment uses, such as `tardis/quotes`.
  public var name: String
  /// What the rows tell of.
  public var kind: TickKind
  /// The character between fields.
  var separator: UInt8 = UInt8(ascii: ",")
  /// The layouts files of this format come in; the first row of a file decides which.
  var layouts: [TickLayout]
  /// Whether a row whose two times are equal has no exchange time: the vendor filled it in.
  public var equalTimesMeanNoExchangeTime = false
  /// The words of the side column.
  var sideWords = SideWords.usual
  /// The side of every trade where no column tells it.
  var constantSide = MarketEvent.Kind.unknownTrade
  /// The quantity of every row where no column tells it.
  public var constantQuantity: FixedDecimal?
  /// Whether prices within 10^−6 of a tick move onto it: for sources known to print float noise.
  public var snapsToTick = false

  /// The day of every file, for times of the day where no column and no file name tells it; `nil` =
  /// the file's name.
  public var date: CalendarDate?
  /// What the folders of its files are called, in lower case, where vendors lay them out in a tree.
  var folderMarks: [String] = []
  /// Whether the names of files and members tell the instrument, as those of futures do.
  var namesTellSymbol = false
  /// Words in the path of a file, in lower case, that tell the zone of its clock.
  var zoneHints: [ZoneHint] = []
  /// Words that stand for an empty number, such as `nan`.
  var emptyWords: [String] = []
  /// Whether a number of 0 in a quote, or one of `emptyWords`, means that there is no such side.
  var zeroIsEmpty = false
  /// What is taken for granted that the files do not say, for the reader of a report.
  public var assumption: String?
  /// Which numbers between two steps of the instrument's grid are moved onto it, not rejected.
  public var rounding = GridRounding.none
  /// The other file that each file's rows are joined with.
  var partner = PartnerFile.none

  /// Whether who took the liquidity is to be inferred where no column tells it.
  public var infersSide = false
  /// What the names of its files hold, in lower case, besides the last part of the format's name:
  /// this settles which of several formats that are laid out alike a file has.
  var fileNameMarks: [String] = []
  /// Whether the format is found by its name only, because others stand for each of its layouts.
  var isFoundByNameOnly = false
  /// Whether a price without its quantity, or the reverse, is a fault.
  var pairsPricesWithQuantities: Bool { kind == .quotes || kind.isDeep }

  /// Whether rows carry a time at all: without one they can be looked at but not replayed.
  public var hasExchangeTime: Bool {
    layouts.contains { $0.columns.contains { $0.role == .exchangeTime } }
  }

  /// Whether rows carry a time of arrival besides the exchange time.
  public var hasArrivalTime: Bool {
    layouts.contains { $0.columns.contains { $0.role == .arrivalTime } }
  }
}

/// A word in a file's path that tells the zone of the file's clock.
struct ZoneHint: Sendable, Equatable {
  var word: String
  var zone: ClockZone
}

/// Which numbers between two steps of an instrument's grid are moved onto it.
///
/// A bid goes down and an ask up. A print goes towards the side it came from, a buyer's down and a
/// seller's up, so that it reaches the same prices of the grid as before; one without a side goes
/// to the nearest. A quantity goes to the nearest lot, at least one.
public enum GridRounding: Sendable, Equatable {
  /// None: a row with such a number is rejected.
  case none
  /// Prices of prints, for venues that print between two quotable prices.
  case prints
  /// All, for sources whose prices are on no grid.
  case all
}

/// One way the files of a format are laid out.
struct TickLayout: Sendable, Equatable {
  enum Header: Sendable { case present, absent, either }
  var header: Header
  /// Fields a row has where no header says so.
  var fieldCount: Int
  var columns: [TickColumn]
  /// All names of the header, those of columns that are not read among them, where a header with
  /// others is that of another format; otherwise their number decides.
  var headerNames: [String] = []
  /// What each of the raw records of a row is; one for most layouts.
  var records: [TickRecord.Kind] = []
  /// How the rows are interpreted where decoding their columns is not all.
  var interpretation = RowInterpretation.none
  /// Whether names in the header end at a slash, after which they are said in another language.
  var namesEndAtSlash = false
  /// When the rows of a file can have happened (ns): what tells a layout without a header from
  /// others with numbers in the same places.
  var plausibleTimes = TickLayout.tradedTimes

  /// 1980 to 2100, in ns since the epoch.
  static let tradedTimes: ClosedRange<Int64> = 315_532_800_000_000_000...4_102_444_800_000_000_000
  /// Whether a price may stand without its quantity, or the reverse.
  var allowsUnpaired = false
}

/// One column that a format reads.
struct TickColumn: Sendable, Equatable {
  enum Role: UInt8, Sendable {
    case exchangeTime = 0
    case arrivalTime, price, quantity, askPrice, askQuantity, side, symbol, code
    /// An integer too wide for 64 bits, which takes a raw record of its own.
    case wideInteger
    /// The date of times of the day in another column.
    case date

    static let bidPrice = Role.price
    static let bidQuantity = Role.quantity
  }
  var role: Role
  /// Names the column goes by in a header; empty where only its position counts.
  var names: [String] = []
  /// Its position from 0 where there is no header.
  var position: Int?
  /// How a time is written.
  var time: TimeEncoding?
  /// Whether the field may be empty.
  var optional = false
  /// Which of the row's raw records it belongs to, from 0.
  var record = 0
  /// What its number is multiplied by.
  var scale = FixedDecimal(mantissa: 1, decimals: 0)
  /// Decimals that count after that; further ones go where they are the noise of a float.
  var meaningfulDecimals: UInt8 = 18
  /// The words a code may be, which is then kept as its place among them; empty = any.
  var words: [String] = []
  /// Decimals of a number that is written without a point: 9 where `5` stands for `0.000000005`.
  var impliedDecimals: UInt8 = 0

  init(
    _ role: Role, _ names: [String], at position: Int? = nil, time: TimeEncoding? = nil,
    optional: Bool = false, record: Int = 0, scale: FixedDecimal? = nil,
    impliedDecimals: UInt8 = 0, meaningfulDecimals: UInt8 = 18, words: [String] = []
  ) {
    self.words = words
    self.impliedDecimals = impliedDecimals
    self.meaningfulDecimals = meaningfulDecimals
    self.record = record
    if let scale { self.scale = scale }
    self.role = role
    self.names = names
    self.position = position
    self.time = time
    self.optional = optional
  }

  /// What the column is called in messages where a file has no header.
  var label: String {
    if let name = names.first { return name }
    return switch role {
    case .exchangeTime: "time"
    case .arrivalTime: "arrival-time"
    case .price: "price"
    case .quantity: "quantity"
    case .askPrice: "ask-price"
    case .askQuantity: "ask-quantity"
    case .side: "side"
    case .symbol: "symbol"
    case .code: "code"
    case .date: "date"
    case .wideInteger: "integer"
    }
  }
}
