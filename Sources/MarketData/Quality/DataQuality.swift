/// What can be said of tick files before anything is run on them.
public struct DataQuality: Sendable, Equatable {
  /// A file that could not be read, or that fits no format.
  public struct Failure: Sendable, Equatable {
    /// The file as it was given.
    public var file: String
    /// Why.
    public var error: TickFileError
  }

  /// Each file that could be read, in the order given.
  public var files: [FileQuality] = []
  /// The others.
  public var failures: [Failure] = []
  /// How well prints fit the books around them, for each pair of sources of one symbol.
  public var printFits: [PrintFit] = []
  /// How well books rebuilt from changes agree with quotes of the same symbol.
  public var bookFits: [BookFit] = []
  /// The sources: files of one format and symbols, as one experiment would take them.
  public var sets: [SourceFiles] = []

  /// Rows read in all files.
  public var rowsRead: Int { files.reduce(0) { $0 + $1.rowsRead } }
  /// Rows that cannot be decoded in all files.
  public var rowsRejected: Int { files.reduce(0) { $0 + $1.rowsRejected } }
  /// Rows that cannot be decoded in all files, by reason.
  public var rejects: [RejectReason: Int] {
    files.reduce(into: [:]) { $0.merge($1.rejects, uniquingKeysWith: +) }
  }
  /// The smallest feed latency of all files, uncorrected (ns).
  public var minimumLatency: Int64? { files.compactMap { $0.latency?.minimum }.min() }
  /// Whether rows arrived before they happened: the recorder's clock is off.
  public var isLatencyNegative: Bool { minimumLatency.map { $0 < 0 } ?? false }
  /// The clock shift that `clock-shift: measured` would use if all files are one recorder's (ns).
  public var measuredShift: Int64? { minimumLatency.map { 1_000_000 - $0 } }
}

/// Files of one format that tell of the same symbols.
public struct SourceFiles: Sendable, Equatable {
  /// Two files whose spans overlap.
  public struct Overlap: Sendable, Equatable {
    /// The file that begins first.
    public var first: String
    /// The file that begins before the first ends.
    public var second: String
    /// For how long (ns).
    public var length: Int64
  }

  /// The format of the files.
  public var format: String
  /// The symbols in them; empty where the format has no such column.
  public var symbols: [String]
  /// The files, by their first exchange time.
  public var files: [String]
  /// Rows read in all of them.
  public var rowsRead: Int
  /// Neighbours that overlap.
  public var overlaps: [Overlap]
  /// UTC days between the first and the last row in which no row lies, as days since the epoch;
  /// told of sets of several files.
  public var missingDays: [Int64]
}

/// How well prints fit a book: a buyer should trade at or above the ask, a seller at or below the
/// bid, of the last book before the print.
public struct PrintFit: Sendable, Equatable {
  /// The fit with the book of another time than the print's.
  public struct Share: Sendable, Equatable {
    /// The book compared is the one valid this long after the print (ns); negative = before it.
    public var offset: Int64
    /// Prints that fit that book, from 0 to 1.
    public var share: Double
  }

  /// The format of the prints.
  public var trades: String
  /// The format of the book.
  public var book: String
  /// The symbol of both; `nil` where the files have no such column.
  public var symbol: String?
  /// Prints with a side and a book with the other side at every offset.
  public var prints: Int
  /// The fit at each offset, by offset; the offset 0 is the last book before the print. Empty
  /// where no print has a side.
  public var shares: [Share]
  /// Prints without a side that are at or above the ask, at or below the bid, and between them, of
  /// the last book before the print.
  public var sideless: (atAsk: Int, atBid: Int, inside: Int) = (0, 0, 0)
  /// How the book follows prints through the touch; `nil` where no print has a two-sided book
  /// before it.
  public var lag: Lag?

  /// The share of prints that fit the last book before them.
  public var shareAtPrint: Double? { shares.first { $0.offset == 0 }?.share }
  /// The offset at which most prints fit, the nearest to 0 of several (ns): above 0 the book lags
  /// behind the prints, below 0 it runs ahead of them.
  public var bestOffset: Int64? {
    let best = shares.map(\.share).max()
    return shares.filter { $0.share == best }.map(\.offset).min { abs($0) < abs($1) }
  }

  /// Whether both say the same.
  public static func == (lhs: PrintFit, rhs: PrintFit) -> Bool {
    lhs.trades == rhs.trades && lhs.book == rhs.book && lhs.symbol == rhs.symbol
      && lhs.prints == rhs.prints && lhs.shares == rhs.shares && lhs.sideless == rhs.sideless
      && lhs.lag == rhs.lag
  }
}

extension PrintFit {
  /// How long after prints through the touch the book shows that they happened.
  public struct Lag: Sendable, Equatable {
    /// One quantile of the lags.
    public struct Quantile: Sendable, Equatable {
      /// The share of lags at or below it, from 0 to 1.
      public var level: Double
      /// The lag (ns).
      public var value: Int64
    }

    /// Prints with a two-sided book before them.
    public var compared: Int
    /// Those strictly above its ask or below its bid.
    public var outside: Int
    /// Prints through the touch, at most all of those outside, that the book followed: its best on
    /// their side came to be at or beyond their price.
    public var followed: Int
    /// Prints through the touch that it had not followed after 10 s, or when it ended.
    public var notFollowed: Int
    /// Quantiles of the time from a print to the first book that has followed it; empty where none
    /// did.
    public var quantiles: [Quantile]

    /// The share of prints outside the touch, from 0 to 1.
    public var shareOutside: Double { Double(outside) / Double(compared) }
  }
}

/// How often the best bid and ask of a book rebuilt from changes are those of the quotes that had
/// arrived by the same local time.
public struct BookFit: Sendable, Equatable {
  /// The format of the book's changes.
  public var book: String
  /// The format of the quotes.
  public var quotes: String
  /// The symbol of both.
  public var symbol: String?
  /// Message groups compared: those with a two-sided book and a quote before them.
  public var groups: Int
  /// Those whose best bid and ask prices equal the quotes'.
  public var equal: Int

  /// The share of groups that are equal, from 0 to 1.
  public var share: Double { groups > 0 ? Double(equal) / Double(groups) : 0 }
}
