/// What can be said of tick files before anything is run on them.
public struct DataQuality: Sendable, Equatable {
  /// Each file in the order given.
  public var files: [FileQuality] = []
  /// How well prints fit the quotes around them, where there are both.
  public var bookLag: BookLag?

  /// Rows read in all files.
  public var rowsRead: Int { files.reduce(0) { $0 + $1.rowsRead } }
  /// Rows that cannot be decoded in all files.
  public var rowsRejected: Int { files.reduce(0) { $0 + $1.rowsRejected } }
  /// The smallest feed latency of all files, uncorrected (ns).
  public var minimumLatency: Int64? { files.compactMap { $0.latency?.minimum }.min() }
  /// Whether rows arrived before they happened: the recorder's clock is off.
  public var isLatencyNegative: Bool { minimumLatency.map { $0 < 0 } ?? false }
  /// The clock shift that `clock-shift: measured` would use if all files are one recorder's (ns).
  public var measuredShift: Int64? { minimumLatency.map { 1_000_000 - $0 } }
}

/// What can be said of one tick file.
public struct FileQuality: Sendable, Equatable {
  /// A stretch without rows.
  public struct Gap: Sendable, Equatable {
    /// Exchange time of the last row before it (ns).
    public var start: Int64
    /// Exchange time of the first row after it (ns).
    public var end: Int64
    /// The line of the first row after it.
    public var line: Int
    /// Its length (ns).
    public var length: Int64 { end - start }
  }

  /// The feed latency of the rows that have both times, on the recorder's uncorrected clock.
  public struct Latency: Sendable, Equatable {
    /// Rows with both times.
    public var rows: Int
    /// The smallest (ns).
    public var minimum: Int64
    /// The median (ns): exact up to 32,768 rows, of a systematic sample above.
    public var median: Int64
    /// The largest (ns).
    public var maximum: Int64
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
  /// Rows whose exchange time is before that of the row before them.
  public var timeReversals = 0
  /// The farthest an exchange time lies before the largest so far (ns).
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
  /// The coarsest grid that all prices lie on, in quote units.
  public var inferredTick: FixedDecimal?
  /// The coarsest grid that all quantities lie on, in base units.
  public var inferredLot: FixedDecimal?
  /// Whether the file is gzip of several members, or ends in something else: its contents could
  /// not be checked against a checksum.
  public var isChecksumUnknown = false
  /// The feed latency, where the file has two clocks.
  public var latency: Latency?

  /// Rows that cannot be decoded.
  public var rowsRejected: Int { rejects.values.reduce(0, +) }
  /// Rows per second of exchange time, or `nil` for a span of nothing.
  public var rowsPerSecond: Double? {
    guard let firstTime, let lastTime, lastTime > firstTime else { return nil }
    return Double(rowsRead - rowsRejected) / (Double(lastTime - firstTime) / 1e9)
  }
}

/// How well prints fit the quotes around them: a buyer should trade at or above the ask, a seller
/// at or below the bid, of the last quote before the print.
public struct BookLag: Sendable, Equatable {
  /// The fit with quotes of another time than the print's.
  public struct Share: Sendable, Equatable {
    /// The quotes compared are those valid this long after the print (ns); negative = before it.
    public var offset: Int64
    /// Prints that fit those quotes, from 0 to 1.
    public var share: Double
  }

  /// Prints with a side and a quote on the other side at every offset.
  public var prints: Int
  /// The fit at each offset, by offset; the offset 0 is the last quote before the print.
  public var shares: [Share]

  /// The share of prints that fit the last quote before them.
  public var shareAtPrint: Double? { shares.first { $0.offset == 0 }?.share }
  /// The offset at which most prints fit, the nearest to 0 of several (ns): above 0 the book lags
  /// behind the prints, below 0 it runs ahead of them.
  public var bestOffset: Int64? {
    let best = shares.map(\.share).max()
    return shares.filter { $0.share == best }.map(\.offset).min { abs($0) < abs($1) }
  }
}
