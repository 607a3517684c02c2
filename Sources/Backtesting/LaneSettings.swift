public import MarketData

/// One lane to replay: a strategy's name in the results and what it is run under.
public struct LaneSettings: Sendable, Equatable {
  /// The strategy's name in the results, unique within the run.
  public var name: String
  /// How its orders travel, fill and pay.
  public var assumptions: FillAssumptions
  /// The hard limit on |q| (lots), counting every own order that can still fill; `nil` = none.
  public var limit: Int64?
  /// Inventory at the start (lots).
  public var startInventory: Int64
  /// Cash at the start (settlement currency).
  public var startCash: FixedDecimal
  /// What the venue asks of the lane on margin; `nil` = nothing, whatever it owes.
  public var margin: MarginRules?
  /// What it may owe on a spot account.
  public var balance = BalanceRules()

  /// A lane's settings.
  public init(
    name: String, assumptions: FillAssumptions = FillAssumptions(), limit: Int64? = nil,
    startInventory: Int64 = 0, startCash: FixedDecimal = FixedDecimal(mantissa: 0, decimals: 0)
  ) {
    self.name = name
    self.assumptions = assumptions
    self.limit = limit
    self.startInventory = startInventory
    self.startCash = startCash
  }
}

/// When lanes are asked and what is recorded; shared by all lanes of a run.
public struct ReplaySettings: Sendable, Equatable {
  /// Decisions fall on whole multiples of this from the Unix epoch (ns, > 0).
  public var decisionInterval: Int64 = 100_000_000
  /// Whether a lane is also asked when the touch it knows moves.
  public var decidesOnTouch = false
  /// Whether a lane is also asked when a report of its own fill arrives.
  public var decidesOnFill = false
  /// Time between samples of each lane's state (ns, > 0).
  public var sampleInterval: Int64 = 1_000_000_000
  /// The band around the target for "time outside band" (lots), if wanted.
  public var band: Double?
  /// The end of the session as announced to strategies (ns), if any.
  public var sessionEnd: Int64?
  /// Where sessions end and what happens there; `nil` = the run is one session.
  public var sessions: SessionRule?
  /// The instant from which decisions count: before it strategies are asked, so that their signals
  /// warm up, and nothing is sent or measured (ns); `nil` = `warmUp` after the first event.
  public var measuredFrom: Int64?
  /// How long strategies are asked before their decisions count (ns, ≥ 0): before `measuredFrom`,
  /// or without it from the first event on.
  public var warmUp: Int64 = 0
  /// Whether levels of a book stay where a message's levels of the other side reach them; otherwise
  /// they are stale and go.
  public var keepsCrossedLevels = false

  /// The defaults: every 100 ms, samples every second.
  public init() {}
}
