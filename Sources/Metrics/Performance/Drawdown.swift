/// The worst falls of an equity curve from its running peak.
///
/// With peak_t = max of equity up to t, the drawdown at t is peak_t - equity_t >= 0, in money.
public struct Drawdown: Sendable, Equatable {
  /// The samples of the curve.
  public var samples: Int
  /// The largest drawdown, in money, >= 0.
  public var maximum: Double
  /// The sample (from 0) of the peak before it; the first of equal peaks; 0 if nothing ever fell.
  public var peakIndex: Int
  /// The sample (from 0) where it is reached; the first of equal ones; 0 if nothing ever fell.
  public var troughIndex: Int
  /// The largest (peak - equity) / peak, from 0 up; not always at ``troughIndex``. Undefined where
  /// the curve starts at or below zero, as profit curves do: a share of nothing has no meaning.
  public var maximumFraction: Measured<Double>
  /// The longest run of samples below the peak before them.
  public var longestUnderwater: Int
  /// The ulcer index in money: sqrt(mean of the squared drawdown over all samples). (P. Martin and
  /// B. McCann, The Investor's Guide to Fidelity Funds, 1989, take it of percentages.)
  public var ulcerIndex: Measured<Double>

  /// The drawdown of a curve.
  ///
  /// Undefined for an empty curve and one with a value that is not finite. Complexity: O(n).
  ///
  /// - Parameter equity: The curve, in money, in order of time.
  /// - Returns: The drawdown, in money.
  public static func of(_ equity: [Double]) -> Measured<Drawdown> {
    var accumulator = DrawdownAccumulator()
    for value in equity { accumulator.add(value) }
    return accumulator.drawdown
  }
}

/// Finds the ``Drawdown`` of a curve as it unfolds: flat memory, O(1) a sample.
public struct DrawdownAccumulator: Sendable, Equatable {
  private var count = 0
  private var peak = 0.0
  private var peakIndex = 0
  private var worst = 0.0
  private var worstPeakIndex = 0
  private var troughIndex = 0
  private var worstFraction = 0.0
  private var underwater = 0
  private var longestUnderwater = 0
  private var squares = DoubleDouble.zero
  private var startsPositive = false
  private var defect: Undefined?

  /// No sample yet.
  public init() {}

  /// Adds the next value of the curve, in money; one that is not finite makes all undefined.
  public mutating func add(_ equity: Double) {
    guard equity.isFinite else { return defect = .notFinite }
    if count == 0 { startsPositive = equity > 0 }
    if count == 0 || equity > peak {
      peak = equity
      peakIndex = count
    }
    let fall = peak - equity
    underwater = fall > 0 ? underwater + 1 : 0
    longestUnderwater = Swift.max(longestUnderwater, underwater)
    if fall > worst {
      worst = fall
      worstPeakIndex = peakIndex
      troughIndex = count
    }
    if startsPositive { worstFraction = Swift.max(worstFraction, fall / peak) }
    squares += .product(fall, fall)
    count += 1
  }

  /// The drawdown so far.
  public var drawdown: Measured<Drawdown> {
    if let defect { return .failure(defect) }
    guard count > 0 else { return .failure(.tooFewSamples(needed: 1)) }
    guard worst.isFinite else { return .failure(.overflow) }
    return .success(
      Drawdown(
        samples: count, maximum: worst, peakIndex: worstPeakIndex, troughIndex: troughIndex,
        maximumFraction: startsPositive ? .finite(worstFraction) : .failure(.notPositivePeak),
        longestUnderwater: longestUnderwater,
        ulcerIndex: .finite((squares.high / Double(count)).squareRoot())))
  }
}
