internal import MarketData

/// How times in a user's own CSV are written: numbers of a unit since any epoch.
public enum TimeUnit: String, CaseIterable, Sendable {
  /// Seconds.
  case seconds = "s"
  /// Milliseconds.
  case milliseconds = "ms"
  /// Microseconds.
  case microseconds = "us"
  /// Nanoseconds.
  case nanoseconds = "ns"

  /// The decimal places between the unit and a nanosecond.
  var decimals: Int {
    switch self {
    case .seconds: 9
    case .milliseconds: 6
    case .microseconds: 3
    case .nanoseconds: 0
    }
  }

  /// The unit that a column's name ends with, as `timestamp_ns` does; otherwise seconds.
  static func suggested(by column: String) -> TimeUnit {
    let ending = column.lowercased().split(separator: "_").last.map(String.init) ?? ""
    return allCases.first { $0.rawValue == ending && column.contains("_") } ?? .seconds
  }

  /// The whole nanoseconds of a number written in this unit, exact where it has no more decimals
  /// than nanoseconds; `nil` where it is no number or does not fit.
  func nanoseconds(_ text: String) -> Int64? {
    guard let number = FixedDecimal(text) else { return rounded(text) }
    let (mantissa, places) = (Int128(number.mantissa), Int(number.decimals) - decimals)
    if places <= 0 {
      return Int64(exactly: mantissa * Int128(FixedDecimal.powersOfTen[-places]))
    }
    let divisor = Int128(FixedDecimal.powersOfTen[places])
    let half = mantissa < 0 ? -divisor / 2 : divisor / 2
    return Int64(exactly: (mantissa + half) / divisor)
  }

  /// A number of more digits than fit is known to the nanosecond anyway.
  private func rounded(_ text: String) -> Int64? {
    guard let value = Double(text), value.isFinite else { return nil }
    return Int64(exactly: (value * Double(FixedDecimal.powersOfTen[decimals])).rounded())
  }
}

/// A column of times that do not decrease.
struct TimeColumn {
  let place: Int
  let unit: TimeUnit
  private(set) var last: Int64?

  init(_ name: String, in reader: TableReader, unit: TimeUnit?) throws {
    place = try NumberTable.place(of: name, in: reader)
    self.unit = unit ?? .suggested(by: reader.header[place])
  }

  /// The time of `row` (ns).
  mutating func time(of row: TableReader.Row, in reader: TableReader) throws -> Int64 {
    guard let time = unit.nanoseconds(row.text(place)) else {
      throw NumberTable.fault(
        row, place, in: reader, "is no time in \(unit.rawValue) of 64-bit nanoseconds",
        advice: "give numbers, and their unit with --time-unit s, ms, us or ns")
    }
    if let last, time < last {
      throw NumberTable.fault(
        row, place, in: reader, "lies before the time of the row above",
        advice: "sort the rows by time")
    }
    last = time
    return time
  }
}
