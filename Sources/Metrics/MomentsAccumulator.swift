/// Finds the ``Moments`` of a series as it comes: flat memory, O(1) an observation.
///
/// Powers of the deviation from the first observation are summed in two-word arithmetic, about 31
/// digits, so that an offset common to all costs nothing and the moments about the mean follow
/// without loss. Accumulators of parts of a series merge into the one of the whole. The result
/// agrees with ``Moments/of(_:)`` to about 1e-14 unless observations differ by more than 10^70 in
/// size or lie more than 10^4 standard deviations from the first.
public struct MomentsAccumulator: Sendable, Equatable {
  private var origin = 0.0
  private var sums = Array(repeating: DoubleDouble.zero, count: 4)
  private var defect: Undefined?

  /// The observations so far.
  public private(set) var count = 0
  /// The smallest observation; +∞ before the first.
  public private(set) var minimum = Double.infinity
  /// The largest observation; −∞ before the first.
  public private(set) var maximum = -Double.infinity

  /// No observation yet.
  public init() {}

  /// Adds an observation; one that is not finite makes all moments undefined.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return defect = .notFinite }
    if count == 0 { origin = value }
    count += 1
    minimum = Swift.min(minimum, value)
    maximum = Swift.max(maximum, value)
    let deviation = DoubleDouble(value) - DoubleDouble(origin)
    let square = deviation * deviation
    sums[0] += deviation
    sums[1] += square
    sums[2] += square * deviation
    sums[3] += square * square
  }

  /// Adds the observations of another accumulator.
  public mutating func merge(_ other: MomentsAccumulator) {
    defect = defect ?? other.defect
    guard other.count > 0 else { return }
    guard count > 0 else {
      let known = defect
      self = other
      defect = known
      return
    }
    // The other's sums are moved to this origin: Σ(d + s)^k by the binomial theorem.
    let n = DoubleDouble(Double(other.count))
    let s = DoubleDouble(other.origin) - DoubleDouble(origin)
    let (one, two, three) = (other.sums[0], other.sums[1], other.sums[2])
    let (s2, s3) = (s * s, s * s * s)
    func times(_ factor: Double, _ value: DoubleDouble) -> DoubleDouble {
      DoubleDouble(factor) * value
    }
    sums[0] += one + n * s
    sums[1] += two + times(2, s * one) + n * s2
    sums[2] += three + times(3, s * two) + times(3, s2 * one) + n * s3
    sums[3] +=
      other.sums[3] + times(4, s * three) + times(6, s2 * two) + times(4, s3 * one) + n * s2 * s2
    count += other.count
    minimum = Swift.min(minimum, other.minimum)
    maximum = Swift.max(maximum, other.maximum)
  }

  /// The sum of the observations.
  public var total: Measured<Double> {
    if let defect { return .failure(defect) }
    return .finite((DoubleDouble(origin) * DoubleDouble(Double(count)) + sums[0]).high)
  }

  /// The moments so far; undefined before the first observation.
  public var moments: Measured<Moments> {
    if let defect { return .failure(defect) }
    guard count > 0 else { return .failure(.tooFewSamples(needed: 1)) }
    guard minimum < maximum else {
      let undefined: Undefined = count < 2 ? .tooFewSamples(needed: 2) : .noVariation
      return .success(
        Moments(
          count: count, mean: minimum,
          standardDeviation: count < 2 ? .failure(undefined) : .success(0),
          skewness: .failure(undefined), excessKurtosis: .failure(undefined)))
    }
    let n = DoubleDouble(Double(count))
    let raw = sums.map { $0 / n }
    let m = raw[0]
    let square = m * m
    let second = raw[1] - square
    let third = raw[2] - DoubleDouble(3) * m * raw[1] + DoubleDouble(2) * square * m
    let fourth =
      raw[3] - DoubleDouble(4) * m * raw[2] + DoubleDouble(6) * square * raw[1]
      - DoubleDouble(3) * square * square
    let mean = (DoubleDouble(origin) + m).high
    guard mean.isFinite, second.high.isFinite else { return .failure(.overflow) }
    guard second.high > 0 else { return .failure(.noVariation) }
    let deviation = second.high.squareRoot()
    let bias = Double(count) / Double(count - 1)
    return .success(
      Moments(
        count: count, mean: mean,
        standardDeviation: .finite((second.high * bias).squareRoot()),
        skewness: .finite(third.high / (second.high * deviation)),
        excessKurtosis: .finite((fourth / (second * second)).high - 3)))
  }
}
