/// The recent path of the mid, and what lanes need of it to know their largest drawdown exactly.
///
/// Between two of its fills a lane's equity is linear in the mid, so the extremes and the largest
/// fall and rise of the mid over that stretch tell its drawdown; nobody is visited when the mid
/// moves. The path is kept in short blocks: at the end of a block every lane takes it in.
struct MidPath: ~Copyable {
  /// The extremes of a stretch of the path (half ticks).
  struct Extremes: BitwiseCopyable {
    var low: Int64
    var high: Int64
    /// Largest fall from an earlier point of the stretch.
    var fall: Int64 = 0
    /// Largest rise from an earlier point of the stretch.
    var rise: Int64 = 0

    init(_ mid: Int64) { (low, high) = (mid, mid) }

    @inline(__always)
    mutating func append(_ mid: Int64) {
      if mid < low { low = mid }
      if mid > high { high = mid }
      if high - mid > fall { fall = high - mid }
      if mid - low > rise { rise = mid - low }
    }
  }

  /// The same of what a lot was worth along the stretch.
  struct Values: BitwiseCopyable {
    var low: Int128
    var high: Int128
    var fall: Int128 = 0
    var rise: Int128 = 0
  }

  static let blockLength = 32

  private var mids = Table<Int64>(minimumCapacity: blockLength + 1)

  /// How many points the current block has.
  var count: Int { mids.count }
  var isFull: Bool { mids.count > Self.blockLength }

  mutating func append(_ doubledMid: Int64) { mids.append(doubledMid) }

  /// The extremes from the point `start` of the block to its end.
  func extremes(from start: Int) -> Extremes {
    var extremes = Extremes(mids[start])
    var index = start + 1
    while index < mids.count {
      extremes.append(mids[index])
      index += 1
    }
    return extremes
  }

  /// The extremes of what a lot was worth, from the point `start` of the block to its end.
  func values(from start: Int, by valuation: Valuation) -> Values {
    guard valuation.isInverse else {
      let mids = extremes(from: start)
      let unit = MoneyUnit.perHalfTickLot
      return Values(
        low: Int128(mids.low) * unit, high: Int128(mids.high) * unit,
        fall: Int128(mids.fall) * unit, rise: Int128(mids.rise) * unit)
    }
    let first = valuation.value(doubled: mids[start])
    var values = Values(low: first, high: first)
    var index = start + 1
    while index < mids.count {
      let value = valuation.value(doubled: mids[index])
      values.low = min(values.low, value)
      values.high = max(values.high, value)
      values.fall = max(values.fall, values.high - value)
      values.rise = max(values.rise, value - values.low)
      index += 1
    }
    return values
  }

  /// Starts a new block with the last point of this one.
  mutating func startBlock() {
    let last = mids[mids.count - 1]
    mids.removeAll()
    mids.append(last)
  }
}

/// The largest fall of equity from an earlier peak, told by stretches of constant inventory.
struct DrawdownTracker: BitwiseCopyable {
  private(set) var maximum: Int128 = 0
  private var peak: Int128
  /// The point of the mid path's block at which the present stretch starts.
  var start: Int32

  init(equity: Int128, start: Int32) {
    peak = equity
    self.start = start
  }

  /// Takes in a stretch with `inventory` lots and `cash`.
  mutating func take(_ path: MidPath.Values, inventory: Int64, cash: Int128) {
    let atLow = cash + path.low.times(inventory)
    let atHigh = cash + path.high.times(inventory)
    let (worst, best) = inventory >= 0 ? (atLow, atHigh) : (atHigh, atLow)
    let within = inventory >= 0 ? path.fall.times(inventory) : -path.rise.times(inventory)
    maximum = max(maximum, peak - worst, within)
    peak = max(peak, best)
  }
}
