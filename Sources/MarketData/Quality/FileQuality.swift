/// What can be said of one tick file.
public struct FileQuality: Sendable, Equatable {
  /// A stretch without rows.
  public struct Gap: Sendable, Equatable {
    /// Exchange time of the last row before it (ns).
    public var start: Int64
    /// Exchange time of the first row after it (ns).
    public var end: Int64
    /// The line of the row on its later side in the file.
    public var line: Int
    /// Its length (ns).
    public var length: Int64 { end - start }
  }

  /// The feed latency of the rows that have both times, on the recorder's uncorrected clock.
  public struct Latency: Sendable, Equatable {
    /// One quantile.
    public struct Quantile: Sendable, Equatable {
      /// The share of rows at or below it, from 0 to 1.
      public var level: Double
      /// The latency (ns).
      public var value: Int64
    }
    /// Rows with both times.
    public var rows: Int
    /// The smallest (ns).
    public var minimum: Int64
    /// Quantiles: exact up to 32,768 rows, of a systematic sample above.
    public var quantiles: [Quantile]
    /// The largest (ns).
    public var maximum: Int64
    /// The median (ns).
    public var median: Int64 { quantiles.first { $0.level == 0.5 }?.value ?? minimum }
  }

  /// The direction in which the rows of a file are written.
  public enum Order: String, Sendable {
    /// Times never go back, or all are equal.
    case oldestFirst = "oldest first"
    /// Times never go forward.
    case newestFirst = "newest first"
    /// Most rows go forward, some go back.
    case mostlyOldestFirst = "oldest first with exceptions"
    /// Most rows go back, some go forward.
    case mostlyNewestFirst = "newest first with exceptions"
  }

  /// What can be said of one symbol in a file.
  public struct Symbol: Sendable, Equatable {
    /// Its name; `nil` where the format has no such column.
    public var name: String?
    /// Its rows that could be decoded.
    public var rows: Int
    /// The coarsest grid that all its prices lie on, in quote units.
    public var tick: FixedDecimal?
    /// The coarsest grid that all its quantities lie on, in base units.
    public var lot: FixedDecimal?
    /// Rows with a price that is no multiple of the tick that was given.
    public var offTick = 0
    /// Rows with a quantity that is no multiple of the lot that was given.
    public var offLot = 0
    /// Median of ask − bid in quotes (quote units), `nil` without two-sided quotes.
    public var medianSpread: Double?
    /// Median quantity of a print, or else at the best bid (base units).
    public var medianQuantity: Double?
    /// The last price seen: of a print, else the mid (quote units).
    public var lastPrice: Double?
    /// Root mean square of the price's changes from second to second (quote units per √s).
    public var volatility: Double?
  }

  /// What can be said of a book that the file tells level by level.
  public struct Book: Sendable, Equatable {
    /// Vendor messages: each is applied as a whole.
    public var messages = 0
    /// Runs of messages that arrived at one local time (exchange time where there is no other).
    public var messageGroups = 0
    /// Messages that show the state of the book.
    public var snapshots = 0
    /// Messages after which the best bid was above the best ask.
    public var crossed = 0
    /// Messages after which the best bid was the best ask.
    public var locked = 0
    /// Messages after which a side was empty.
    public var oneSided = 0
    /// The largest number of levels on one side.
    public var deepest = 0
  }

  /// The file as it was given.
  public var file: String
  /// Its size on disk (bytes).
  public var bytes: Int
  /// What it was read as.
  public var format: String
  /// How that was decided.
  public var formatReason: String
  /// What its rows tell of.
  public var kind: TickKind
  /// Rows read, headers and blank lines not among them.
  public var rowsRead = 0
  /// Rows that could be decoded, by what they tell.
  public var rowsByKind: [String: Int] = [:]
  /// Those of them that nothing is replayed of, by what they are.
  public var rowsPassedOver: [String: Int] = [:]
  /// Rows that cannot be decoded, by reason.
  public var rejects: [RejectReason: Int] = [:]
  /// The first ten of them.
  public var firstRejects: [RejectedRow] = []
  /// The smallest exchange time (ns).
  public var firstTime: Int64?
  /// The largest exchange time (ns).
  public var lastTime: Int64?
  /// The five longest stretches without rows, longest first.
  public var largestGaps: [Gap] = []
  /// The direction in which the rows are written.
  public var order = Order.oldestFirst
  /// Rows whose exchange time is on the wrong side of the row before them.
  public var timeReversals = 0
  /// The farthest an exchange time lies on the wrong side of the extreme so far (ns).
  public var largestReversal: Int64 = 0
  /// Rows whose exchange time is that of the row before them.
  public var equalTimes = 0
  /// Lines equal, byte for byte, to one of the 64 lines before them.
  public var duplicateRows = 0
  /// Quotes whose bid is above their ask.
  public var crossedQuotes = 0
  /// Quotes whose bid equals their ask.
  public var lockedQuotes = 0
  /// Quotes with one side only, or none.
  public var oneSidedQuotes = 0
  /// Trades initiated by buyers.
  public var buyTrades = 0
  /// Trades initiated by sellers.
  public var sellTrades = 0
  /// Trades whose side is not known.
  public var tradesWithoutSide = 0
  /// Rows whose exchange time the vendor had only filled in.
  public var rowsWithoutExchangeTime = 0
  /// Each symbol, by the number of its rows.
  public var symbols: [Symbol] = []
  /// The book, where the file tells it level by level.
  public var book: Book?
  /// Whether the file is gzip of several members, or ends in something else: its contents could
  /// not be checked against a checksum.
  public var isChecksumUnknown = false
  /// The line of a last row that no newline ends.
  public var unterminatedLine: Int?
  /// Members of an archive passed over because their names say that they hold no ticks.
  public var skippedMembers: [String] = []
  /// The feed latency, where the file has two clocks.
  public var latency: Latency?

  /// Rows that cannot be decoded.
  public var rowsRejected: Int { rejects.values.reduce(0, +) }
  /// The coarsest grid that the prices of the most frequent symbol lie on, in quote units.
  public var inferredTick: FixedDecimal? { symbols.first?.tick }
  /// The coarsest grid that the quantities of the most frequent symbol lie on, in base units.
  public var inferredLot: FixedDecimal? { symbols.first?.lot }
  /// Rows per second of exchange time, or `nil` for a span of nothing.
  public var rowsPerSecond: Double? {
    guard let firstTime, let lastTime, lastTime > firstTime else { return nil }
    return Double(rowsRead - rowsRejected) / (Double(lastTime - firstTime) / 1e9)
  }
}
