internal import Backtesting
internal import Glibc

extension PairSums {
  /// The half-life −ln 2 / ln b × `step` of the least-squares slope b with intercept; `nil` for
  /// fewer than two pairs, without variation and unless 0 < b < 1.
  func halfLife(step: Double) -> Double? {
    guard count >= 2 else { return nil }
    // n Σxy − Σx Σy over n Σxx − (Σx)²: exact while it fits, which takes 10^19 lots·√s to leave.
    let n = Int128(count)
    let (nxy, a) = n.multipliedReportingOverflow(by: xy)
    let (sxy, b) = x.multipliedReportingOverflow(by: y)
    let (nxx, c) = n.multipliedReportingOverflow(by: xx)
    let (sxx, d) = x.multipliedReportingOverflow(by: x)
    guard !a, !b, !c, !d else { return nil }
    let (covariation, e) = nxy.subtractingReportingOverflow(sxy)
    let variation = nxx - sxx
    guard !e, variation > 0, covariation > 0, covariation < variation else { return nil }
    return -log(2.0) / log(Double(covariation) / Double(variation)) * step
  }
}
