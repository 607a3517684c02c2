/// Times as people read them.
public enum TimeText {
  /// A span of time in the largest unit that keeps it exact and short: `60s`, `1273.52ms`.
  public static func duration(_ nanoseconds: Int64) -> String { Durations.text(nanoseconds) }

  /// An instant in UTC to the millisecond, rounded down: `2024-08-08T12:00:00.250Z`.
  public static func instant(_ nanoseconds: Int64) -> String {
    let dayLength: Int64 = 86_400_000
    let milliseconds = floored(nanoseconds, 1_000_000)
    let day = floored(milliseconds, dayLength)
    let rest = milliseconds - day * dayLength
    func padded(_ number: Int64, _ width: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return Instants.date(ofDay: day) + "T" + padded(rest / 3_600_000, 2) + ":"
      + padded(rest / 60_000 % 60, 2) + ":" + padded(rest / 1000 % 60, 2) + "."
      + padded(rest % 1000, 3) + "Z"
  }

  /// The date of a day, counted from 1970-01-01: `2024-08-08`.
  public static func date(ofDay day: Int64) -> String { Instants.date(ofDay: day) }

  private static func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
