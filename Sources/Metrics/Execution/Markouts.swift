/// What the market did after a fill, seen from the one who was filled.
///
/// All three are in price units and positive is good for the filled side, except adverse
/// selection, which is what was lost. They satisfy
/// markout = effective half-spread - adverse selection.
public enum Markouts {
  /// side × (mid at t + h - price): what the fill is worth a horizon h later.
  public static func markout(side: TradeSide, price: Double, laterMid: Double) -> Double {
    side.sign * (laterMid - price)
  }

  /// side × (mid at t - price): the edge at the moment of the fill.
  public static func effectiveHalfSpread(side: TradeSide, price: Double, mid: Double) -> Double {
    side.sign * (mid - price)
  }

  /// -side × (mid at t + h - mid at t): how far the mid moved against the fill.
  public static func adverseSelection(side: TradeSide, mid: Double, laterMid: Double) -> Double {
    // 0 - x rather than -x: a mid that did not move selects 0, not -0.
    0 - side.sign * (laterMid - mid)
  }

  /// One fill, as markouts need it.
  public struct Fill: Sendable, Equatable {
    /// When it happened (ns).
    public var time: Int64
    /// Which way.
    public var side: TradeSide
    /// At what price.
    public var price: Double
    /// How much, > 0.
    public var quantity: Double

    /// A fill.
    public init(time: Int64, side: TradeSide, price: Double, quantity: Double) {
      self.time = time
      self.side = side
      self.price = price
      self.quantity = quantity
    }
  }

  /// The markout of each fill at one horizon, `nil` where the horizon passes the end of the data
  /// or no mid was known yet.
  ///
  /// The mid at t + h is the last one at or before that time. Undefined where times and mids
  /// differ in number, a number is not finite, a quantity or the horizon is negative, or times of
  /// mids decrease. Complexity: O(n log m) for n fills and m mids.
  ///
  /// - Parameters:
  ///   - fills: The fills, in any order.
  ///   - midTimes: When each mid began to hold (ns), not decreasing.
  ///   - mids: The mids, in price units.
  ///   - end: The last time the data covers (ns).
  ///   - horizon: h (ns, >= 0).
  /// - Returns: One markout per fill, in price units, in the order of the fills.
  public static func of(
    fills: [Fill], midTimes: [Int64], mids: [Double], end: Int64, horizon: Int64
  ) -> Measured<[Double?]> {
    guard midTimes.count == mids.count else { return .failure(.lengthsDiffer) }
    guard horizon >= 0 else { return .failure(.settingOutOfRange) }
    guard mids.allSatisfy(\.isFinite), fills.allSatisfy({ $0.price.isFinite }) else {
      return .failure(.notFinite)
    }
    guard zip(midTimes, midTimes.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      return .failure(.timeNotIncreasing)
    }
    let markouts = fills.map { fill -> Double? in
      let (later, overflow) = fill.time.addingReportingOverflow(horizon)
      guard !overflow, later <= end else { return nil }
      guard let index = lastIndex(in: midTimes, notAfter: later) else { return nil }
      return markout(side: fill.side, price: fill.price, laterMid: mids[index])
    }
    guard markouts.allSatisfy({ $0?.isFinite ?? true }) else { return .failure(.overflow) }
    return .success(markouts)
  }

  private static func lastIndex(in times: [Int64], notAfter time: Int64) -> Int? {
    var low = 0
    var high = times.count
    while low < high {
      let middle = low + (high - low) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }
}

/// The quantity-weighted mean markout Σ quantity × markout / Σ quantity of fills as they come to
/// their horizon; fills that never do are left out, not counted as zero. Flat memory, O(1) a fill.
public struct MarkoutAccumulator: Sendable, Equatable {
  private var weighted = DoubleDouble.zero
  private var quantity = DoubleDouble.zero
  private var defect: Undefined?

  /// The fills that reached their horizon.
  public private(set) var fills = 0

  /// No fill yet.
  public init() {}

  /// Adds a fill that reached its horizon.
  ///
  /// - Parameters:
  ///   - markout: Its markout, in price units.
  ///   - quantity: Its quantity, >= 0.
  public mutating func add(_ markout: Double, quantity: Double) {
    guard markout.isFinite, quantity.isFinite else { return defect = .notFinite }
    guard quantity >= 0 else { return defect = .noWeight }
    fills += 1
    weighted += .product(markout, quantity)
    self.quantity += DoubleDouble(quantity)
  }

  /// The mean in price units; undefined without a fill that reached its horizon.
  public var mean: Measured<Double> {
    if let defect { return .failure(defect) }
    guard fills > 0 else { return .failure(.tooFewSamples(needed: 1)) }
    guard quantity.high > 0 else { return .failure(.noWeight) }
    return .finite((weighted / quantity).high)
  }
}
