import RealModule

/// A first-order autoregression x_{t+1} = a + b x_t + e on an equidistant grid, by least squares.
///
/// b = Σ(x_t - x̄)(x_{t+1} - ȳ) / Σ(x_t - x̄)², a = ȳ - b x̄, over the n - 1 pairs of neighbours of
/// n samples. It is the exact discretisation of an Ornstein-Uhlenbeck process of rate -ln b / step
/// where 0 < b < 1; for short series b is biased downwards (M. H. Quenouille, 1949), by about
/// (1 + 3 b) / n, so half-lives of few samples read too short.
public struct Autoregression: Sendable, Equatable {
  /// The slope b.
  public var slope: Double
  /// The intercept a, in the unit of the samples.
  public var intercept: Double
  /// The pairs of neighbours the fit rests on.
  public var pairs: Int

  /// The level a / (1 - b) the series reverts to; undefined unless 0 < b < 1.
  public var level: Measured<Double> {
    reverting { .finite(intercept / (1 - slope)) }
  }

  /// The rate of reversion -ln b / step, per unit of `step`; undefined unless 0 < b < 1.
  ///
  /// - Parameter step: The distance of two samples (usually s), > 0.
  /// - Returns: The rate, per unit of `step`.
  public func reversionRate(step: Double) -> Measured<Double> {
    guard step > 0, step.isFinite else { return .failure(.settingOutOfRange) }
    return reverting { .finite(-Double.log(slope) / step) }
  }

  /// The half-life -ln 2 / ln b × step: how long until half of a deviation is gone, in the unit of
  /// `step`; undefined unless 0 < b < 1.
  ///
  /// - Parameter step: The distance of two samples (usually s), > 0.
  /// - Returns: The half-life, in the unit of `step`.
  public func halfLife(step: Double) -> Measured<Double> {
    guard step > 0, step.isFinite else { return .failure(.settingOutOfRange) }
    return reverting { .finite(-Double.log(2) / Double.log(slope) * step) }
  }

  /// `few-periods` where the fit rests on fewer than thirty pairs.
  public var flag: SampleFlag? { .forPeriods(pairs) }

  private func reverting(_ value: () -> Measured<Double>) -> Measured<Double> {
    slope > 0 && slope < 1 ? value() : .failure(.notMeanReverting)
  }
}

/// Fits an ``Autoregression`` to samples as they come: flat memory, O(1) a sample.
///
/// Sums are kept in two-word arithmetic, exact for whole lots.
public struct AutoregressionAccumulator: Sendable, Equatable {
  private var last: Double?
  private var pairs = 0
  private var sumX = DoubleDouble.zero
  private var sumY = DoubleDouble.zero
  private var sumXX = DoubleDouble.zero
  private var sumXY = DoubleDouble.zero
  private var varies = false
  private var lastRegressor: Double?
  private var defect: Undefined?

  /// No sample yet.
  public init() {}

  /// Adds the next sample of the grid; one that is not finite makes the fit undefined.
  public mutating func add(_ sample: Double) {
    guard sample.isFinite else { return defect = .notFinite }
    if let last {
      pairs += 1
      sumX += DoubleDouble(last)
      sumY += DoubleDouble(sample)
      sumXX += .product(last, last)
      sumXY += .product(last, sample)
      varies = varies || lastRegressor.map { $0 != last } ?? false
      lastRegressor = last
    }
    last = sample
  }

  /// The fit so far.
  ///
  /// Undefined for fewer than three samples and where all samples but the last are equal.
  public var fit: Measured<Autoregression> {
    if let defect { return .failure(defect) }
    guard pairs >= 2 else { return .failure(.tooFewSamples(needed: 3)) }
    guard varies else { return .failure(.noVariation) }
    let n = DoubleDouble(Double(pairs))
    let covariation = sumXY - sumX * sumY / n
    let variation = sumXX - sumX * sumX / n
    let slope = covariation / variation
    let intercept = (sumY - slope * sumX) / n
    guard slope.high.isFinite, intercept.high.isFinite else { return .failure(.overflow) }
    return .success(
      Autoregression(slope: slope.high, intercept: intercept.high, pairs: pairs))
  }
}

/// How long an inventory takes to lose half of its deviation from its usual level.
public enum HalfLife {
  /// The half-life of an equidistant series, from the slope of an ``Autoregression``.
  ///
  /// Undefined for fewer than three samples, a constant series, a sample that is not finite, a
  /// step that is not positive and a slope outside (0, 1). Complexity: O(n).
  ///
  /// - Parameters:
  ///   - samples: The series, one value per step.
  ///   - step: The distance of two samples (usually s).
  /// - Returns: The half-life in the unit of `step`.
  public static func of(_ samples: [Double], step: Double) -> Measured<Double> {
    fit(samples).flatMap { $0.halfLife(step: step) }
  }

  /// The autoregression behind the half-life.
  ///
  /// - Parameter samples: The series, one value per step.
  /// - Returns: Slope, intercept and the number of pairs.
  public static func fit(_ samples: [Double]) -> Measured<Autoregression> {
    var accumulator = AutoregressionAccumulator()
    for sample in samples { accumulator.add(sample) }
    return accumulator.fit
  }
}
