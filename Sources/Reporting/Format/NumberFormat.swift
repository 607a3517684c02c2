import Foundation

/// The one place where numbers become text for people.
enum NumberFormat {
  /// What stands where there is no number.
  static let missing = "–"

  /// How many decimals show five significant digits of the largest of `values`.
  static func decimals(for values: [Double]) -> Int {
    let largest = values.map(\.magnitude).max() ?? 0
    guard largest > 0, largest.isFinite else { return 0 }
    return min(max(4 - Int(floor(log10(largest))), 0), 8)
  }

  /// How many decimals a column of `values` needs: enough for five significant digits of the
  /// largest, and no more than it takes to show all of them exactly.
  static func decimals(ofColumn values: [Double?]) -> Int {
    let known = values.compactMap { $0 }
    let most = decimals(for: known)
    let exact = (0..<most).first { decimals in
      let scale = pow(10, Double(decimals))
      return known.allSatisfy {
        abs($0 * scale - ($0 * scale).rounded()) < 1e-9 * max(1, abs($0 * scale))
      }
    }
    return exact ?? most
  }

  /// A column of numbers with the same number of decimals.
  static func column(_ values: [Double?]) -> [String] {
    let decimals = decimals(ofColumn: values)
    return values.map { fixed($0, decimals: decimals) }
  }

  /// A number with `decimals` decimals and thousands separated by commas; one that would show as
  /// nothing but zeros is written with an exponent.
  static func fixed(_ value: Double?, decimals: Int) -> String {
    guard let value, value.isFinite else { return missing }
    if value == 0 { return grouped(String(format: "%.\(decimals)f", 0.0)) }
    let text = String(format: "%.\(decimals)f", value)
    if Double(text) == 0 { return String(format: "%.0e", value) }
    return grouped(text)
  }

  /// A whole number with separated thousands.
  static func count(_ value: Int) -> String { grouped(String(value)) }

  /// A share as percent with one decimal, without the sign.
  static func percent(_ share: Double?) -> String {
    if let share, share > 0, share < 0.000_5 { return "<0.1" }
    return fixed(share.map { $0 * 100 }, decimals: 1)
  }

  /// A number in its shortest form, such as 0.95 or 10.
  static func plain(_ value: Double?) -> String {
    guard let value, value.isFinite else { return missing }
    if value == value.rounded(), value.magnitude < 1e15 { return count(Int(value)) }
    return "\(value)"
  }

  /// A rate of notional in basis points, such as -0.5 bp.
  static func basisPoints(_ rate: Double?) -> String {
    guard let rate else { return missing }
    return plain((rate * 1e4 * 1e6).rounded() / 1e6) + " bp"
  }

  /// A span of time given in ns: the two largest units that matter.
  static func duration(nanoseconds: Int64) -> String {
    let seconds = Double(nanoseconds) / 1e9
    if seconds < 120 { return plain((seconds * 1_000).rounded() / 1_000) + " s" }
    let minutes = Int((seconds / 60).rounded())
    if minutes < 120 { return "\(minutes) min" }
    if minutes < 48 * 60 { return "\(minutes / 60) h \(minutes % 60) min" }
    return "\(minutes / 1_440) d \(minutes % 1_440 / 60) h"
  }

  /// An instant given in ns since the epoch, to the millisecond, in UTC.
  static func instant(nanoseconds: Int64) -> String {
    let day = 86_400_000_000_000 as Int64
    // Rounded down, before 1970 too.
    let days = nanoseconds / day - (nanoseconds % day < 0 ? 1 : 0)
    let rest = (nanoseconds - days * day) / 1_000_000
    let time = String(
      format: "%02d:%02d:%02d.%03d", rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60,
      rest % 1_000)
    return "\(date(daysSinceEpoch: days)) \(time)"
  }

  /// The Gregorian date `days` after 1970-01-01, by the cycle of 400 years that starts in March.
  static func date(daysSinceEpoch days: Int64) -> String {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return String(
      format: "%04d-%02d-%02d", year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  private static func grouped(_ text: String) -> String {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
    var whole = ""
    for (index, digit) in (parts.first ?? "0").reversed().enumerated() {
      if index > 0, index % 3 == 0 { whole.append(",") }
      whole.append(digit)
    }
    let fraction = parts.count > 1 ? "." + parts[1] : ""
    return (isNegative ? "-" : "") + String(whole.reversed()) + fraction
  }
}
