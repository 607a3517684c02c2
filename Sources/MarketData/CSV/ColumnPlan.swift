/// What the parser does with one column of a file.
struct ColumnOperation {
  enum Kind: UInt8 {
    /// The field is not looked at.
    case ignore
    /// A number since the epoch, of `unit` nanoseconds each.
    case epochTime
    /// An integer since the epoch whose digits tell its unit.
    case digitCountTime
    /// ISO 8601.
    case isoTime
    /// Calendar fields by a compiled pattern.
    case patternTime
    /// ISO 8601 on the clock of a zone.
    case localISOTime
    /// A number since midnight, of `unit` nanoseconds each.
    case timeOfDay
    /// An exact decimal.
    case decimal
    /// A word for buy, sell or unknown.
    case side
    /// The row's instrument.
    case symbol
    /// A letter or a small number, kept for the format's interpreter.
    case code
    /// One of the plan's `codeWords`, whose place among them is kept for the interpreter.
    case codeWord
    /// A signed integer of up to 256 bits.
    case wideInteger
  }
  var kind: Kind = .ignore
  /// Whether an empty field is legal.
  var optional = false
  /// Whether a value below zero is illegal.
  var nonNegative = false
  /// Where in the record the value goes: 0 exchange time, 1 arrival time, 2 to 5 the decimals.
  var slot: UInt8 = 0
  /// Which of the row's records the value goes to, from 0.
  var record: UInt8 = 0
  /// Whether a number that is 0 stands for an empty field.
  var zeroIsEmpty = false
  /// Decimals that count after multiplying; further ones go where they are noise. 18 = all count.
  var meaningfulDecimals: UInt8 = 18
  /// What a decimal is multiplied by: `scale` × 10^(−`scaleDecimals`).
  var scale: Int64 = 1
  var scaleDecimals: UInt8 = 0
  /// Decimals of a number that is written without a point.
  var impliedDecimals: UInt8 = 0
  /// Nanoseconds per unit of an epoch or of a time of the day.
  var unit: Int64 = 0
  /// For a time on the clock of a zone: the zone's place in the plan's list.
  var zone = 0
  /// Midnight of the file's day on that clock (ns), where neither the column nor the row has a
  /// date.
  var midnight: Int64 = 0
  /// Whether date and time stand in two columns.
  var part = TimePart.whole
  enum TimePart: UInt8 {
    /// The column is the whole time.
    case whole
    /// The one of two columns, date or time, that comes first in a row.
    case first
    /// The one that comes second.
    case second
  }
  /// The pattern's first step in the plan's list of steps, and how many it has; the same of code
  /// words.
  var patternStart = 0
  var patternCount = 0
}

/// The words of a side column: upper and lower case are the same, and a word has at most 16 bytes.
public struct SideWords: Sendable, Equatable {
  /// Words for a trade initiated by a buyer.
  public var buy: [String]
  /// Words for a trade initiated by a seller.
  public var sell: [String]
  /// Words for a trade whose initiator is not known.
  public var unknown: [String]

  /// A coding from its words.
  public init(buy: [String], sell: [String], unknown: [String] = ["unknown"]) {
    self.buy = buy
    self.sell = sell
    self.unknown = unknown
  }

  /// The usual words: `buy`, `b`, `bid` and their opposites.
  public static let usual = SideWords(
    buy: ["buy", "b", "bid"], sell: ["sell", "s", "ask"], unknown: ["unknown", "n", "none"])

  /// A flag that says whether the buyer was the maker: then the seller took the liquidity.
  public static let makerIsBuyer = SideWords(
    buy: ["false", "0", "f"], sell: ["true", "1", "t"], unknown: [])
}

/// How the rows of one file are decoded, once its columns have been found.
struct ColumnPlan {
  /// One operation a column, as many as every row must have.
  var operations: [ColumnOperation]
  /// The name of each column for messages.
  var names: [String]
  /// The steps of all calendar patterns.
  var patternElements: [TimePatternElement] = []
  /// The zones that times on a local clock are in.
  var zones: [ClockZone] = []
  /// The words of the side column, if there is one.
  var sideWords = SideWords(buy: [], sell: [], unknown: [])
  /// The words of columns whose word is kept as its place in this list.
  var codeWords: [String] = []
  /// Presence bits of the decimals that must come in pairs: price with quantity.
  var pairsPricesWithQuantities = false
  /// Words that stand for an empty number.
  var emptyWords: [String] = []
  /// Whether a price without its quantity, or the reverse, shows nothing instead of being a fault.
  var dropsUnpaired = false
  /// The instrument of every row, where the file's name tells it.
  var symbol: String?
  /// What each of a row's records starts as.
  var blanks = [TickRecord()]
  /// How the rows are interpreted.
  var interpretation = RowInterpretation.none

  /// The same plan decoding nothing but times, for the pass that measures the clock.
  var timesOnly: ColumnPlan {
    var plan = self
    plan.pairsPricesWithQuantities = false
    plan.interpretation = .none
    for index in plan.operations.indices where plan.operations[index].kind.isValue {
      plan.operations[index] = ColumnOperation()
    }
    // Without an interpreter every raw record counts as a row, and only the first has times.
    if plan.operations.allSatisfy({ $0.record == 0 }) { plan.blanks = Array(plan.blanks.prefix(1)) }
    return plan
  }
}

extension ColumnOperation.Kind {
  /// Whether the column is anything but a time.
  var isValue: Bool {
    switch self {
    case .decimal, .side, .symbol, .code, .codeWord, .wideInteger: true
    case .ignore, .epochTime, .digitCountTime, .isoTime, .patternTime, .localISOTime, .timeOfDay:
      false
    }
  }
}
