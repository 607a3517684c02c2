/// Offsets and POSIX rules as text.
enum ZoneText {
  /// Seconds ahead of UTC of `UTC`, `GMT+1`, `UTC-5`, `+05:30`, `-0500` or `Z`; `nil` = not one.
  static func offset(_ text: String) -> Int64? {
    var scanner = ByteScanner(text)
    if scanner.isAt("Z"), scanner.count == 1 { return 0 }
    let isNamed = scanner.skip("UTC") || scanner.skip("GMT")
    if scanner.isAtEnd { return isNamed ? 0 : nil }
    let isNegative = scanner.isAt("-")
    guard isNegative || scanner.isAt("+") else { return nil }
    scanner.advance()
    let digits = scanner.digits()
    var minutes: Int64 = 0
    var hours = digits.value
    if digits.count == 4 {
      minutes = hours % 100
      hours /= 100
    } else if digits.count > 2 || digits.count == 0 {
      return nil
    } else if scanner.skip(":") {
      let tail = scanner.digits()
      guard tail.count == 2 else { return nil }
      minutes = tail.value
    }
    guard scanner.isAtEnd, hours <= 24, minutes < 60 else { return nil }
    return (hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
  }

  /// A rule as the environment variable `TZ` has it (POSIX.1-2017, section 8.3); with daylight
  /// saving time the dates must be written out. `nil` = not one.
  static func posix(_ text: String) -> ZoneEra? {
    var scanner = ByteScanner(text)
    guard scanner.zoneName(), let west = scanner.clock(limitHours: 24) else { return nil }
    if scanner.isAtEnd { return ZoneEra(standardOffset: -west) }
    guard scanner.zoneName() else { return nil }
    var offset = 3_600 - west
    if !scanner.isAt(",") {
      guard let west = scanner.clock(limitHours: 24) else { return nil }
      offset = -west
    }
    guard scanner.skip(","), let begins = scanner.moment(), scanner.skip(","),
      let ends = scanner.moment(), scanner.isAtEnd
    else { return nil }
    return ZoneEra(
      standardOffset: -west, daylight: DaylightRule(offset: offset, begins: begins, ends: ends))
  }
}

/// Reads the parts of a zone's text one after the other.
private struct ByteScanner {
  private var bytes: ArraySlice<UInt8>

  init(_ text: String) { bytes = Array(text.utf8)[...] }

  var isAtEnd: Bool { bytes.isEmpty }
  var count: Int { bytes.count }

  func isAt(_ character: Unicode.Scalar) -> Bool { bytes.first == UInt8(ascii: character) }

  mutating func advance() { bytes = bytes.dropFirst() }

  mutating func skip(_ text: String) -> Bool {
    guard bytes.starts(with: text.utf8) else { return false }
    bytes = bytes.dropFirst(text.utf8.count)
    return true
  }

  /// The digits here, at most six of them.
  mutating func digits() -> (value: Int64, count: Int) {
    var value: Int64 = 0
    var count = 0
    while count < 6, let byte = bytes.first, byte &- 0x30 < 10 {
      value = value * 10 + Int64(byte - 0x30)
      count += 1
      advance()
    }
    return (value, count)
  }

  /// `EST` or `<-03>`.
  mutating func zoneName() -> Bool {
    if skip("<") {
      guard let end = bytes.firstIndex(of: UInt8(ascii: ">")), end > bytes.startIndex else {
        return false
      }
      bytes = bytes[(end + 1)...]
      return true
    }
    let letters = bytes.prefix { ($0 | 0x20) &- 0x61 < 26 }
    guard letters.count >= 3 else { return false }
    bytes = bytes.dropFirst(letters.count)
    return true
  }

  /// `[+|-]hh[:mm[:ss]]` in seconds.
  mutating func clock(limitHours: Int64) -> Int64? {
    let isNegative = skip("-")
    if !isNegative { _ = skip("+") }
    let hours = digits()
    guard hours.count > 0, hours.value <= limitHours else { return nil }
    var seconds = hours.value * 3_600
    for unit in [Int64(60), 1] {
      guard skip(":") else { break }
      let part = digits()
      guard part.count > 0, part.value < 60 else { return nil }
      seconds += part.value * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// `M3.2.0`, `J60` or `59`, with `/2:30` behind it where the hour is not two.
  mutating func moment() -> YearlyMoment? {
    let day: YearlyMoment.Day
    if skip("M") {
      let month = digits().value
      guard skip(".") else { return nil }
      let week = digits().value
      guard skip(".") else { return nil }
      let weekday = digits()
      guard (1...12).contains(month), (1...5).contains(week), weekday.count == 1,
        weekday.value < 7
      else { return nil }
      day = .weekday(month: month, week: week, weekday: weekday.value)
    } else if skip("J") {
      let number = digits().value
      guard (1...365).contains(number) else { return nil }
      day = .julian(number)
    } else {
      let number = digits()
      guard number.count > 0, number.value <= 365 else { return nil }
      day = .dayOfYear(number.value)
    }
    guard skip("/") else { return YearlyMoment(day: day) }
    return clock(limitHours: 167).map { YearlyMoment(day: day, seconds: $0) }
  }
}
