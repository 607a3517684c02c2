public import MarketData

/// Rates that apply from a traded volume on.
public struct FeeTier: Sendable, Equatable {
  /// From this volume on (settlement currency).
  public var volume: FixedDecimal
  /// Fee on maker fills as a share of notional; negative = rebate.
  public var maker: FixedDecimal
  /// Fee on taker fills as a share of notional.
  public var taker: FixedDecimal

  /// A tier.
  public init(volume: FixedDecimal, maker: FixedDecimal, taker: FixedDecimal) {
    self.volume = volume
    self.maker = maker
    self.taker = taker
  }
}

/// What a fill costs beside a constant share of its notional. The fee of a fill is the sum of all
/// its parts, rounded once, half away from zero.
public struct FeeRules: Sendable, Equatable {
  /// Per lot of a maker fill (settlement currency); negative = rebate.
  public var makerPerLot = FixedDecimal(mantissa: 0, decimals: 0)
  /// Per lot of a taker fill (settlement currency).
  public var takerPerLot = FixedDecimal(mantissa: 0, decimals: 0)
  /// Per maker fill (settlement currency).
  public var makerPerFill = FixedDecimal(mantissa: 0, decimals: 0)
  /// Per taker fill (settlement currency).
  public var takerPerFill = FixedDecimal(mantissa: 0, decimals: 0)
  /// Rates by the lane's own volume before the fill, by rising volume; below the first the
  /// assumptions' own rates apply.
  public var tiers: [FeeTier] = []
  /// The volume that counts is that of fills less than this long ago (ns, > 0); `nil` = all fills
  /// since the start.
  public var volumeWindow: Int64?

  /// Nothing.
  public init() {}

  /// Whether there is nothing beside the assumptions' rates.
  public var isEmpty: Bool { self == FeeRules() }
}

/// The fee rules of one set of assumptions, prepared for exact postings.
struct CompiledFees {
  /// Amounts of money as `numerator` / `divisor` units of it.
  struct Amounts {
    var perLot: Int128 = 0
    var perFill: Int128 = 0
    var divisor: Int128 = 1
  }

  struct Tier {
    /// In units of money.
    var volume: Int128
    var maker: FeeRate
    var taker: FeeRate
  }

  let maker: Amounts
  let taker: Amounts
  let tiers: [Tier]
  let window: Int64?

  /// `nil` where a number does not fit the unit of money.
  init?(_ rules: FeeRules, _ unit: MoneyUnit) {
    guard let maker = Self.amounts(rules.makerPerLot, rules.makerPerFill, unit),
      let taker = Self.amounts(rules.takerPerLot, rules.takerPerFill, unit)
    else { return nil }
    (self.maker, self.taker) = (maker, taker)
    var tiers: [Tier] = []
    for tier in rules.tiers {
      guard let volume = unit.units(of: tier.volume) else { return nil }
      tiers.append(Tier(volume: volume, maker: FeeRate(tier.maker), taker: FeeRate(tier.taker)))
    }
    self.tiers = tiers
    window = rules.volumeWindow
  }

  private static func amounts(
    _ perLot: FixedDecimal, _ perFill: FixedDecimal, _ unit: MoneyUnit
  ) -> Amounts? {
    // a · 10^−i in units of m · 10^−d is a · 10^(d − i) / m.
    let digits = max(Int(perLot.decimals), Int(perFill.decimals), unit.decimals)
    func numerator(_ amount: FixedDecimal) -> Int128? {
      MoneyUnit.scaled(Int128(amount.mantissa), by: digits - Int(amount.decimals))
    }
    guard let lot = numerator(perLot), let fill = numerator(perFill),
      let divisor = MoneyUnit.scaled(unit.mantissa, by: digits - unit.decimals)
    else { return nil }
    return Amounts(perLot: lot, perFill: fill, divisor: divisor)
  }

  /// The rate for a lane that has traded `volume`; `base` below the first tier.
  func rate(volume: Int128, isMaker: Bool, base: FeeRate) -> FeeRate {
    guard let tier = tiers.last(where: { $0.volume <= volume }) else { return base }
    return isMaker ? tier.maker : tier.taker
  }

  /// The fee in units of money on a fill of `quantity` lots that comes to `notional`; `nil` where
  /// it does not fit.
  func fee(rate: FeeRate, notional: Int128, quantity: Int64, isMaker: Bool) -> Int128? {
    let amounts = isMaker ? maker : taker
    if amounts.perLot == 0, amounts.perFill == 0 { return rate.fee(onMoney: notional) }
    // notional · m / p + (lot · q + fill) / d, over one denominator and rounded once.
    let (lots, o1) = amounts.perLot.multipliedReportingOverflow(by: Int128(quantity))
    let (fixed, o2) = lots.addingReportingOverflow(amounts.perFill)
    let (second, o3) = fixed.multipliedReportingOverflow(by: rate.power)
    let (share, o4) = notional.multipliedReportingOverflow(by: rate.mantissa)
    let (first, o5) = share.multipliedReportingOverflow(by: amounts.divisor)
    let (sum, o6) = first.addingReportingOverflow(second)
    let (denominator, o7) = rate.power.multipliedReportingOverflow(by: amounts.divisor)
    if o1 || o2 || o3 || o4 || o5 || o6 || o7 { return nil }
    return MoneyUnit.share(1, of: sum, per: denominator)
  }
}

/// What lanes have traded, where their fees depend on it.
struct TradedVolumes: ~Copyable {
  struct Fill: BitwiseCopyable {
    var time: Int64
    var notional: Int128
  }

  private var totals: [Int128] = []
  /// For each lane its fills within the window, by time.
  private var fills = RingQueues<Fill>()

  mutating func addLane() {
    totals.append(0)
    fills.add(minimumCapacity: 2)
  }

  /// What `lane` has traded, of a window of `window` ns that ends at `time` if there is one.
  mutating func volume(_ lane: Int32, at time: Int64, window: Int64?) -> Int128 {
    guard let window else { return totals[Int(lane)] }
    while !fills[Int(lane)].isEmpty, time - fills[Int(lane)][0].time >= window {
      totals[Int(lane)] -= fills[Int(lane)].removeFirst().notional
    }
    return totals[Int(lane)]
  }

  /// What it had traded when that was last asked.
  func lastVolume(_ lane: Int32) -> Int128 { totals[Int(lane)] }

  /// `lane` trades `notional` (≥ 0) at `time`; returns `false` where the sum leaves its range.
  mutating func add(_ lane: Int32, _ notional: Int128, at time: Int64, window: Int64?) -> Bool {
    let (total, overflow) = totals[Int(lane)].addingReportingOverflow(notional)
    if overflow { return false }
    totals[Int(lane)] = total
    if window != nil { fills[Int(lane)].append(Fill(time: time, notional: notional)) }
    return true
  }
}
