public import MarketData

/// What a venue asks of a lane on margin. Wallet and margin are derived from the books: a lane's
/// equity is its cash and what its inventory is worth at the mid, and its position's notional is
/// the inventory at the mid.
public struct MarginRules: Sendable, Equatable {
  /// Equity that each unit of notional needs for an order to be accepted, as a share: numerator.
  public var initialNumerator: Int64
  /// Its denominator.
  public var initialDenominator: Int64
  /// The share of notional below which equity must not fall, at least 0.
  public var maintenance: FixedDecimal
  /// What a liquidation costs beside the taker fee, as a share of notional.
  public var liquidationFee: FixedDecimal
  /// Whether a lane that was liquidated stops; otherwise it goes on with what is left.
  public var stops: Bool

  /// Rules for the given greatest leverage (> 0): the initial margin is 1 / `leverage`.
  public init(
    leverage: FixedDecimal, maintenance: FixedDecimal,
    liquidationFee: FixedDecimal = FixedDecimal(mantissa: 0, decimals: 0), stops: Bool = true
  ) {
    initialNumerator = FixedDecimal.powersOfTen[Int(leverage.decimals)]
    initialDenominator = max(leverage.mantissa, 1)
    self.maintenance = maintenance
    self.liquidationFee = liquidationFee
    self.stops = stops
  }

  /// Rules for the given initial margin, as a share of notional (> 0).
  public init(
    initial: FixedDecimal, maintenance: FixedDecimal,
    liquidationFee: FixedDecimal = FixedDecimal(mantissa: 0, decimals: 0), stops: Bool = true
  ) {
    initialNumerator = max(initial.mantissa, 1)
    initialDenominator = FixedDecimal.powersOfTen[Int(initial.decimals)]
    self.maintenance = maintenance
    self.liquidationFee = liquidationFee
    self.stops = stops
  }

  /// The equity that `notional` needs for an order; `nil` where it does not fit.
  func initial(of notional: Int128) -> Int128? {
    MoneyUnit.share(Int128(initialNumerator), of: notional, per: Int128(initialDenominator))
  }

  /// The equity that `notional` must keep; `nil` where it does not fit.
  func maintained(of notional: Int128) -> Int128? {
    FeeRate(maintenance).fee(onMoney: notional)
  }
}

/// One lane on margin.
struct MarginState {
  let lane: Int32
  let rules: MarginRules
  let liquidationFee: FeeRate
  var liquidations: Int64 = 0
  var hasStopped = false

  init(lane: Int32, rules: MarginRules) {
    self.lane = lane
    self.rules = rules
    liquidationFee = FeeRate(rules.liquidationFee)
  }
}
