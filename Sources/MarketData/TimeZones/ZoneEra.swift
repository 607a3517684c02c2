/// One rule of a zone's clock and when it begins.
struct ZoneEra: Sendable, Equatable {
  /// The first instant of the era (s since the epoch, UTC).
  var start = Int64.min
  /// What the clock is ahead of UTC outside daylight saving time (s).
  var standardOffset: Int64
  /// When it is set forward and back each year, if it is.
  var daylight: DaylightRule?

  init(standardOffset: Int64, daylight: DaylightRule? = nil) {
    self.standardOffset = standardOffset
    self.daylight = daylight
  }

  /// An era of the catalogue: `1996-01-01T01:00 CET-1CEST,M3.5.0,M10.5.0/3`, where the instant is
  /// UTC, the hour may be missing and the first era has none.
  init?(text: String, isFirst: Bool) {
    if isFirst {
      self.init(rule: text)
      return
    }
    let parts = text.split(separator: " ")
    guard parts.count == 2, let start = Self.instant(String(parts[0])) else { return nil }
    self.init(rule: String(parts[1]))
    self.start = start
  }

  /// A rule: an offset such as `UTC-5` or `+05:30`, or POSIX text such as
  /// `EST5EDT,M3.2.0,M11.1.0`.
  init?(rule: String) {
    if let offset = ZoneText.offset(rule) {
      self.init(standardOffset: offset)
    } else if let posix = ZoneText.posix(rule) {
      self = posix
    } else {
      return nil
    }
  }

  /// What the clock is ahead of UTC at `instant` (s since the epoch).
  func offset(at instant: Int64) -> Int64 {
    guard let daylight else { return standardOffset }
    let year = CalendarTime.year(ofDay: CalendarTime.floorDivide(instant + standardOffset, 86_400))
    let begin = daylight.begin(year, standardOffset)
    let end = daylight.end(year)
    let isForward =
      begin < end ? instant >= begin && instant < end : instant >= begin || instant < end
    return isForward ? daylight.offset : standardOffset
  }

  private static func instant(_ text: String) -> Int64? {
    let time = text.utf8.count == 10 ? text + "T00:00:00" : text + ":00"
    var bytes = Array(time.utf8)
    bytes += Array(repeating: 0, count: 8)
    var nanoseconds: Int64 = 0
    let isTime = bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { TimeDecoder.iso8601($0, time.utf8.count, &nanoseconds) } ?? false
    }
    return isTime ? nanoseconds / 1_000_000_000 : nil
  }
}

/// When a clock is set forward and back each year.
struct DaylightRule: Sendable, Equatable {
  /// What the clock is ahead of UTC in daylight saving time (s).
  var offset: Int64
  /// When it is set forward: wall time before the change.
  var begins: YearlyMoment
  /// When it is set back: wall time before the change.
  var ends: YearlyMoment

  /// The instant it is set forward in `year` (s since the epoch).
  func begin(_ year: Int64, _ standardOffset: Int64) -> Int64 {
    begins.localSeconds(in: year) - standardOffset
  }

  /// The instant it is set back in `year` (s since the epoch).
  func end(_ year: Int64) -> Int64 { ends.localSeconds(in: year) - offset }
}

/// A moment that comes once a year, as POSIX writes it.
struct YearlyMoment: Sendable, Equatable {
  enum Day: Sendable, Equatable {
    /// `Mm.w.d`: weekday `weekday` (0 Sunday) of week `week` of `month`; week 5 is the last one.
    case weekday(month: Int64, week: Int64, weekday: Int64)
    /// `Jn`: day 1 to 365, February 29 never counted.
    case julian(Int64)
    /// `n`: day 0 to 365.
    case dayOfYear(Int64)
  }
  var day: Day
  /// Seconds after midnight of that day; POSIX allows −167 to 167 hours.
  var seconds: Int64 = 7_200

  /// The moment in `year` on the clock itself: s since 1970-01-01 00:00:00 of that clock.
  func localSeconds(in year: Int64) -> Int64 {
    let days: Int64
    switch day {
    case .weekday(let month, let week, let weekday):
      let first = CalendarTime(year: year, month: month, day: 1)
      // 1970-01-01 was a Thursday.
      let firstWeekday = ((first.daysSinceEpoch + 4) % 7 + 7) % 7
      var dayOfMonth = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      if dayOfMonth > first.daysInMonth { dayOfMonth -= 7 }
      days = first.daysSinceEpoch + dayOfMonth - 1
    case .julian(let number):
      let start = CalendarTime(year: year)
      days = start.daysSinceEpoch + number - (start.isLeapYear && number >= 60 ? 0 : 1)
    case .dayOfYear(let number):
      days = CalendarTime(year: year).daysSinceEpoch + number
    }
    return days * 86_400 + seconds
  }
}
