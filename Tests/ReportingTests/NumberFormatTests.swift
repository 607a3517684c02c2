import Testing

@testable import Reporting

@Suite("Numbers for people")
struct NumberFormatTests {
  @Test(
    "Fixed decimals with grouped thousands",
    arguments: [
      (1_234_567.891, 2, "1,234,567.89"), (-1_234.5, 1, "-1,234.5"), (999.0, 0, "999"),
      (0.0, 2, "0.00"), (-0.0, 1, "0.0"), (0.000_2, 2, "2e-04"), (-0.004, 2, "-4e-03"),
      (.nan, 2, "–"), (.infinity, 2, "–"),
    ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberFormat.fixed(value, decimals: decimals) == text)
  }

  @Test("A column shares its decimals and shows no more than it needs")
  func column() {
    #expect(NumberFormat.column([1.5, nil, 20]) == ["1.5", "–", "20.0"])
    #expect(NumberFormat.column([1_000, 2]) == ["1,000", "2"])
    #expect(NumberFormat.column([1.0 / 3, 10]) == ["0.333", "10.000"])
    #expect(NumberFormat.column([nil]) == ["–"])
    #expect(NumberFormat.column([0, 0]) == ["0", "0"])
  }

  @Test(
    "Instants in UTC",
    arguments: [
      (0 as Int64, "1970-01-01 00:00:00.000"),
      (1_709_164_799_999_999_999, "2024-02-28 23:59:59.999"),
      (1_709_164_800_000_000_000, "2024-02-29 00:00:00.000"),
      (951_782_400_000_000_000, "2000-02-29 00:00:00.000"),
      (-1_000_000, "1969-12-31 23:59:59.999"),
    ])
  func instant(nanoseconds: Int64, text: String) {
    #expect(NumberFormat.instant(nanoseconds: nanoseconds) == text)
  }

  @Test(
    "Spans of time",
    arguments: [
      (1_500_000_000 as Int64, "1.5 s"), (344_459_000_000, "6 min"),
      (21_600_000_000_000, "6 h 0 min"),
      (700_000_000_000_000, "8 d 2 h"),
    ])
  func duration(nanoseconds: Int64, text: String) {
    #expect(NumberFormat.duration(nanoseconds: nanoseconds) == text)
  }

  @Test("Shares and rates")
  func shares() {
    #expect(NumberFormat.percent(0.256) == "25.6")
    #expect(NumberFormat.percent(0.000_01) == "<0.1")
    #expect(NumberFormat.percent(nil) == "–")
    #expect(NumberFormat.basisPoints(-0.000_05) == "-0.5 bp")
    #expect(NumberFormat.basisPoints(0.000_4) == "4 bp")
  }
}
