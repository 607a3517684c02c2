import MarketData
import Testing

@testable import Experiments

@Suite struct OutputTextTests {
  private func bytes(_ write: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "fields are quoted where they must be",
    arguments: [
      ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("two\nlines", "\"two\nlines\""), ("cr\r", "\"cr\r\""), ("ü", "ü"),
    ])
  func quoting(text: String, expected: String) {
    #expect(bytes { $0.field(text) } == expected)
  }

  @Test(
    "decimals are exact and trimmed, by the fast way as by the slow one",
    arguments: [
      (Int128(0), 0), (0, 9), (5, 1), (-5, 1), (50, 1), (-50, 2), (123_456, 3), (1, 18), (-1, 19),
      (1_000_000, 6), (1_000_000, 7), (Int128(UInt64.max), 8), (Int128(UInt64.max) + 1, 8),
      (Int128.max, 30), (Int128.min + 1, 12), (100, 25),
    ])
  func decimals(mantissa: Int128, decimals: Int) {
    let expected = FixedDecimal.text(mantissa, decimals: decimals, trimming: true)
    #expect(bytes { $0.decimal(mantissa, decimals: decimals) } == expected)
  }

  @Test("integers print whole", arguments: [0, 7, -7, 1_723_161_258_650_000_000, .max, .min])
  func integers(value: Int64) {
    #expect(bytes { $0.integer(value) } == "\(value)")
  }

  @Test("doubles read back equal, and what is no number is empty")
  func doubles() {
    for value in [0.1, 1e-9, 123456.789, -2.5, 1e300, 2.2250738585072014e-308] {
      #expect(Double(bytes { $0.double(value) }) == value)
    }
    #expect(bytes { $0.double(-0.0) } == "0.0")
    for value: Double? in [nil, .nan, .infinity] { #expect(bytes { $0.double(value) } == "") }
  }

  @Test("JSON keeps its order and escapes what it must")
  func json() {
    let value = JSONValue.object([
      ("b", .integer(1)), ("a", .array([.string("q\"\\\n\u{1}"), .null, .bool(true)])),
      ("d", .decimal("0.00005")), ("x", .double(.nan)), ("o", .object([])),
    ])
    #expect(
      value.text == """
        {
          "b": 1,
          "a": ["q\\"\\\\\\n\\u0001", null, true],
          "d": 0.00005,
          "x": null,
          "o": {}
        }
        """)
  }

  @Test(
    "paths relative to a folder",
    arguments: [
      ("/a/b/c", "/a/b", "c"), ("/a/b", "/a/b/c/d", "../.."), ("/a/x", "/a/b", "../x"),
      ("/a/b", "/a/b", "."), ("/a", "/b", "/a"), ("/a/./b/../c", "/a", "c"),
    ])
  func relative(path: String, folder: String, expected: String) {
    #expect(Paths.relative(path, to: folder) == expected)
  }

  @Test(
    "spans of time read short",
    arguments: [
      (Int64(60_000_000_000), "60s"), (1_273_520_000, "1.27352s"), (250_000_000, "250ms"),
      (0, "0s"),
      (7, "7ns"), (-2_000_000, "-2ms"), (1500, "1.5us"), (Int64.min, "-9223372036.854775808s"),
    ])
  func durations(nanoseconds: Int64, expected: String) {
    #expect(TimeText.duration(nanoseconds) == expected)
  }

  @Test(
    "instants are UTC",
    arguments: [
      (Int64(0), "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (1_723_161_256_313_000_000, "2024-08-08T23:54:16.313Z"),
      (951_782_400_000_000_000, "2000-02-29T00:00:00.000Z"),
    ])
  func instants(nanoseconds: Int64, expected: String) {
    #expect(TimeText.instant(nanoseconds) == expected)
  }
}
