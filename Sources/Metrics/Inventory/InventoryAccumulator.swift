import RealModule

/// Inventory statistics of a path as it unfolds, event by event.
///
/// Memory is flat for quantities in whole lots (see ``TimeHistogram``) and each call costs O(1).
/// The result equals that of ``InventoryStatistics/of(times:quantities:targets:end:limit:band:)``
/// on the whole path.
public struct InventoryAccumulator: Sendable, Equatable {
  private let limit: Double?
  private let band: Double?
  private var time: Int64
  private var quantity: Double
  private var target: Double
  private var lowest: Double
  private var highest: Double
  private var events = 1
  private var eventSum: DoubleDouble
  private var eventSquares: DoubleDouble
  private var path = TimeWeightedMoments()
  private var deviation = TimeWeightedMoments()
  private var histogram = TimeHistogram()
  private var pending: Int128 = 0
  private var outsideBand: Int128 = 0
  private var defect: Undefined?

  /// A path that begins now.
  ///
  /// - Parameters:
  ///   - start: The time it begins (ns).
  ///   - quantity: The inventory held from then on, any unit.
  ///   - target: The target q* pursued from then on, same unit.
  ///   - limit: The hard limit L on |q|, same unit, > 0; `nil` = none.
  ///   - band: The tolerated |q - q*|, same unit, >= 0; `nil` = none.
  public init(
    start: Int64, quantity: Double, target: Double = 0, limit: Double? = nil, band: Double? = nil
  ) {
    self.limit = limit
    self.band = band
    time = start
    self.quantity = quantity
    self.target = target
    lowest = quantity
    highest = quantity
    eventSum = DoubleDouble(quantity)
    eventSquares = .product(quantity, quantity)
    if !quantity.isFinite || !target.isFinite { defect = .notFinite }
    if let limit, !(limit > 0) { defect = .settingOutOfRange }
    if let band, !(band >= 0) { defect = .settingOutOfRange }
  }

  /// Records an event: from `time` on the inventory is `quantity`.
  ///
  /// Several events of one instant are all seen by the extremes and the event-weighted
  /// statistics; only the last of them holds for any time.
  ///
  /// - Parameters:
  ///   - quantity: The inventory after the event.
  ///   - time: When (ns), not before the last call's.
  public mutating func record(quantity: Double, at time: Int64) {
    guard quantity.isFinite else { return defect = defect ?? .notFinite }
    advance(to: time)
    if quantity != self.quantity {
      histogram.hold(self.quantity, for: pending)
      pending = 0
    }
    self.quantity = quantity
    lowest = Swift.min(lowest, quantity)
    highest = Swift.max(highest, quantity)
    events += 1
    eventSum += DoubleDouble(quantity)
    eventSquares += .product(quantity, quantity)
  }

  /// Changes the target from `time` on; the inventory stays and no event is counted.
  ///
  /// - Parameters:
  ///   - target: The new target q*.
  ///   - time: When (ns), not before the last call's.
  public mutating func retarget(_ target: Double, at time: Int64) {
    guard target.isFinite else { return defect = defect ?? .notFinite }
    advance(to: time)
    self.target = target
  }

  /// The statistics of the span from the start to `end`; the accumulator itself does not move.
  ///
  /// Undefined where a number was not finite, times went back, no time passed, or the limit or
  /// band is out of range.
  ///
  /// - Parameter end: The end of the span (ns), not before the last event.
  /// - Returns: The statistics, in the unit of the quantities.
  public func statistics(end: Int64) -> Measured<InventoryStatistics> {
    var closed = self
    closed.advance(to: end)
    closed.histogram.hold(closed.quantity, for: closed.pending)
    if let defect = closed.defect { return .failure(defect) }
    return closed.summary()
  }

  private func summary() -> Measured<InventoryStatistics> {
    do {
      let count = DoubleDouble(Double(events))
      let squares = (eventSquares - eventSum * eventSum / count) / count
      return .success(
        InventoryStatistics(
          duration: path.duration, mean: try path.mean.get(), variance: try path.variance.get(),
          secondMomentAboutTarget: try deviation.secondMoment.get(),
          meanAbsoluteDeviation: try deviation.meanAbsolute.get(),
          minimum: lowest, maximum: highest,
          timeAtLimit: try limit.map { limit throws(Undefined) in
            try histogram.share { $0.magnitude >= limit }.get()
          },
          timeOutsideBand: band.map { _ in
            (DoubleDouble(integer: outsideBand) / DoubleDouble(integer: path.duration)).high
          },
          events: events,
          eventMean: try Measured.finite((eventSum / count).high).get(),
          eventVariance: lowest == highest
            ? 0 : try Measured.finite(Swift.max(squares.high, 0)).get(),
          histogram: histogram))
    } catch {
      return .failure(error)
    }
  }

  /// Lets the present quantity and target hold until `next`.
  private mutating func advance(to next: Int64) {
    let (length, overflow) = next.subtractingReportingOverflow(time)
    guard !overflow, length >= 0 else { return defect = defect ?? .timeNotIncreasing }
    guard length > 0 else { return }
    let distance = quantity - target
    path.hold(quantity, for: length)
    deviation.hold(distance, for: length)
    pending += Int128(length)
    if let band, distance.magnitude > band { outsideBand += Int128(length) }
    time = next
  }
}
