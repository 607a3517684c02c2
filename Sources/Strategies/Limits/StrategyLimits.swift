public import Backtesting
internal import MarketData

/// Limits that any strategy can be given beside the engine's hard limit on inventory.
///
/// Caps cut what would add to the inventory; orders that reduce it always pass. Stops watch the
/// equity as it is known at decisions.
public struct StrategyLimits: Sendable {
  /// What is still done after a stop.
  public enum Stopped: Sendable, Equatable {
    /// Nothing: everything resting is cancelled.
    case hold
    /// Only quotes that reduce the inventory stay.
    case reduce
    /// The inventory is closed with immediate orders.
    case flatten
  }

  /// What all names of its parameters begin with.
  public static let prefix = "limits."

  /// What can be set, under `limits` of a strategy.
  public static var parameters: [Parameter] {
    [
      Parameter(
        prefix + "notional", .number, "|inventory| at the mid at most, in money", default: "",
        in: Parameter.nonNegative),
      Parameter(
        prefix + "leverage", .number, "|inventory| at the mid at most, as a multiple of equity",
        default: "", in: Parameter.nonNegative),
      Parameter(
        prefix + "share", .number, "|inventory| at the mid at most, as a share of equity",
        default: "", in: 0...1),
      Parameter(
        prefix + "drawdown", .number, "fall of equity from its highest that stops it, in money",
        default: "", in: Parameter.positive),
      Parameter(
        prefix + "loss", .number, "fall of equity from the start that ends it for good, in money",
        default: "", in: Parameter.positive),
      Parameter(
        prefix + "cool-down", .duration,
        "time after which a drawdown stop ends and the highest is counted anew; without it a stop "
          + "is final", default: "", in: Parameter.nonNegative),
      Parameter(
        prefix + "stopped", .choice(["hold", "reduce", "flatten"]),
        "what a stopped strategy does: nothing, quote what reduces inventory, or close it",
        default: "reduce"),
    ]
  }

  private let notional: Double
  private let leverage: Double
  private let drawdown: Double
  private let loss: Double
  private let coolDown: Int64?
  private let stopped: Stopped
  private let isInverse: Bool
  private var start: Double?
  private var peak = -Double.infinity
  private var resumesAt: Int64?
  /// Whether it is over for good.
  public private(set) var isKilled = false

  /// The limits that `values` hold.
  public init(_ values: ParameterValues) {
    func bound(_ name: String) -> Double {
      values.has(Self.prefix + name) ? values[Self.prefix + name] : .infinity
    }
    notional = bound("notional")
    leverage = min(bound("leverage"), bound("share"))
    drawdown = bound("drawdown")
    loss = bound("loss")
    // Longer than a run can be is for ever, and must not overflow.
    let seconds = bound("cool-down")
    coolDown = seconds.isFinite && seconds < 4e9 ? Int64(seconds * 1e9) : nil
    stopped =
      switch values.choice(Self.prefix + "stopped") {
      case "hold": .hold
      case "flatten": .flatten
      default: .reduce
      }
    isInverse = values.instrument.kind == .inverse
  }

  /// Whether the strategy is stopped after seeing what is known now.
  public mutating func isStopped(at time: Int64, holding inventory: Inventory) -> Bool {
    let equity = inventory.equity
    let start = self.start ?? equity
    self.start = start
    if start - equity >= loss { isKilled = true }
    guard !isKilled else { return true }
    if let resumesAt {
      guard time >= resumesAt else { return true }
      self.resumesAt = nil
      peak = equity
    }
    peak = max(peak, equity)
    guard peak - equity >= drawdown else { return false }
    guard let coolDown else {
      isKilled = true
      return true
    }
    resumesAt = time + coolDown
    return true
  }

  /// What is left of `quotes` under the limits.
  public mutating func applied(
    to quotes: Quotes, for view: MarketView, holding inventory: Inventory
  ) -> Quotes {
    let isStopped = isStopped(at: view.time, holding: inventory)
    var result = Quotes()
    result.target = isStopped ? 0 : quotes.target
    if isStopped, stopped != .reduce {
      if stopped == .flatten {
        result.immediate = TakerRule.order(for: inventory, target: 0, leaving: 0)
      }
      return result
    }
    let price = view.mid * view.tickSize
    let lotValue = isInverse ? view.lotSize / price : price * view.lotSize
    let cap = min(notional, leverage == .infinity ? .infinity : max(inventory.equity, 0) * leverage)
    let bound = isStopped || !(lotValue > 0) ? 0 : cap / lotValue
    let held = inventory.quantity + inventory.pending
    // As much as closes what is held always passes; a stopped strategy goes no further.
    var buys = max(bound - held, max(-held, 0))
    var sells = max(bound + held, max(held, 0))
    if let order = quotes.immediate {
      let room = order.side == .buy ? buys : sells
      if room >= 1 {
        var order = order
        order.quantity = min(order.quantity, room)
        result.immediate = order
        if order.side == .buy { buys -= order.quantity } else { sells -= order.quantity }
      }
    }
    for index in 0..<quotes.bidCount where buys >= 1 {
      let level = quotes.bidLevel(index)
      let quantity = min(level.quantity, buys)
      buys -= quantity
      result.bid(
        at: level.price, quantity: quantity, reduceOnly: quotes.isReduceOnly(.buy, index))
    }
    for index in 0..<quotes.askCount where sells >= 1 {
      let level = quotes.askLevel(index)
      let quantity = min(level.quantity, sells)
      sells -= quantity
      result.ask(
        at: level.price, quantity: quantity, reduceOnly: quotes.isReduceOnly(.sell, index))
    }
    return result
  }
}
