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
    guard let ends = Self.ends(of: text), let first = DateSpelling.read(ends.first),
      let last = DateSpelling.read(ends.last), first.spelling == last.spelling,
      first.date <= last.date, last.date.lastDay - first.date.firstDay < Self.limit
    else { return nil }
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

/// How a date is written in the name of a file: `yyyy`, `MM` and `dd` in any order with any
/// separators, or none.
struct DateSpelling: Equatable {
  enum Part: Equatable {
    case year
    case month
    case day
    case literal(Character)
  }
  var parts: [Part]

  /// The spelling that `yyyy-MM-dd` and the like describe; `nil` where `text` is no such thing.
  init?(pattern text: some StringProtocol) {
    var rest = Substring(text)
    var parts: [Part] = []
    while let character = rest.first {
      if rest.hasPrefix("yyyy") {
        parts.append(.year)
        rest = rest.dropFirst(4)
      } else if rest.hasPrefix("MM") {
        parts.append(.month)
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("dd") {
        parts.append(.day)
        rest = rest.dropFirst(2)
      } else if "-_./".contains(character) {
        parts.append(.literal(character))
        rest = rest.dropFirst()
      } else {
        return nil
      }
    }
    guard parts.contains(where: { [.year, .month, .day].contains($0) }) else { return nil }
    self.parts = parts
  }

  private init(parts: [Part]) { self.parts = parts }

  /// `yyyy-MM-dd`, or `yyyy-MM` for months.
  static func usual(for date: FileDate) -> DateSpelling {
    let month: [Part] = [.year, .literal("-"), .month]
    return DateSpelling(parts: date.day == nil ? month : month + [.literal("-"), .day])
  }

  /// The date that `text` writes, year first, and how it is written; `nil` where it is none.
  static func read(
    _ text: some StringProtocol
  ) -> (date: FileDate, spelling: DateSpelling)? {
    var rest = Substring(text)
    var parts: [Part] = []
    func number(_ width: Int) -> Int? {
      let digits = rest.prefix(width)
      guard digits.count == width, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
        return nil
      }
      rest = rest.dropFirst(width)
      return Int(digits)
    }
    func separator() {
      guard let character = rest.first, "-_./".contains(character) else { return }
      parts.append(.literal(character))
      rest = rest.dropFirst()
    }
    guard let year = number(4) else { return nil }
    parts.append(.year)
    separator()
    guard let month = number(2) else { return nil }
    parts.append(.month)
    var day: Int?
    if !rest.isEmpty {
      separator()
      guard let found = number(2), rest.isEmpty else { return nil }
      parts.append(.day)
      day = found
    }
    guard let date = FileDate(year: year, month: month, day: day) else { return nil }
    return (date, DateSpelling(parts: parts))
  }

  /// `date` as it is written this way; a month has the day 1.
  func text(of date: FileDate) -> String {
    parts.map { part in
      switch part {
      case .year: FileDate.padded(date.year, 4)
      case .month: FileDate.padded(date.month, 2)
      case .day: FileDate.padded(date.day ?? 1, 2)
      case .literal(let character): String(character)
      }
    }.joined()
  }
}
