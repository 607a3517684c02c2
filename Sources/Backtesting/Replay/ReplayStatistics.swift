public import MarketData

/// What became of the rows of one file.
public struct FileStatistics: Sendable, Equatable {
  /// The file as it was found.
  public var file: String
  /// Its size on disk, compressed as it is (bytes).
  public var bytes: Int
  /// Rows read, headers and blank lines not among them: always those replayed plus those rejected.
  public var rowsRead = 0
  /// Rows that were not rejected: they became events, or are legal and tell nothing to replay.
  public var rowsReplayed: Int { rowsRead - rowsRejected }
  /// Rows rejected, by reason.
  public var rejects: [RejectReason: Int] = [:]
  /// Those of the replayed rows that tell nothing to replay, by what they are.
  public var rowsPassedOver: [String: Int] = [:]
  /// Replayed rows with a price moved onto its tick from within a millionth of it.
  public var rowsSnapped = 0
  /// Exchange times that went back and took the largest so far.
  public var exchangeTimesMoved = 0
  /// Those of them that moved by more than a second.
  public var exchangeTimesMovedFar = 0
  /// The farthest that an exchange time was moved forward (ns).
  public var largestExchangeTimeMove: Int64 = 0
  /// Rows that came late by no more than the source's window and were put in their place.
  public var rowsReordered = 0
  /// The farthest that one of them went back in time (ns).
  public var largestReordering: Int64 = 0
  /// Messages about a book that became events.
  public var messages = 0
  /// How far the file begins before the latest time of the files before it (ns), 0 = it does not.
  public var overlap: Int64 = 0
  /// The order in which its rows were found, or said, to stand.
  public var order = RowOrder.oldestFirst
  /// The line of a last row that no newline ends; it is replayed like any other.
  public var unterminatedLine: Int?
  /// Whether that row was rejected.
  public var isUnterminatedRowRejected = false
  /// The line of the last row that was read where the rest of the file lies past the window.
  public var lastLineRead: Int?
  /// Arrival times that went back, or lay before the exchange time, and were moved forward.
  public var arrivalTimesMoved = 0
  /// Rows whose exchange time the vendor had only filled in.
  public var rowsWithoutExchangeTime = 0
  /// Those of them that took the exchange time of the row after them.
  public var exchangeTimesFromNextRow = 0
  /// Quotes whose bid is above their ask.
  public var crossedQuotes = 0
  /// Quotes whose bid equals their ask.
  public var lockedQuotes = 0
  /// Quotes with one side only, or none.
  public var oneSidedQuotes = 0
  /// Trades whose side is not known.
  public var tradesWithoutSide = 0
  /// Exchange time of the first event (ns).
  public var firstExchangeTime: Int64?
  /// Exchange time of the last event (ns).
  public var lastExchangeTime: Int64?
  /// Arrival time of the first event (ns).
  public var firstArrivalTime: Int64?
  /// Arrival time of the last event (ns).
  public var lastArrivalTime: Int64?
  /// Smallest feed latency on the corrected clock, of rows with both times (ns).
  public var minimumLatency: Int64?
  /// Largest feed latency on the corrected clock, of rows with both times (ns).
  public var maximumLatency: Int64?
  /// Members of an archive passed over because their names say that they hold no ticks.
  public var skippedMembers: [String] = []

  /// Whether its contents could not be checked against its checksum.
  public var isChecksumUnknown = false

  /// A file of which nothing has been read.
  public init(file: String, bytes: Int) {
    self.file = file
    self.bytes = bytes
  }

  /// Rows rejected for any reason.
  public var rowsRejected: Int { rejects.values.reduce(0, +) }
}

/// What became of the rows of one source.
public struct SourceStatistics: Sendable, Equatable {
  /// The name of the source's format.
  public var format: String
  /// What its rows tell of.
  public var kind: TickKind
  /// The recorder whose clock it has.
  public var recorder: String
  /// Its files in the order they were read, those not yet opened not among them.
  public var files: [FileStatistics] = []
  /// Days or months of its ranges for which there is no file.
  public var missingDates: [String] = []
  /// Files of it that were not read.
  public var unreadFiles: [UnreadFile] = []
  /// Smallest feed latency in each quarter of the rows, in order (ns): drift shows here. Quarters
  /// are cut to within 1/32 of the rows; empty where the source has no two clocks.
  public var minimumLatencyByQuarter: [Int64] = []

  /// Rows read.
  public var rowsRead: Int { files.reduce(0) { $0 + $1.rowsRead } }
  /// Rows that were not rejected.
  public var rowsReplayed: Int { files.reduce(0) { $0 + $1.rowsReplayed } }
  /// Exchange times that went back and took the largest so far.
  public var exchangeTimesMoved: Int { files.reduce(0) { $0 + $1.exchangeTimesMoved } }
  /// Those of them that moved by more than a second.
  public var exchangeTimesMovedFar: Int { files.reduce(0) { $0 + $1.exchangeTimesMovedFar } }
  /// The farthest that an exchange time was moved forward (ns).
  public var largestExchangeTimeMove: Int64 { files.map(\.largestExchangeTimeMove).max() ?? 0 }
  /// Whether so many exchange times were moved, or one so far, that results deserve a caveat: more
  /// than 1 % of the rows, or by more than a minute.
  public var isNotablyDisordered: Bool {
    largestExchangeTimeMove > 60_000_000_000 || exchangeTimesMoved * 100 > rowsRead
  }
  /// Rows rejected.
  public var rowsRejected: Int { files.reduce(0) { $0 + $1.rowsRejected } }
  /// Rows that came late and were put in their place.
  public var rowsReordered: Int { files.reduce(0) { $0 + $1.rowsReordered } }
  /// The farthest that one of them went back in time (ns).
  public var largestReordering: Int64 { files.map(\.largestReordering).max() ?? 0 }
  /// Messages about a book that became events.
  public var messages: Int { files.reduce(0) { $0 + $1.messages } }
  /// How much the smallest feed latency differs between quarters of the rows (ns): the clocks
  /// drift apart, or the line got slower or faster.
  public var latencyDrift: Int64 {
    (minimumLatencyByQuarter.max() ?? 0) - (minimumLatencyByQuarter.min() ?? 0)
  }
}
