public import MarketData

/// One source of ticks: files of one format, read one after the other.
public struct SourceSpecification: Sendable, Equatable {
  /// How the files are laid out.
  public var format: TickFormat
  /// Paths or patterns with `*`, `?`, `[…]` and dates, in order of time.
  public var files: [String]
  /// The dates of patterns that leave them open.
  public var dates: DateRange?
  /// Whether a date without a file is an error.
  public var failsOnMissingDates = false
  /// In which order the rows of its files stand.
  public var order = RowOrder.auto
  /// Rows that come late by no more than this are put in their place (ns, at most an hour); 0 = no
  /// row is.
  public var reorderWindow: Int64 = 0
  /// Whose clock stamped the arrival times: sources of one recorder share one clock shift.
  public var recorder: String
  /// Whether any of the ticks are replayed; otherwise they only help to measure the recorder's
  /// clock.
  public var isReplayed: Bool {
    let kind = format.kind
    if kind == .funding { return replaysBook || replaysTrades }
    return (replaysBook && kind.hasBook) || (replaysTrades && kind.hasTrades)
  }
  /// Whether its quotes and other book changes are replayed.
  public var replaysBook: Bool
  /// Whether its prints are replayed.
  public var replaysTrades: Bool
  /// The place of its instrument in the experiment's list, from 0, at most 254.
  public var instrument: Int
  /// The symbol whose rows are replayed, those of others being counted; `nil` = that of the first
  /// good row, all others are rejected.
  public var symbol: String?

  /// How long after an event its row reaches the observer, if not as the `ClockSettings` say.
  public var feed: FeedLatency?

  /// A source; all sources are of one recorder unless they say otherwise.
  public init(
    format: TickFormat, files: [String], recorder: String = "recorder", isReplayed: Bool = true,
    instrument: Int = 0, symbol: String? = nil
  ) {
    self.format = format
    self.files = files
    self.recorder = recorder
    replaysBook = isReplayed
    replaysTrades = isReplayed
    self.instrument = instrument
    self.symbol = symbol
  }

  /// The files that `files` names, in the order they are read.
  ///
  /// - Throws: `TickFileError` where a pattern names no file, or a date has none and must.
  public func fileSet() throws -> FileSet {
    let found = try FilePatterns.resolve(files, dates: dates)
    guard !found.files.isEmpty else {
      throw TickFileError(.noMatch, "a source of \(format.name) names no files")
    }
    if failsOnMissingDates, let first = found.missingDates.first {
      throw TickFileError(
        .noMatch, file: files.first,
        "\(found.missingDates.count) dates have no file, the first of them \(first)",
        advice: "fetch them, or write missing-days: allow")
    }
    return found
  }

  /// The paths of the files that `files` names, in the order they are read.
  ///
  /// - Throws: `TickFileError` where a pattern names no file, or a date has none and must.
  public func expandedFiles() throws -> [String] { try fileSet().files.map(\.path) }
}
