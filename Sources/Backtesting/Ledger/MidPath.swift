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

  /// Takes in a stretch with `inventory` lots and `cash` (10^−8 tick·lot).
  mutating func take(_ path: MidPath.Extremes, inventory: Int64, cash: Int128) {
    let quantity = Int128(inventory) * MoneyUnit.perHalfTickLot
    let atLow = cash + quantity * Int128(path.low)
    let atHigh = cash + quantity * Int128(path.high)
    let (worst, best) = inventory >= 0 ? (atLow, atHigh) : (atHigh, atLow)
    let within = inventory >= 0 ? quantity * Int128(path.fall) : -quantity * Int128(path.rise)
    maximum = max(maximum, peak - worst, within)
    peak = max(peak, best)
  }
}
