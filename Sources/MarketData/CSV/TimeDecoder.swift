/// Reading a time column into nanoseconds since the epoch, UTC.
enum TimeDecoder {
  /// A decimal number of `unit` nanoseconds each; digits below a nanosecond are dropped.
  @inline(__always)
  static func epoch(
    _ text: UnsafePointer<UInt8>, _ length: Int, unit: Int64, _ time: inout Int64
  ) -> Bool {
    var value: Int64 = 0
    if DecimalDecoder.decodeInteger(text, length, &value) {
      let (product, overflow) = value.multipliedReportingOverflow(by: unit)
      time = product
      return !overflow
    }
    return fractional(text, length, unit: unit, &time)
  }

  @inline(never)
  private static func fractional(
    _ text: UnsafePointer<UInt8>, _ length: Int, unit: Int64, _ time: inout Int64
  ) -> Bool {
    var mantissa: Int64 = 0
    var decimals: UInt8 = 0
    guard DecimalDecoder.decode(text, length, &mantissa, &decimals) == 0 else { return false }
    let scale = Int128(FixedDecimal.powersOfTen[Int(decimals)])
    let product = Int128(mantissa) * Int128(unit)
    // Rounds towards the past, before 1970 too.
    let quotient = product >= 0 ? product / scale : -((-product + scale - 1) / scale)
    guard let result = Int64(exactly: quotient) else { return false }
    time = result
    return true
  }

  /// An integer whose size tells its unit; the limits lie in the year 5138 and in March 1973.
  @inline(__always)
  static func byDigitCount(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ time: inout Int64
  ) -> Bool {
    var value: Int64 = 0
    guard length <= 19 else { return false }
    if !DecimalDecoder.decodeInteger(text, length, &value) {
      return length == 19 && epoch(text, length, unit: 1, &time)
    }
    let unit: Int64 =
      switch value {
      case ..<100_000_000_000: 1_000_000_000
      case ..<100_000_000_000_000: 1_000_000
      case ..<100_000_000_000_000_000: 1_000
      default: 1
      }
    let (product, overflow) = value.multipliedReportingOverflow(by: unit)
    time = product
    return !overflow
  }

  /// Calendar fields at fixed places: what the clock shows in ns since 1970-01-01 00:00:00 of that
  /// clock, or since midnight where the pattern has no date.
  ///
  /// `offset` becomes what the text says that the clock is ahead of UTC (ns); `nil` where it says
  /// nothing.
  static func pattern(
    _ text: UnsafePointer<UInt8>, _ length: Int,
    _ elements: UnsafeBufferPointer<TimePatternElement>, _ time: inout Int64, _ offset: inout Int64?
  ) -> Bool {
    var first = 0
    while first < elements.count {
      var end = first
      while end < elements.count, elements[end].field != .alternative { end += 1 }
      let one = UnsafeBufferPointer(rebasing: elements[first..<end])
      if onePattern(text, length, one, &time, &offset) { return true }
      first = end + 1
    }
    return false
  }

  private static func onePattern(
    _ text: UnsafePointer<UInt8>, _ length: Int,
    _ elements: UnsafeBufferPointer<TimePatternElement>, _ time: inout Int64, _ offset: inout Int64?
  ) -> Bool {
    var calendar = CalendarTime()
    var index = 0
    for element in elements {
      if element.field == .offset {
        guard let seconds = zone(text + index, length - index), index < length else { return false }
        offset = seconds * 1_000_000_000
        index = length
        continue
      }
      guard index + element.width <= length else { return false }
      if element.field == .literal {
        guard text[index] == element.literal else { return false }
        index += 1
        continue
      }
      guard let value = number(text + index, element.width) else { return false }
      index += element.width
      switch element.field {
      case .year: calendar.year = value
      case .month: calendar.month = value
      case .day: calendar.day = value
      case .hour: calendar.hour = value
      case .minute: calendar.minute = value
      case .second: calendar.second = value
      case .fraction: calendar.nanosecond = nanoseconds(value, digits: element.width)
      case .literal, .offset, .alternative: break
      }
    }
    guard index == length, let seconds = calendar.epochSeconds else { return false }
    return combine(seconds, calendar.nanosecond, &time)
  }

  /// `2024-08-08T23:54:15.088Z` and its usual variations; without a zone it is UTC.
  static func iso8601(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ time: inout Int64
  ) -> Bool {
    var offset: Int64?
    guard localISO8601(text, length, &time, &offset) else { return false }
    let (utc, overflow) = time.subtractingReportingOverflow(offset ?? 0)
    time = utc
    return !overflow
  }

  /// The same as what the clock shows (ns since 1970-01-01 00:00:00 of that clock), with what the
  /// text says that it is ahead of UTC (ns) in `offset`; `nil` where it says nothing.
  static func localISO8601(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ time: inout Int64, _ offset: inout Int64?
  ) -> Bool {
    guard length >= 19, text[4] == 0x2D, text[7] == 0x2D, text[13] == 0x3A, text[16] == 0x3A,
      text[10] == 0x54 || text[10] == 0x20,
      let year = number(text, 4), let month = number(text + 5, 2), let day = number(text + 8, 2),
      let hour = number(text + 11, 2), let minute = number(text + 14, 2),
      let second = number(text + 17, 2)
    else { return false }
    var calendar = CalendarTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    var index = 19
    if index < length, text[index] == 0x2E {
      var weight: Int64 = 100_000_000
      index += 1
      let first = index
      while index < length, text[index] &- 0x30 < 10 {
        calendar.nanosecond += Int64(text[index] &- 0x30) * weight
        weight /= 10
        index += 1
      }
      if index == first { return false }
    }
    if index < length {
      guard let seconds = zone(text + index, length - index) else { return false }
      offset = seconds * 1_000_000_000
    }
    guard let seconds = calendar.epochSeconds else { return false }
    return combine(seconds, calendar.nanosecond, &time)
  }

  /// A number of `unit` nanoseconds each since midnight, less than a day; digits below a nanosecond
  /// are dropped.
  @inline(__always)
  static func sinceMidnight(
    _ text: UnsafePointer<UInt8>, _ length: Int, unit: Int64, _ time: inout Int64
  ) -> Bool {
    epoch(text, length, unit: unit, &time) && time >= 0 && time < 86_400_000_000_000
  }

  /// Seconds ahead of UTC: empty, `Z`, `±hh`, `±hhmm` or `±hh:mm`.
  private static func zone(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int64? {
    if length == 0 || (length == 1 && text[0] == 0x5A) { return 0 }
    guard text[0] == 0x2B || text[0] == 0x2D, length == 3 || length == 5 || length == 6,
      length != 6 || text[3] == 0x3A, let hours = number(text + 1, 2),
      let minutes = length == 3 ? 0 : number(text + length - 2, 2), hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3_600 + minutes * 60
    return text[0] == 0x2D ? -seconds : seconds
  }

  private static func number(_ text: UnsafePointer<UInt8>, _ width: Int) -> Int64? {
    var value: Int64 = 0
    for index in 0..<width {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }

  private static func nanoseconds(_ value: Int64, digits: Int) -> Int64 {
    digits <= 9
      ? value * FixedDecimal.powersOfTen[9 - digits] : value / FixedDecimal.powersOfTen[digits - 9]
  }

  private static func combine(_ seconds: Int64, _ nanosecond: Int64, _ time: inout Int64) -> Bool {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowAdding) = product.addingReportingOverflow(nanosecond)
    time = sum
    return !overflow && !overflowAdding
  }
}

/// A date and time of day of the proleptic Gregorian calendar.
struct CalendarTime {
  var year: Int64 = 1970
  var month: Int64 = 1
  var day: Int64 = 1
  var hour: Int64 = 0
  var minute: Int64 = 0
  var second: Int64 = 0
  var nanosecond: Int64 = 0

  /// Seconds since the epoch, or `nil` where a field is out of its range (a leap second is).
  var epochSeconds: Int64? {
    guard (1...12).contains(month), day >= 1, day <= daysInMonth, hour < 24, minute < 60,
      second < 60
    else { return nil }
    return daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second
  }

  var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  var daysInMonth: Int64 {
    switch month {
    case 2: isLeapYear ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01, counting years from March so that the leap day comes last.
  var daysSinceEpoch: Int64 {
    let shifted = month > 2 ? year : year - 1
    let leapDays = shifted / 4 - shifted / 100 + shifted / 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + leapDays + dayOfYear - 719_468
  }

  /// The year that day `day` since 1970-01-01 lies in.
  static func year(ofDay day: Int64) -> Int64 {
    // Days since 0000-03-01, in eras of 400 years; the months January and February belong to the
    // year before there.
    let shifted = day + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let leapless = dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096
    let yearOfEra = leapless / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    return era * 400 + yearOfEra + (dayOfYear >= 306 ? 1 : 0)
  }

  /// `value` ÷ `divisor` rounded down.
  static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
