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
  /// Calendar fields at fixed places: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` and a run of `S` for
  /// decimals of the second; every other character stands for itself.
  ///
  /// `utcOffset` is what the file's clock is ahead of UTC, in seconds: −18,000 for UTC−5.
  case pattern(String, utcOffset: Int)

  /// Nanoseconds per unit for the plain epochs.
  var unit: Int64? {
    switch self {
    case .seconds: 1_000_000_000
    case .milliseconds: 1_000_000
    case .microseconds: 1_000
    case .nanoseconds: 1
    case .byDigitCount, .iso8601, .nanosecondsOrISO8601, .pattern: nil
    }
  }
}

/// One step of reading a calendar pattern.
struct TimePatternElement: Equatable {
  enum Field: UInt8 { case year, month, day, hour, minute, second, fraction, literal }
  var field: Field
  /// Characters the field takes.
  var width: Int
  /// The character a literal stands for.
  var literal: UInt8 = 0

  /// The steps of `pattern`, or `nil` where it lacks a year, a month or a day.
  static func compile(_ pattern: String) -> [TimePatternElement]? {
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
    return fields.isSuperset(of: [.year, .month, .day]) ? elements : nil
  }
}
