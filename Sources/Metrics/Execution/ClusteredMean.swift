/// A weighted mean of observations that come in groups, with a standard error that knows it.
///
/// Mean m = Σ w x / Σ w. Fills close in time share the move that follows them, so their markouts
/// are not independent; the standard error adds up by group instead of by observation:
/// sqrt(G / (G - 1) Σ_g (Σ_{i in g} w_i (x_i - m))²) / Σ w over G groups (the ratio estimator's
/// linearisation, W. G. Cochran, Sampling Techniques, 1977, section 6.3). With one observation to a
/// group and equal weights it is the textbook standard deviation / sqrt n. Flat memory, O(1).
public struct ClusteredMean: Sendable, Equatable {
  private var group: Int64?
  private var open = (value: DoubleDouble.zero, weight: DoubleDouble.zero)
  private var value = DoubleDouble.zero
  private var weights = DoubleDouble.zero
  private var squares = DoubleDouble.zero
  private var products = DoubleDouble.zero
  private var weightSquares = DoubleDouble.zero
  private var defect: Undefined?

  /// The observations.
  public private(set) var count = 0
  /// The groups so far.
  public private(set) var groups = 0

  /// No observation yet.
  public init() {}

  /// Adds an observation.
  ///
  /// - Parameters:
  ///   - value: The observation, any unit.
  ///   - weight: Its weight, >= 0.
  ///   - group: The number of its group; observations of a group come one after the other.
  public mutating func add(_ value: Double, weight: Double, group: Int64) {
    guard value.isFinite, weight.isFinite else { return defect = defect ?? .notFinite }
    guard weight >= 0 else { return defect = defect ?? .noWeight }
    if self.group != group {
      close()
      self.group = group
      groups += 1
    }
    count += 1
    open.value += .product(value, weight)
    open.weight += DoubleDouble(weight)
  }

  /// The sum of the weights.
  public var weight: Double { (weights + open.weight).high }

  /// The mean; undefined without an observation of positive weight.
  public var mean: Measured<Double> {
    if let defect { return .failure(defect) }
    guard count > 0 else { return .failure(.tooFewSamples(needed: 1)) }
    guard weight > 0 else { return .failure(.noWeight) }
    return .finite(((value + open.value) / (weights + open.weight)).high)
  }

  /// The standard error of ``mean``; undefined for fewer than two groups.
  public var standardError: Measured<Double> {
    mean.flatMap { _ in
      guard groups > 1 else { return .failure(.tooFewSamples(needed: 2)) }
      var closed = self
      closed.close()
      let mean = closed.value / closed.weights
      let sum =
        closed.squares - DoubleDouble(2) * mean * closed.products
        + mean * mean * closed.weightSquares
      let factor = Double(groups) / Double(groups - 1)
      // Sums round, so equal observations could show a little less than 0.
      return .finite((Swift.max(sum.high, 0) * factor).squareRoot() / closed.weights.high)
    }
  }

  /// The interval mean ± `width` standard errors.
  ///
  /// - Parameter width: In standard errors, > 0; 1.96 covers about 95 % where groups are many.
  /// - Returns: The interval, in the unit of the observations.
  public func interval(width: Double = 1.959963984540054) -> Measured<ClosedRange<Double>> {
    guard width > 0, width.isFinite else { return .failure(.settingOutOfRange) }
    return mean.flatMap { mean in
      standardError.flatMap { error in
        let (low, high) = (mean - width * error, mean + width * error)
        guard low.isFinite, high.isFinite else { return .failure(.overflow) }
        return .success(low...high)
      }
    }
  }

  /// Equal where both have seen the same.
  public static func == (left: ClusteredMean, right: ClusteredMean) -> Bool {
    left.count == right.count && left.groups == right.groups && left.group == right.group
      && left.open == right.open && left.value == right.value && left.weights == right.weights
      && left.squares == right.squares && left.products == right.products
      && left.weightSquares == right.weightSquares && left.defect == right.defect
  }

  private mutating func close() {
    value += open.value
    weights += open.weight
    squares += open.value * open.value
    products += open.value * open.weight
    weightSquares += open.weight * open.weight
    open = (.zero, .zero)
  }
}
