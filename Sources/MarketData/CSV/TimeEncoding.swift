/// How a column writes time.
public enum TimeEncoding: Sendable, Equatable {
  /// Seconds since the epoch; fractions allowed.
  case seconds
  /// Milliseconds since the epoch; fractions allowed.
  case milliseconds
  /// Microseconds since the epoch; fractions allowed.
  case microseconds
  /// Nanoseconds since the epoch.
  case nanoseconds
  /// An integer since the epoch whose number of digits tells seconds, milliseconds, microseconds
  /// or nanoseconds: decided row by row.
  case byDigitCount
  /// `2024-08-08T23:54:15.088Z`: a `T` or a blank between date and time, any number of decimals,
  /// `Z`, `±hh:mm` or nothing (UTC) at the end.
  case iso8601
  /// Nanoseconds since the epoch or ISO 8601: decided row by row.
  case nanosecondsOrISO8601
  /// As `iso8601`, where text without a zone at its end is in this one.
  case localISO8601(ClockZone)
  /// Calendar fields at fixed places: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, a run of `S` for
  /// decimals of the second and, at the end, `Z` for what the clock is ahead of UTC (`+0100`,
  /// `+01:00` or `Z`); every other character stands for itself. Of several patterns with `|`
  /// between them the first one that fits a row counts.
  ///
  /// The clock is in `zone` where the pattern has no `Z`. A pattern without a date is a time of the
  /// day: the date is in another column, or told by the file's name.
  case pattern(String, zone: ClockZone)
  /// Seconds since midnight in this zone; fractions allowed. The date is in another column, or told
  /// by the file's name. Always what the clock on the wall shows: on a day on which clocks are set,
  /// 36,000 is still ten o'clock.
  case secondsOfDay(ClockZone)
  /// Milliseconds since midnight in this zone, as above.
  case millisecondsOfDay(ClockZone)
  /// Microseconds since midnight in this zone, as above.
  case microsecondsOfDay(ClockZone)
  /// Nanoseconds since midnight in this zone, as above.
  case nanosecondsOfDay(ClockZone)

  /// A pattern of a clock that is always `utcOffset` seconds ahead of UTC: −18,000 for UTC−5.
  public static func pattern(_ pattern: String, utcOffset: Int) -> TimeEncoding {
    .pattern(pattern, zone: .fixed(secondsAheadOfUTC: utcOffset))
  }

  /// Nanoseconds per unit for plain numbers.
  var unit: Int64? {
    switch self {
    case .seconds, .secondsOfDay: 1_000_000_000
    case .milliseconds, .millisecondsOfDay: 1_000_000
    case .microseconds, .microsecondsOfDay: 1_000
    case .nanoseconds, .nanosecondsOfDay: 1
    case .byDigitCount, .iso8601, .nanosecondsOrISO8601, .localISO8601, .pattern: nil
    }
  }

  /// The zone of the clock where the text does not say.
  var zone: ClockZone? {
    switch self {
    case .seconds, .milliseconds, .microseconds, .nanoseconds, .byDigitCount, .iso8601,
      .nanosecondsOrISO8601:
      nil
    case .localISO8601(let zone), .pattern(_, let zone), .secondsOfDay(let zone),
      .millisecondsOfDay(let zone), .microsecondsOfDay(let zone), .nanosecondsOfDay(let zone):
      zone
    }
  }

  /// The same on a clock of `zone`, where the text does not say; epochs have no zone.
  func inZone(_ zone: ClockZone) -> TimeEncoding {
    switch self {
    case .seconds, .milliseconds, .microseconds, .nanoseconds, .byDigitCount,
      .nanosecondsOrISO8601:
      self
    case .iso8601, .localISO8601: .localISO8601(zone)
    case .pattern(let pattern, _): .pattern(pattern, zone: zone)
    case .secondsOfDay: .secondsOfDay(zone)
    case .millisecondsOfDay: .millisecondsOfDay(zone)
    case .microsecondsOfDay: .microsecondsOfDay(zone)
    case .nanosecondsOfDay: .nanosecondsOfDay(zone)
    }
  }

  /// Whether it is a time of the day, whose date stands somewhere else.
  public var lacksDate: Bool {
    switch self {
    case .secondsOfDay, .millisecondsOfDay, .microsecondsOfDay, .nanosecondsOfDay: true
    case .pattern(let pattern, _):
      TimePatternElement.compile(pattern).map { !TimePatternElement.haveDate($0) } ?? false
    case .seconds, .milliseconds, .microseconds, .nanoseconds, .byDigitCount, .iso8601,
      .nanosecondsOrISO8601, .localISO8601:
      false
    }
  }
}

/// One step of reading a calendar pattern.
struct TimePatternElement: Equatable {
  enum Field: UInt8 {
    case year, month, day, hour, minute, second, fraction, literal, offset, alternative
  }
  var field: Field
  /// Characters the field takes; an offset takes all that are left.
  var width: Int
  /// The character a literal stands for.
  var literal: UInt8 = 0

  /// The steps of `pattern`, or `nil` where it has no whole date and no hour, or has a part of a
  /// date alone.
  static func compile(_ pattern: String) -> [TimePatternElement]? {
    var all: [TimePatternElement] = []
    for one in pattern.split(separator: "|", omittingEmptySubsequences: false) {
      guard let elements = compileOne(one), all.isEmpty || haveDate(all) == haveDate(elements)
      else { return nil }
      if !all.isEmpty { all.append(TimePatternElement(field: .alternative, width: 0)) }
      all += elements
    }
    return all
  }

  private static func compileOne(_ pattern: Substring) -> [TimePatternElement]? {
    var elements: [TimePatternElement] = []
    let bytes = Array(pattern.utf8)
    var index = 0
    while index < bytes.count {
      var width = 1
      while index + width < bytes.count, bytes[index + width] == bytes[index] { width += 1 }
      let field: Field? =
        switch (bytes[index], width) {
        case (UInt8(ascii: "y"), 4): .year
        case (UInt8(ascii: "M"), 2): .month
        case (UInt8(ascii: "d"), 2): .day
        case (UInt8(ascii: "H"), 2): .hour
        case (UInt8(ascii: "m"), 2): .minute
        case (UInt8(ascii: "s"), 2): .second
        case (UInt8(ascii: "S"), 1...12): .fraction
        case (UInt8(ascii: "Z"), 1) where index == bytes.count - 1: .offset
        default: nil
        }
      if let field {
        elements.append(TimePatternElement(field: field, width: width))
      } else {
        let literal = TimePatternElement(field: .literal, width: 1, literal: bytes[index])
        elements.append(contentsOf: repeatElement(literal, count: width))
      }
      index += width
    }
    let fields = Set(elements.map(\.field))
    let dateParts = fields.intersection([.year, .month, .day]).count
    return dateParts == 3 || (dateParts == 0 && fields.contains(.hour)) ? elements : nil
  }

  /// Whether `elements` tell the day and not only the time of the day.
  static func haveDate(_ elements: [TimePatternElement]) -> Bool {
    elements.contains { $0.field == .year }
  }
}
