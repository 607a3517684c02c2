import Foundation
import MarketData
import Testing

@Suite("Decimals are read exactly")
struct DecimalTests {
  /// Decodes one price by way of a whole file.
  static func decode(_ prices: [String]) throws -> [FixedDecimal?] {
    var text = "time,price,size\n"
    for price in prices { text += "1700000000,\(price),1\n" }
    var generic = GenericFormat(kind: .trades, time: .name("time"), timeEncoding: .seconds)
    generic.price = .name("price")
    generic.quantity = .name("size")
    let format = try generic.format()
    return try Fixture.withFile(text.utf8) { path in
      let contents = try Contents(path, format)
      var results: [FixedDecimal?] = Array(repeating: nil, count: prices.count)
      for record in contents.records {
        results[Int(record.line) - 2] = FixedDecimal(
          mantissa: record.price, decimals: record.priceDecimals)
      }
      return results
    }
  }

  /// The slow and obvious way: shift the point in the text, strip zeros, compare as digits.
  static func slowly(_ text: String) -> FixedDecimal? {
    var rest = Substring(text.lowercased())
    var exponent = 0
    if let mark = rest.firstIndex(of: "e") {
      guard let value = Int(rest[rest.index(after: mark)...]) else { return nil }
      exponent = value
      rest = rest[..<mark]
    }
    let negative = rest.first == "-"
    if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    var digits = Array(whole + fraction)
    guard !digits.isEmpty, digits.allSatisfy({ "0123456789".contains($0) }) else { return nil }
    var places = fraction.count - exponent
    while digits.last == "0", digits.count > 1 {
      digits.removeLast()
      places -= 1
    }
    if digits == ["0"] { return FixedDecimal(mantissa: 0, decimals: 0) }
    while places < 0 {
      digits.append("0")
      places += 1
    }
    guard places <= 18, let value = Int64((negative ? "-" : "") + String(digits)) else {
      return nil
    }
    return FixedDecimal(mantissa: value, decimals: UInt8(places))
  }

  @Test("random spellings agree with a slow decoder")
  func agreesWithSlowDecoder() throws {
    var generator = SplitMix(state: 11)
    var texts: [String] = []
    for _ in 0..<20_000 {
      var text = Int.random(in: 0..<8, using: &generator) == 0 ? "-" : ""
      let wholeDigits = Int.random(in: 0...12, using: &generator)
      let fractionDigits = Int.random(in: 0...14, using: &generator)
      for _ in 0..<wholeDigits { text += String(Int.random(in: 0...9, using: &generator)) }
      if fractionDigits > 0 || Bool.random(using: &generator) { text += "." }
      for _ in 0..<fractionDigits {
        let zero = Bool.random(using: &generator)
        text += zero ? "0" : String(Int.random(in: 0...9, using: &generator))
      }
      if Int.random(in: 0..<10, using: &generator) == 0 {
        text += "e" + String(Int.random(in: -9...9, using: &generator))
      }
      if Int.random(in: 0..<50, using: &generator) == 0 { text += "x" }
      texts.append(text)
    }
    let decoded = try Self.decode(texts)
    var good = 0
    for (text, result) in zip(texts, decoded) {
      let expected = text.isEmpty ? nil : Self.slowly(text)
      #expect(result == expected, "\(text)")
      if expected != nil { good += 1 }
    }
    #expect(good > 15_000)
  }

  @Test(
    "chosen spellings",
    arguments: [
      ("0", 0, 0), ("007", 7, 0), ("5.", 5, 0), (".5", 5, 1), ("+1.5", 15, 1), ("-0.05", -5, 2),
      ("12345678", 12_345_678, 0), ("1234567.8", 12_345_678, 1), ("123.4567", 1_234_567, 4),
      ("1.2e-05", 12, 6), ("9223372036854775807", Int64.max, 0),
      ("0.000000000000000001", 1, 18), ("1137.0200000000001", 11_370_200_000_000_001, 13),
      ("0.0000000000000000000000000000", 0, 0),
    ] as [(String, Int64, UInt8)])
  func chosen(text: String, mantissa: Int64, decimals: UInt8) throws {
    let expected = FixedDecimal(mantissa: mantissa, decimals: decimals)
    #expect(try Self.decode([text]) == [expected])
  }

  @Test(
    "numbers that do not fit are refused, never rounded",
    arguments: [
      "9223372036854775808", "0.0000000000000000001", "1e19", "1e-19", "123456789.12345678901",
    ])
  func overflow(text: String) throws { #expect(try Self.decode([text]) == [nil]) }

  @Test("a grid takes only its multiples, at any scale")
  func grid() throws {
    let grid = DecimalGrid(step: try #require(FixedDecimal("0.05")))
    #expect(grid.steps(1_234_500, decimals: 4) == 2_469)
    #expect(grid.steps(-5, decimals: 2) == -1)
    #expect(grid.steps(7, decimals: 0) == 140)
    #expect(grid.steps(12_346, decimals: 2) == nil)
    #expect(grid.steps(Int64.max, decimals: 0) == nil)
    #expect(grid.steps(1, decimals: 18) == nil)
    #expect(grid.steps(0, decimals: 18) == 0)
    let large = DecimalGrid(step: FixedDecimal(mantissa: 2_500, decimals: 0))
    #expect(large.steps(50_000, decimals: 1) == 2)
    #expect(large.steps(50_001, decimals: 1) == nil)
  }

  @Test("float noise snaps within a millionth of a tick, no farther")
  func snap() throws {
    let grid = DecimalGrid(step: try #require(FixedDecimal("0.00001")))
    #expect(grid.nearbySteps(11_370_200_000_000_001, decimals: 16) == 113_702)
    #expect(grid.nearbySteps(11_370_199_999_999_999, decimals: 16) == 113_702)
    #expect(grid.nearbySteps(-11_370_199_999_999_999, decimals: 16) == -113_702)
    #expect(grid.nearbySteps(1_137_020_001, decimals: 9) == nil)
    #expect(grid.nearbySteps(1_137_025, decimals: 6) == nil)
  }
}

/// A small deterministic generator.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
