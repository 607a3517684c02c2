/// Why a text is no range of dates.
public enum DateRangeFault: Error, Sendable, Equatable {
  /// It has no two points in it.
  case noRange
  /// One of its ends is no date of the calendar.
  case noDate(String)
  /// Its ends are written in two ways.
  case twoSpellings
  /// It ends before it begins.
  case reversed(first: String, last: String)
  /// It has so many days, more than a hundred years of them.
  case tooLong(days: Int)

  /// What is wrong, to stand behind the text itself.
  public var message: String {
    switch self {
    case .noRange: "is no range of dates"
    case .noDate(let text):
      text.isEmpty
        ? "lacks one of its two dates" : "has '\(text)', which is no date of the calendar"
    case .twoSpellings: "writes its two dates in two ways"
    case .reversed: "ends before it begins"
    case .tooLong(let days):
      "has \(days) days, and a range may have \(DateRange.limit), a hundred years"
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .noRange, .noDate:
      "write 2024-01-01..2024-03-31 or 20240101..20240331, or 2024-01..2024-03 for months"
    case .twoSpellings: "write both as 2024-01-31, or both as 20240131, or both as months"
    case .reversed(let first, let last): "write \(last)..\(first)"
    case .tooLong: "check the years"
    }
  }
}
