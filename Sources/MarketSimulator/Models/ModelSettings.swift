public import MarketData

/// A market whose law is known: a mid, a flow of market orders with exponential reach, and a
/// displayed touch. Any mid goes with any flow.
///
/// A market order of side s reaches at least `depth` from the mid with probability
/// proportional to exp(−`decay` · `depth`), so an order resting there all the time is filled
/// at the rate `rate` · exp(−`decay` · `depth`): the law of Avellaneda and Stoikov (2008).
public struct ModelSettings: Sendable, Equatable {
  /// How the mid moves from step to step (parameters in price units and seconds).
  public enum Mid: String, Sendable, CaseIterable {
    /// ± σ √Δt with equal chance: the steps of the experiment of 2008.
    case binomial
    /// Brownian motion: S + σ √Δt Z.
    case brownian
    /// Geometric Brownian motion without drift: S exp(σ √Δt Z − σ² Δt / 2), σ relative.
    case geometric = "gbm"
    /// Ornstein-Uhlenbeck around the start price, exact over each step.
    case ornsteinUhlenbeck = "ornstein-uhlenbeck"
  }

  /// How market orders arrive.
  public enum Flow: String, Sendable, CaseIterable {
    /// One market order per step and side, which reaches depth d with probability
    /// min(1, A Δt exp(−k d)): in the middle of the step, the sides independent.
    case bernoulli
    /// A Poisson process per side.
    case poisson
    /// A self-exciting process per side with exponential kernel and the same mean rate.
    case hawkes
  }

  /// What is traded.
  public var instrument = Instrument(
    symbol: "SIM", tick: FixedDecimal(mantissa: 1, decimals: 6),
    lot: FixedDecimal(mantissa: 1, decimals: 3), kind: .linear, quote: "USD")
  /// The law of the mid.
  public var mid = Mid.binomial
  /// The law of arrivals.
  public var flow = Flow.bernoulli
  /// The mid at the start of every path (price, above the displayed half-spread).
  public var startPrice = 100.0
  /// σ: price per √s, relative for a geometric mid; 0 or more.
  public var volatility = 2.0
  /// The pull of an Ornstein-Uhlenbeck mid back to the start price (1/s, 0 or more).
  public var reversion = 0.0
  /// Jumps of the mid per second (Poisson, 0 or more).
  public var jumpRate = 0.0
  /// The standard deviation of one jump (price, normal).
  public var jumpSize = 0.0
  /// A: market orders per second and side that reach the mid.
  public var rate = 140.0
  /// k: decay of the reach (per price unit).
  public var decay = 1.5
  /// The least depth an arrival reaches (price, at most 0): below it fills no longer get more
  /// frequent. Of no effect on a Bernoulli flow, which is bounded by probability 1.
  public var fromDepth = 0.0
  /// Branching ratio of a Hawkes flow: from 0 to below 1.
  public var branching = 0.5
  /// Decay of its kernel (1/s, above 0).
  public var excitationDecay = 1.0
  /// Shares of buyers through the path, repeated; rates become 2·share·A and 2·(1 − share)·A.
  public var regimes: [FlowRegime] = []
  /// How far the mid moves with every market order, in its direction (price, 0 or more).
  public var adverseMove = 0.0
  /// Half the displayed spread (price, at least a tick).
  public var halfSpread = 50.0
  /// What the touch displays (base units).
  public var displaySize = 1.0
  /// What a print trades (base units).
  public var printSize = 1.0
  /// The time between moves of the mid (µs, at least 2).
  public var stepMicroseconds: Int64 = 5_000
  /// Steps per path.
  public var steps: Int64 = 200
  /// How many paths: with more than one, each begins at a midnight UTC of its own.
  public var paths: Int64 = 1
  /// When the first path begins (µs since 1970, UTC).
  public var startMicroseconds: Int64 = 946_684_800_000_000
  /// The correlation of the second instrument's moves with the first's; `nil`: there is none.
  public var correlation: Double?
  /// A funding payment every so many seconds; 0: none.
  public var fundingSeconds: Int64 = 0
  /// The mean funding rate (share of notional).
  public var fundingRate = 0.0
  /// The standard deviation of a funding rate about its mean (normal, independent).
  public var fundingDeviation = 0.0

  /// The market of the experiment in section 3.3 of Avellaneda and Stoikov (2008).
  public init() {}

  /// Δt in seconds.
  public var stepSeconds: Double { Double(stepMicroseconds) / 1e6 }

  /// What makes the settings unusable, in words; `nil` where nothing does.
  public var problem: String? {
    func within(_ value: Double, _ range: ClosedRange<Double>) -> Bool { range.contains(value) }
    let day: Int64 = 86_400_000_000
    if stepMicroseconds < 2 || stepMicroseconds > day {
      return "the step must last between 2 µs and a day"
    }
    let (length, overflows) = steps.multipliedReportingOverflow(by: stepMicroseconds)
    if steps < 1 || overflows || length > 366 * day {
      return "a path must last at least one step and at most 366 days"
    }
    if paths < 1 || paths > 80_000 || (paths > 1 && length > day - 1_000_000) {
      return "there must be 1 to 80000 paths, each shorter than a day where there are several"
    }
    let tick = instrument.tick.doubleValue
    if !within(startPrice, tick...1e9) || !within(halfSpread, tick...1e9)
      || startPrice <= halfSpread || startPrice / tick > 1e15
    {
      return "the start price must lie above half the spread, itself at least one tick, and be "
        + "at most 1e15 ticks; choose a larger start price or tick, or a smaller half-spread"
    }
    if [volatility, jumpRate, jumpSize, reversion, adverseMove].contains(where: {
      !within($0, 0...1e6)
    }) {
      return "volatility, reversion, jumps and adverse moves must lie between 0 and 1e6"
    }
    if !within(rate, 1e-9...1e5) || !within(decay, 1e-9...1e9) {
      return "the rate must lie above 0 and at most 1e5 per second, the decay above 0"
    }
    if !within(fromDepth, -1e6...0) || fromDepth * decay < -12 {
      return "the least depth must be at most 0 and at least −12 / decay"
    }
    if !within(branching, 0...0.99) || !within(excitationDecay, 1e-6...1e4) {
      return "the branching ratio must lie between 0 and 0.99, its decay between 1e-6 and 1e4 /s"
    }
    if regimes.contains(where: { $0.seconds <= 0 || !(0...1).contains($0.buyShare) }) {
      return "every regime must last a second or more, with a share of buyers from 0 to 1"
    }
    let lot = instrument.lot.doubleValue
    if !within(displaySize, lot...1e9) || !within(printSize, lot...1e9) {
      return "sizes must lie between a lot and 1e9"
    }
    if let correlation, !within(correlation, -1...1) {
      return "the correlation must lie between −1 and 1"
    }
    if fundingSeconds < 0 || !within(fundingRate, -1...1) || !within(fundingDeviation, 0...1) {
      return "the funding interval must be 0 or more, its rate and deviation shares up to 1"
    }
    return nil
  }
}
