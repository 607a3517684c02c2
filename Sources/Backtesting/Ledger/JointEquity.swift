/// The equity of a strategy over all its legs, in `CommonMoney`, and its largest fall from an
/// earlier peak over all events of their instruments.
///
/// The legs' mids move apart, so unlike a single lane's the sum has to be looked at whenever one of
/// them moves: only strategies with legs there pay for that.
struct JointEquity {
  /// The legs, the first one first.
  let seats: [LegSeat]
  /// The equity of each leg as last seen.
  private var equities: [Int128]
  private(set) var total: Int128 = 0
  private var peak: Int128 = 0
  /// The largest fall so far (≥ 0).
  private(set) var maximumDrawdown: Int128 = 0
  private(set) var hasStarted = false

  init(_ seats: [LegSeat]) {
    self.seats = seats
    equities = [Int128](repeating: 0, count: seats.count)
  }

  /// Starts with the equity of each leg.
  mutating func start(_ equities: [Int128]) {
    self.equities = equities
    total = equities.reduce(0, +)
    peak = total
    hasStarted = true
  }

  /// The leg at `leg` is worth `equity` now.
  ///
  /// - Returns: `false` where the sum leaves 128 bits.
  mutating func mark(_ leg: Int, at equity: Int128) -> Bool {
    let (change, o1) = equity.subtractingReportingOverflow(equities[leg])
    let (sum, o2) = total.addingReportingOverflow(change)
    let (fall, o3) = max(peak, sum).subtractingReportingOverflow(sum)
    if o1 || o2 || o3 { return false }
    equities[leg] = equity
    total = sum
    peak = max(peak, sum)
    maximumDrawdown = max(maximumDrawdown, fall)
    return true
  }
}

/// A lane's equity after an event that filled it, in 10^−8 tick·lot of its instrument.
struct LegMark: BitwiseCopyable {
  var lane: Int32
  var equity: Int128
}
