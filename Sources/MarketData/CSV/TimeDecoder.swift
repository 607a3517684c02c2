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

  /// Calendar fields at fixed places.
  static func pattern(
    _ text: UnsafePointer<UInt8>, _ length: Int,
    _ elements: UnsafeBufferPointer<TimePatternElement>, utcOffset: Int64, _ time: inout Int64
  ) -> Bool {
    var calendar = CalendarTime()
    var index = 0
    for element in elements {
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
      case .literal: break
      }
    }
    guard index == length, let seconds = calendar.epochSeconds else { return false }
    return combine(seconds - utcOffset, calendar.nanosecond, &time)
  }

  /// `2024-08-08T23:54:15.088Z` and its usual variations.
  static func iso8601(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ time: inout Int64
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
    guard let offset = zone(text + index, length - index), let seconds = calendar.epochSeconds
    else { return false }
    return combine(seconds - offset, calendar.nanosecond, &time)
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

  private var isLeapYear: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private var daysInMonth: Int64 {
    switch month {
    case 2: isLeapYear ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01, counting years from March so that the leap day comes last.
  private var daysSinceEpoch: Int64 {
    let shifted = month > 2 ? year : year - 1
    let leapDays = shifted / 4 - shifted / 100 + shifted / 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return shifted * 365 + leapDays + dayOfYear - 719_468
  }
}
