import RealModule

/// An unevaluated sum of two `Double`s, about 31 decimal digits.
///
/// Sums over millions of events lose digits in `Double`, and a variance taken from them loses many
/// more; two words keep both exact enough that results do not depend on how a series was split.
/// The algorithms are those of T. J. Dekker, Numer. Math. 18 (1971), doi:10.1007/BF01397083, and
/// D. E. Knuth, The Art of Computer Programming vol. 2, sec. 4.2.2.
struct DoubleDouble: Sendable, Equatable {
  /// The value rounded to `Double`.
  var high: Double
  /// What `high` leaves out; at most half a unit in its last place.
  var low: Double

  static let zero = DoubleDouble(0)

  init(_ value: Double) {
    high = value
    low = 0
  }

  /// Exact for every 106-bit integer.
  init(integer value: Int128) {
    high = Double(value)
    low = high.magnitude < 0x1p126 ? Double(value - Int128(high)) : 0
  }

  private init(large: Double, small: Double) {
    high = large + small
    low = small - (high - large)
  }

  /// The exact product of two `Double`s (barring overflow and underflow).
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let head = a * b
    var result = DoubleDouble(head)
    result.low = (-head).addingProduct(a, b)
    return result
  }

  private static func exactSum(_ a: Double, _ b: Double) -> (sum: Double, error: Double) {
    let sum = a + b
    let part = sum - a
    return (sum, (a - (sum - part)) + (b - part))
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let heads = exactSum(a.high, b.high)
    let tails = exactSum(a.low, b.low)
    let middle = DoubleDouble(large: heads.sum, small: heads.error + tails.sum)
    return DoubleDouble(large: middle.high, small: middle.low + tails.error)
  }

  static func += (a: inout DoubleDouble, b: DoubleDouble) {
    a = a + b
  }

  static prefix func - (a: DoubleDouble) -> DoubleDouble {
    var result = DoubleDouble(-a.high)
    result.low = -a.low
    return result
  }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    a + -b
  }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let head = product(a.high, b.high)
    return DoubleDouble(large: head.high, small: head.low + (a.high * b.low + a.low * b.high))
  }

  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    let rest = a - DoubleDouble(first) * b
    let second = rest.high / b.high
    let last = (rest - DoubleDouble(second) * b).high / b.high
    return DoubleDouble(large: first, small: second) + DoubleDouble(last)
  }
}

extension Sequence<Double> {
  /// The sum of the elements in two-word arithmetic, rounded at the end by the caller.
  func preciseSum() -> DoubleDouble {
    reduce(into: DoubleDouble.zero) { $0 += DoubleDouble($1) }
  }
}
