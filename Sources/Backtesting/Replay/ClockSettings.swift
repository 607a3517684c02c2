/// How long after an event its row reaches the observer.
public enum FeedLatency: Sendable, Equatable {
  /// The difference of the two times in the data, after the clock shift.
  case fromData
  /// A constant (ns, at least 0): the recorder's arrival times are ignored.
  case constant(Int64)
}

/// The correction of a recorder's clock: what is added to its arrival times.
public enum ClockShift: Sendable, Equatable {
  /// None: data that arrived before it happened is refused.
  case none
  /// A given shift (ns).
  case given(Int64)
  /// Minus the smallest feed latency in all the recorder's files, plus one millisecond.
  case measured

  /// Whether the shift is a number that somebody gave.
  var isGiven: Bool { if case .given = self { true } else { false } }
}

/// How exchange and arrival times are made of the times in the files.
public struct ClockSettings: Sendable, Equatable {
  /// How long after an event its row reaches the observer.
  public var feed: FeedLatency
  /// The correction of every recorder's clock that `recorderShifts` does not name.
  public var shift: ClockShift
  /// Corrections by recorder.
  public var recorderShifts: [String: ClockShift]
  /// With `fromData`: the feed latency of rows that have an arrival time only (ns, at least 0).
  public var missingExchangeTimeLatency: Int64

  /// Settings; a row without exchange time is taken to have travelled one millisecond.
  public init(
    feed: FeedLatency = .fromData, shift: ClockShift = .none,
    recorderShifts: [String: ClockShift] = [:], missingExchangeTimeLatency: Int64 = 1_000_000
  ) {
    self.feed = feed
    self.shift = shift
    self.recorderShifts = recorderShifts
    self.missingExchangeTimeLatency = missingExchangeTimeLatency
  }

  /// The settings for one source.
  func applied(to source: SourceSpecification) -> ClockSettings {
    guard let feed = source.feed else { return self }
    var settings = self
    settings.feed = feed
    if case .constant(let latency) = feed { settings.missingExchangeTimeLatency = latency }
    return settings
  }

  /// The correction of `recorder`'s clock.
  public func shift(of recorder: String) -> ClockShift { recorderShifts[recorder] ?? shift }
}

/// The clock of one recorder as it was corrected.
public struct RecorderClock: Sendable, Equatable {
  /// The recorder's name.
  public var recorder: String
  /// What is added to its arrival times (ns).
  public var shift: Int64
  /// Whether the shift was measured rather than given.
  public var isMeasured: Bool
  /// With a measured shift: the smallest uncorrected feed latency (ns).
  public var minimumLatency: Int64?
  /// With a measured shift: rows with both times that it was measured on.
  public var rows: Int

  /// A clock from its parts.
  public init(
    recorder: String, shift: Int64, isMeasured: Bool, minimumLatency: Int64?, rows: Int
  ) {
    self.recorder = recorder
    self.shift = shift
    self.isMeasured = isMeasured
    self.minimumLatency = minimumLatency
    self.rows = rows
  }
}
