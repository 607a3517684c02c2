/// A day of the Gregorian calendar, such as the one a file of ticks is about.
public struct CalendarDate: Sendable, Hashable, CustomStringConvertible {
  /// The year, 1970 to 2115.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int

  /// A day by its numbers; `nil` where there is no such day, or it lies before 1970 or after 2115.
  public init?(year: Int, month: Int, day: Int) {
    guard (1970...2115).contains(year), (1...12).contains(month) else { return nil }
    let first = CalendarTime(year: Int64(year), month: Int64(month), day: 1)
    guard day >= 1, day <= Int(first.daysInMonth) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// A day written as `2012-06-21` or `20120621`.
  public init?(_ text: String) {
    guard let found = Self.first(in: text), text.utf8.count == found.length else { return nil }
    self = found.date
  }

  /// The day that the name of `file` tells, or `nil`: the first one written as `20120621`,
  /// `2012-06-21`, `2012_06_21` or `2012.06.21` in the name itself, or else in that of the archive
  /// it lies in. Names of folders do not count.
  public static func told(byNameOf file: String) -> CalendarDate? {
    let parts = file.split(separator: "/")
    guard let name = parts.last else { return nil }
    if let found = first(in: String(name)) { return found.date }
    guard parts.count > 1 else { return nil }
    let archive = parts[parts.count - 2].lowercased()
    guard [".zip", ".tar", ".tgz", ".gz", ".zst", ".xz", ".bz2"].contains(where: archive.hasSuffix)
    else { return nil }
    return first(in: archive)?.date
  }

  /// `2012-06-21`.
  public var description: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))"
  }

  /// Midnight at the start of the day: seconds since 1970-01-01 00:00:00 of the same clock.
  var localSeconds: Int64 {
    CalendarTime(year: Int64(year), month: Int64(month), day: Int64(day)).daysSinceEpoch * 86_400
  }

  /// The first day written in `text`, and how many characters that took. Its digits must stand
  /// alone: those of a longer number are none.
  private static func first(in text: String) -> (date: CalendarDate, length: Int)? {
    let bytes = Array(text.utf8)
    func isDigit(_ index: Int) -> Bool { index < bytes.count && bytes[index] &- 0x30 < 10 }
    func number(_ from: Int, _ count: Int) -> Int? {
      var value = 0
      for index in from..<from + count {
        guard isDigit(index) else { return nil }
        value = value * 10 + Int(bytes[index] - 0x30)
      }
      return value
    }
    for start in bytes.indices where isDigit(start) && (start == 0 || !isDigit(start - 1)) {
      guard let year = number(start, 4) else { continue }
      let isPlain = isDigit(start + 4)
      let gap = isPlain ? 0 : 1
      let length = 8 + 2 * gap
      if !isPlain {
        guard start + 7 < bytes.count, [0x2D, 0x5F, 0x2E].contains(bytes[start + 4]),
          bytes[start + 7] == bytes[start + 4]
        else { continue }
      }
      guard let month = number(start + 4 + gap, 2), let day = number(start + 6 + 2 * gap, 2),
        !isDigit(start + length), let date = CalendarDate(year: year, month: month, day: day)
      else { continue }
      return (date, length)
    }
    return nil
  }
}
