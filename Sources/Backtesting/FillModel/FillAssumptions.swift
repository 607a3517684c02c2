public import MarketData

/// When a resting order fills. `FORMULAS` g and the fill-rule article give each rule side by side.
public enum FillModel: Sendable, Equatable {
  /// A trade prints at or through the price, or the opposite best reaches it: the optimistic bound.
  case touch
  /// A trade prints, or the opposite best stands, at least `ticks` beyond the price: the
  /// pessimistic bound. `ticks` ≥ 1.
  case through(ticks: Int64)
  /// Prints at the price first use up the quantity ahead; cancels ahead follow the cancel model.
  case queue(CancelModel)
  /// As `touch`, but each print is accepted with this probability (0 to 1): one draw per print and
  /// side, so that a better price never fills less.
  case probabilistic(Double)
  /// Poisson arrivals on each side reach a distance of d ticks from the mid at the rate
  /// A exp(−k d): `amplitude` A per second, `decay` k per tick, both > 0. Prints fill nothing.
  case intensity(amplitude: Double, decay: Double)

  /// Whether fills depend on random numbers.
  public var draws: Bool {
    switch self {
    case .touch, .through, .queue: false
    case .probabilistic, .intensity: true
    }
  }
}

/// How a decrease of the displayed size that no print explains is shared between the quantity ahead
/// of an order and the quantity behind it; the arithmetic is hftbacktest's.
public enum CancelModel: Sendable, Equatable {
  /// Cancels happen behind the order for as long as they can: ahead = min(ahead, displayed).
  case riskAverse
  /// Share behind b^n / (b^n + f^n).
  case power(Double)
  /// Share behind ln(1 + b) / (ln(1 + b) + ln(1 + f)), quantities in base units.
  case log
  /// Share behind ln(1 + b) / ln(1 + b + f), quantities in base units.
  case log2
  /// Share behind b^n / (b + f)^n.
  case power2(Double)
  /// Share behind 1 − (f / (f + b))^n.
  case power3(Double)
}

/// How much of a resting order a print at its price fills.
public enum FillQuantity: String, Sendable, CaseIterable {
  /// At most what the print has left after the queue and the lane's own better and older orders.
  case printed
  /// The whole order.
  case whole
}

/// The quantity ahead of a new order at a price the source does not show.
public enum HiddenQueue: Sendable, Equatable {
  /// The size at that side's best price.
  case touch
  /// Nothing.
  case none
  /// The given quantity (lots).
  case fixed(Int64)
}

/// What happens to a quote at or through the opposite touch known at the decision.
public enum CrossingPolicy: String, Sendable, CaseIterable {
  /// It is moved to one tick behind that touch.
  case clamp
  /// It is not sent, and counted.
  case reject
  /// It is sent without post-only: it takes what is displayed, and the rest rests.
  case take
}

/// Everything a comparison assumes about how orders travel, fill and pay; a lane is a strategy
/// under one of these.
public struct FillAssumptions: Sendable, Equatable {
  /// When resting orders fill.
  public var model: FillModel = .queue(.power(3))
  /// How much of an order a print at its price fills.
  public var fill: FillQuantity = .printed
  /// The quantity ahead of a new order at a price the source does not show.
  public var hiddenQueue: HiddenQueue = .touch
  /// Whether the opposite best at or through a resting order fills it.
  public var bookCrossing = true
  /// The key of all random numbers (≥ 0): they are the same for all lanes that share it.
  public var seed: Int64 = 0
  /// What happens to quotes through the known opposite touch.
  public var crossing: CrossingPolicy = .clamp
  /// What an immediate order pays beyond what is displayed.
  public var impact = Impact.none
  /// From a decision to the arrival of a new, amended or immediate order at the venue (ns, ≥ 0).
  public var orderLatency: Int64 = 0
  /// From a decision to the arrival of a cancel at the venue (ns, ≥ 0).
  public var cancelLatency: Int64 = 0
  /// From an event at the venue to the arrival of its report at the strategy (ns, ≥ 0).
  public var responseLatency: Int64 = 0
  /// Latencies that are measured or drawn instead of one of the constants above.
  public var variableLatency = VariableLatencies()
  /// Fee on maker fills as a share of notional; negative = rebate.
  public var makerFee = FixedDecimal(mantissa: 0, decimals: 0)
  /// Fee on taker fills as a share of notional.
  public var takerFee = FixedDecimal(mantissa: 0, decimals: 0)
  /// What fills cost beside these rates, or instead of them from a traded volume on.
  public var feeRules = FeeRules()

  /// The defaults: `queue: power(3)`, printed quantities, no latency, no fees.
  public init() {}
}
