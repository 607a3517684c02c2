internal import MarketData

/// Writes spans of time the way experiment files read them.
enum Durations {
  /// `nanoseconds` in the largest unit that leaves it a short exact decimal: `60s`, `1273.52ms`.
  static func text(_ nanoseconds: Int64) -> String {
    let units: [(String, UInt64, Int)] = [
      ("s", 1_000_000_000, 9), ("ms", 1_000_000, 6), ("us", 1000, 3),
    ]
    for (unit, factor, decimals) in units where nanoseconds.magnitude >= factor {
      return FixedDecimal.text(Int128(nanoseconds), decimals: decimals, trimming: true) + unit
    }
    return nanoseconds == 0 ? "0s" : "\(nanoseconds)ns"
  }

  /// `nanoseconds` in seconds, exactly: `60`, `0.5`.
  static func seconds(_ nanoseconds: Int64) -> String {
    FixedDecimal.text(Int128(nanoseconds), decimals: 9, trimming: true)
  }
}

extension Setting {
  /// An instant: ns since the epoch, or `2024-08-08T12:00:00Z` with up to 9 digits of a second.
  func instant(_ what: String) throws -> Int64 {
    let text = try self.text(what)
    if let nanoseconds = Int64(text) { return nanoseconds }
    guard let instant = Instants.parse(text) else {
      throw error(
        "\(what) '\(text)' is not an instant; write 2024-08-08T12:00:00Z or ns since 1970")
    }
    return instant
  }
}

/// UTC instants as text.
enum Instants {
  /// Reads `YYYY-MM-DDTHH:MM:SS[.fraction]Z`; `nil` where `text` is not that.
  static func parse(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") else { return nil }
    let separators: [(Int, UInt8)] = [
      (4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")),
      (13, UInt8(ascii: ":")), (16, UInt8(ascii: ":")),
    ]
    guard separators.allSatisfy({ bytes[$0.0] == $0.1 }) else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction: Int64 = 0
    if bytes.count > 20 {
      guard bytes[19] == UInt8(ascii: "."), bytes.count <= 30, bytes.count > 21,
        let digits = number(20..<(bytes.count - 1))
      else { return nil }
      fraction = digits * FixedDecimal.powersOfTen[9 - (bytes.count - 21)]
    }
    let days = daysFromEpoch(year: year, month: month, day: day)
    guard date(ofDay: days) == String(text.prefix(10)), (1700..<2262).contains(year) else {
      return nil
    }
    return ((days * 24 + hour) * 60 + minute) * 60_000_000_000 + second * 1_000_000_000 + fraction
  }

  /// The UTC date of the day `day` days after 1970-01-01 as `YYYY-MM-DD`.
  static func date(ofDay day: Int64) -> String {
    // Counted in eras of 400 years from 0000-03-01, so that a leap day ends its year.
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let date = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int64, _ width: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(date, 2))"
  }

  private static func daysFromEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
