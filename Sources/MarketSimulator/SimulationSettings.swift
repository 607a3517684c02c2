public import MarketData

/// What a simulated market is like. The defaults are those of the sample in `Data/sample`.
///
/// Rates are per second at activity 1; activity multiplies all of them (see `activityNoise`).
public struct SimulationSettings: Sendable, Equatable {
  /// What is traded: the grids of prices and quantities and the symbol written to files.
  public var instrument = Instrument(
    symbol: "SIM-PERP", tick: FixedDecimal(mantissa: 1, decimals: 1),
    lot: FixedDecimal(mantissa: 1, decimals: 3), kind: .linear, quote: "USD")
  /// The name of the venue written to files.
  public var exchange = "ballast-sim"
  /// When the session starts (µs since the epoch, UTC): 2024-01-01T00:00:00Z.
  public var startMicroseconds: Int64 = 1_704_067_200_000_000
  /// How long the session lasts (s, greater than 0).
  public var durationSeconds: Int64 = 6 * 3_600
  /// The best bid at the start (ticks, greater than `maximumSpread`); the spread starts at one.
  public var startBid: Int64 = 30_000

  /// Market orders of both sides per second.
  public var marketOrderRate = 2.2
  /// How many ticks beyond the touch a market order reaches, on average: the reach is exponential
  /// and the order prints at every whole tick within it, so it prints at least n ticks beyond the
  /// touch with probability exp(−n / `meanReach`).
  public var meanReach = 0.6
  /// The mean quantity of a market order at the last level it reaches (lots, exponential).
  public var meanOrderSize = 400.0
  /// The share of market orders that are ten times as large.
  public var largeOrderShare = 0.04
  /// Quantity displayed at a level when it becomes the touch (lots, exponential mean).
  public var meanLevelSize = 2_500.0
  /// Additions to and cancels from the displayed quantity per second, both sides together.
  public var resizeRate = 5.2
  /// How often per second one side's whole level is pulled, which moves that touch a tick away.
  public var pullRate = 1.2
  /// How often per second, for each tick of spread above one, a new order narrows the spread by a
  /// tick. It comes from either side with equal chance: half of all moves of the touch last.
  public var refillRate = 3.0
  /// The widest spread that pulls may cause (ticks, at least 1); sweeps may exceed it.
  public var maximumSpread: Int64 = 8

  /// The pull of activity back to 1 (per second).
  public var activityReversion = 0.002
  /// The standard deviation of activity's change per second, as a share of its level. Activity is
  /// a mean-reverting random walk held within [0.4, 2.5]; it makes volatility and volume cluster.
  public var activityNoise = 0.02

  /// The balance of buyers and sellers through the session, repeated from its start when over.
  public var regimes = [
    FlowRegime(seconds: 3_600, buyShare: 0.5), FlowRegime(seconds: 2_400, buyShare: 0.66),
    FlowRegime(seconds: 3_600, buyShare: 0.5), FlowRegime(seconds: 2_400, buyShare: 0.34),
    FlowRegime(seconds: 3_600, buyShare: 0.5), FlowRegime(seconds: 2_400, buyShare: 0.62),
    FlowRegime(seconds: 3_600, buyShare: 0.5),
  ]

  /// The least time from the venue to the recorder (µs, at least 0).
  public var minimumLatency: Int64 = 500
  /// The mean of the exponential time added to it (µs).
  public var meanExtraLatency = 700.0
  /// The greatest time from the venue to the recorder (µs, at least `minimumLatency`).
  public var maximumLatency: Int64 = 5_000
  /// The longest time from a print to the quote it causes (µs, at least 0); half of all such quotes
  /// carry the very microsecond of the print.
  public var maximumQuoteDelay: Int64 = 40

  /// The settings of the committed sample.
  public init() {}

  /// What makes the settings unusable, in words; `nil` where nothing does.
  public var problem: String? {
    if durationSeconds <= 0 || durationSeconds > 366 * 86_400 {
      return "the session must last between 1 second and 366 days"
    }
    if regimes.isEmpty || regimes.contains(where: { $0.seconds <= 0 }) {
      return "at least one flow regime is needed, each of at least 1 second"
    }
    if regimes.contains(where: { !(0...1).contains($0.buyShare) }) {
      return "the share of buyers must lie between 0 and 1"
    }
    if maximumSpread < 1 || startBid <= maximumSpread {
      return "the start price must lie above the greatest spread, itself at least 1 tick"
    }
    if minimumLatency < 0 || maximumLatency < minimumLatency || maximumQuoteDelay < 0 {
      return "latencies must be 0 or more and the greatest not below the least"
    }
    let rates = [marketOrderRate, resizeRate, pullRate, refillRate]
    if rates.contains(where: { !($0 >= 0 && $0 <= 1e5) }) || marketOrderRate + resizeRate <= 0 {
      return "rates must lie between 0 and 100000 per second, some of them above 0"
    }
    let means = [meanReach, meanOrderSize, meanLevelSize, meanExtraLatency]
    if means.contains(where: { !($0 >= 0 && $0 <= 1e9) }) {
      return "means must lie between 0 and 1e9"
    }
    return nil
  }
}

/// Why a simulation cannot start.
public struct SimulationError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, in words.
  public var description: String
}
