internal import MarketData

/// Reads numbers with units exactly: no value passes through binary floating point on its way to
/// nanoseconds, ticks or lots.
enum Units {
  /// The units of time and their nanoseconds.
  static let timeUnits: [(String, Int64)] = [
    ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("min", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  /// The decimal number at the start of `text` and the rest, trimmed.
  static func split(_ text: String) -> (number: FixedDecimal, unit: String)? {
    var end = text.startIndex
    var seenDigit = false
    while end < text.endIndex {
      let character = text[end]
      if character.isASCII, character.isNumber {
        seenDigit = true
      } else if (character == "e" || character == "E"), seenDigit {
        // An exponent only where digits follow: `2e-5`, not the unit of a number.
        var next = text.index(after: end)
        if next < text.endIndex, text[next] == "-" || text[next] == "+" {
          next = text.index(after: next)
        }
        guard next < text.endIndex, text[next].isASCII, text[next].isNumber else { break }
        end = text.index(before: next)
      } else if !".+-".contains(character) {
        break
      }
      end = text.index(after: end)
    }
    guard let number = FixedDecimal(text[..<end]) else { return nil }
    return (number, trimmed(text[end...]))
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }

  /// `number` × `factor`, where that is a whole number that fits.
  static func whole(_ number: FixedDecimal, times factor: Int128) -> Int64? {
    let (product, overflow) = Int128(number.mantissa).multipliedReportingOverflow(by: factor)
    let divisor = Int128(FixedDecimal.powersOfTen[Int(number.decimals)])
    guard !overflow, product % divisor == 0 else { return nil }
    return Int64(exactly: product / divisor)
  }

  /// How many times `grid` goes into `number`, where that is a whole number that fits.
  static func count(of grid: FixedDecimal, in number: FixedDecimal) -> Int64? {
    let scale = Int(grid.decimals) - Int(number.decimals)
    var numerator = Int128(number.mantissa)
    var denominator = Int128(grid.mantissa)
    let power = Int128(FixedDecimal.powersOfTen[abs(scale)])
    if scale >= 0 { numerator *= power } else { denominator *= power }
    guard numerator % denominator == 0 else { return nil }
    return Int64(exactly: numerator / denominator)
  }
}

extension Setting {
  /// A span of time with its unit, exactly: `10ms`, `1273.520ms`, `5m`; ns.
  func duration(_ what: String, minimum: Int64 = 0) throws -> Int64 {
    let text = try self.text(what)
    guard let (number, unit) = Units.split(text) else {
      throw error("\(what) '\(text)' is not a span of time; write for instance 10ms, 1s or 5m")
    }
    if unit.isEmpty, number.mantissa == 0 { return try checked(0, what, text, minimum) }
    guard !unit.isEmpty else {
      throw error("\(what) '\(text)' has no unit; write for instance \(text)ms or \(text)s")
    }
    guard let factor = Units.timeUnits.first(where: { $0.0 == unit })?.1 else {
      throw error(
        "unknown unit '\(unit)' of \(what); use one of "
          + Units.timeUnits.map(\.0).joined(separator: ", "))
    }
    guard let value = Units.whole(number, times: Int128(factor)) else {
      throw error("\(what) '\(text)' is not a whole number of nanoseconds; drop digits")
    }
    return try checked(value, what, text, minimum)
  }

  private func checked(
    _ value: Int64, _ what: String, _ text: String, _ minimum: Int64
  ) throws -> Int64 {
    guard value >= minimum else {
      throw error(
        "\(what) '\(text)' is too short; it must be "
          + (minimum > 0 ? "greater than 0" : "0 or more"))
    }
    // Sums of times in the data and a few of these stay within 64 bits.
    guard value <= 366 * 86_400_000_000_000 else {
      throw error("\(what) '\(text)' is too long; 366d is the most")
    }
    return value
  }

  /// A plain decimal number, exactly.
  func decimal(_ what: String) throws -> FixedDecimal {
    let text = try self.text(what)
    guard let number = FixedDecimal(text) else {
      throw error("\(what) '\(text)' is not a decimal number of at most 18 digits")
    }
    return number
  }

  /// A plain decimal number greater than 0, exactly.
  func positiveDecimal(_ what: String) throws -> FixedDecimal {
    let number = try decimal(what)
    guard number.isPositive else { throw error("\(what) must be greater than 0") }
    return number
  }

  /// A rate of notional: `0.0004`, `4 bps` or `0.04%`.
  func rate(_ what: String) throws -> FixedDecimal {
    let text = try self.text(what)
    guard let (number, unit) = Units.split(text) else {
      throw error("\(what) '\(text)' is not a rate; write for instance 0.0004, 4 bps or 0.04%")
    }
    let shift: UInt8
    switch unit {
    case "": shift = 0
    case "%": shift = 2
    case "bps", "bp": shift = 4
    default: throw error("unknown unit '\(unit)' of \(what); use a plain rate, bps or %")
    }
    guard number.decimals + shift <= 18 else {
      throw error("\(what) '\(text)' has too many digits; 18 after the point are the most")
    }
    return FixedDecimal(mantissa: number.mantissa, decimals: number.decimals + shift).normalized
  }

  /// A quantity in base units (`0.5`) or lots (`500 lots`) as a whole number of lots.
  func lots(_ what: String, of instrument: Instrument, minimum: Int64? = nil) throws -> Int64 {
    let text = try self.text(what)
    guard let (number, unit) = Units.split(text) else {
      throw error("\(what) '\(text)' is not a quantity; write for instance 0.5 or 500 lots")
    }
    let lots: Int64?
    switch unit {
    case "": lots = Units.count(of: instrument.lot, in: number)
    case "lots", "lot": lots = Units.whole(number, times: 1)
    default: throw error("unknown unit '\(unit)' of \(what); use base units or lots")
    }
    guard let lots else {
      throw error(
        "\(what) \(text) is not a whole number of lots of \(instrument.lot); "
          + "choose a multiple of the lot")
    }
    guard lots.magnitude <= 1_000_000_000_000_000 else {
      throw error("\(what) \(text) is too large; 1e15 lots are the most")
    }
    if let minimum, lots < minimum {
      throw error("\(what) \(text) is too small; it must be \(minimum) lots or more")
    }
    return lots
  }

  /// A whole number from `minimum`.
  func integer(_ what: String, minimum: Int64) throws -> Int64 {
    let text = try self.text(what)
    guard let number = Int64(text), number >= minimum else {
      throw error("\(what) '\(text)' is not a whole number from \(minimum)")
    }
    return number
  }

  /// `on` or `off` (also `true` and `false`).
  func onOff(_ what: String) throws -> Bool {
    try choice(
      what, [("on", true), ("off", false), ("true", true), ("false", false)])
  }
}
