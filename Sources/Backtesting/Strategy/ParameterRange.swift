extension Parameter {
  /// The values allowed, in words: `at least 0`, `greater than 0`, `from 0 to 1` or `any number`,
  /// in the units a strategy gets.
  public var rangeText: String {
    let above = range.lowerBound > -.greatestFiniteMagnitude
    let below = range.upperBound < .greatestFiniteMagnitude
    // A parameter that must be greater than 0 starts its range at the least positive number.
    let isPositive = range.lowerBound == .leastNonzeroMagnitude
    let lower = isPositive ? "greater than 0" : "at least \(Self.text(range.lowerBound))"
    switch (above, below) {
    case (false, false): return "any number"
    case (true, false): return lower
    case (false, true): return "at most \(Self.text(range.upperBound))"
    case (true, true):
      if isPositive { return "\(lower) and at most \(Self.text(range.upperBound))" }
      return "from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
    }
  }

  /// The range of a parameter that must be greater than 0.
  public static var positive: ClosedRange<Double> {
    .leastNonzeroMagnitude ... .greatestFiniteMagnitude
  }

  /// The range of a parameter that must be at least 0.
  public static var nonNegative: ClosedRange<Double> { 0 ... .greatestFiniteMagnitude }

  /// A whole number without its `.0`.
  private static func text(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
