/// Products of money and lots: money mostly fits 64 bits, where one instruction multiplies.
extension Int128 {
  /// This times `factor`, and whether that overflows.
  @inline(__always)
  func multiplied(by factor: Int64) -> (partialValue: Int128, overflow: Bool) {
    let short = Int64(truncatingIfNeeded: self)
    if Int128(short) == self { return (Int128(short) &* Int128(factor), false) }
    return multipliedReportingOverflow(by: Int128(factor))
  }

  /// This times `factor`, which must fit.
  @inline(__always)
  func times(_ factor: Int64) -> Int128 {
    let short = Int64(truncatingIfNeeded: self)
    if Int128(short) == self { return Int128(short) &* Int128(factor) }
    return self * Int128(factor)
  }
}
