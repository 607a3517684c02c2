/// A day of the Gregorian calendar, or a whole month.
public struct FileDate: Sendable, Hashable, Comparable {
  /// The year, 1 to 9999.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, or `nil` for the whole month.
  public let day: Int?

  /// The date, or `nil` where the calendar has none such.
  public init?(year: Int, month: Int, day: Int?) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    if let day, !(1...Self.length(year, month)).contains(day) { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// `2024-01-31`, or `2024-01` for a month.
  public var text: String {
    Self.padded(year, 4) + "-" + Self.padded(month, 2)
      + (day.map { "-" + Self.padded($0, 2) } ?? "")
  }

  /// The next day, or the next month; `nil` after the year 9999.
  var next: FileDate? {
    if let day, day < Self.length(year, month) {
      return FileDate(year: year, month: month, day: day + 1)
    }
    return FileDate(
      year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1,
      day: day.map { _ in 1 })
  }

  /// Days from 1970-01-01 to the first day.
  public var firstDay: Int { Self.days(year, month, day ?? 1) }
  /// Days from 1970-01-01 to the last day.
  public var lastDay: Int { Self.days(year, month, day ?? Self.length(year, month)) }

  /// Whether `lhs` begins earlier.
  public static func < (lhs: FileDate, rhs: FileDate) -> Bool {
    lhs.firstDay < rhs.firstDay
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func length(_ year: Int, _ month: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Days since 1970-01-01, counted in years that begin in March, so that a leap day is the last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}

/// The days, or the months, from a first to a last one.
public struct DateRange: Sendable, Equatable {
  /// The first day or month.
  public let first: FileDate
  /// The last day or month, which belongs to the range.
  public let last: FileDate

  /// Days a range holds at most: a hundred years.
  static let limit = 36_600

  /// The range `2024-01-01..2024-03-31` or `2024-01..2024-03`, its dates in any spelling that
  /// `DateSpelling` knows; `nil` where `text` is none, or ends before it begins.
  public init?(_ text: String) {
    guard let range = try? DateRange(reading: text) else { return nil }
    self = range
  }

  /// The range that `text` writes, as `init(_:)` reads it.
  ///
  /// - Throws: what is wrong with `text` where it is no range.
  public init(reading text: String) throws(DateRangeFault) {
    guard let ends = Self.ends(of: text) else { throw .noRange }
    guard let first = DateSpelling.read(ends.first) else { throw .noDate(String(ends.first)) }
    guard let last = DateSpelling.read(ends.last) else { throw .noDate(String(ends.last)) }
    guard first.spelling == last.spelling else { throw .twoSpellings }
    guard first.date <= last.date else {
      throw .reversed(first: String(ends.first), last: String(ends.last))
    }
    let days = last.date.lastDay - first.date.firstDay + 1
    guard days <= Self.limit else { throw .tooLong(days: days) }
    self.first = first.date
    self.last = last.date
  }

  /// The range as it is written with dashes.
  public var text: String { first.text + ".." + last.text }

  /// All its days, or months, in order.
  var dates: [FileDate] {
    var dates = [first]
    while let latest = dates.last, latest < last, let next = latest.next { dates.append(next) }
    return dates
  }

  /// What stands before and after the two points; `nil` where there are none.
  static func ends(of text: String) -> (first: Substring, last: Substring)? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix("..") {
        return (text[..<index], text[text.index(index, offsetBy: 2)...])
      }
      index = text.index(after: index)
    }
    return nil
  }
}
