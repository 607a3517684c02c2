internal import MarketData

/// A parameter's text split into its number and what stands after it: `0.02 ticks per lot` is the
/// number 0.02 with the unit `ticks per lot`.
struct ParameterText: Equatable {
  /// The digits as written, without the unit.
  var digits: String
  /// The unit in lower case with single spaces; empty where there is none.
  var unit: String

  /// The number as a `Double`, correctly rounded.
  var number: Double

  /// Splits `text`; `nil` where it does not begin with a finite decimal number.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count, Self.isSpace(bytes[start]) { start += 1 }
    let end = Self.endOfNumber(in: bytes, from: start)
    guard end > start else { return nil }
    digits = String(decoding: bytes[start..<end], as: UTF8.self)
    guard let number = Double(digits), number.isFinite else { return nil }
    self.number = number
    unit = Self.words(String(decoding: bytes[end...], as: UTF8.self)).joined(separator: " ")
      .lowercased()
  }

  /// The words of `text`, separated by spaces or tabs.
  static func words(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\t" }.map(String.init)
  }

  /// This number times `factor`, exact where the result is representable.
  func times(_ factor: ExactRatio) -> Double {
    guard let decimal = FixedDecimal(digits), let ratio = ExactRatio(decimal).times(factor) else {
      return number * factor.doubleValue
    }
    return ratio.doubleValue
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// Where the decimal number at `start` ends, `start` itself where there is none. An `e` belongs
  /// to the number only when an exponent follows it.
  private static func endOfNumber(in bytes: [UInt8], from start: Int) -> Int {
    var index = start
    func skipDigits() -> Int {
      let first = index
      while index < bytes.count, isDigit(bytes[index]) { index += 1 }
      return index - first
    }
    func skipSign() {
      if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")
      {
        index += 1
      }
    }
    skipSign()
    var digits = skipDigits()
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      digits += skipDigits()
    }
    guard digits > 0 else { return start }
    let end = index
    guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return end }
    index += 1
    skipSign()
    return skipDigits() > 0 ? index : end
  }
}
