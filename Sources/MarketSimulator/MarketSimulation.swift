public import MarketData

/// One synthetic market, event by event: quotes and trades with known truth, in constant memory.
///
/// A zero-intelligence model of the touch (in the spirit of E. Smith, J. D. Farmer, L. Gillemot and
/// S. Krishnamurthy, "Statistical theory of the continuous double auction", Quantitative Finance
/// 3(6), 2003). Events arrive as Poisson processes whose rates share one slowly varying factor:
/// market orders that consume what is displayed and may reach beyond the touch, additions and
/// cancels, levels pulled, and orders that narrow a wide spread. Every level consumed or pulled
/// moves the mid half a tick one way and every refill half a tick either way, so the mid is a
/// random walk on the half-tick grid, pushed along by the imbalance of market orders.
///
/// Events come in order of exchange time; prints come before the quote they cause. Arrival times
/// never go back within the quotes or within the trades; between the two they may. Times are whole
/// microseconds. The same settings and seed give the same events on every machine.
public struct MarketSimulation: Sequence, IteratorProtocol, Sendable {
  /// What the market is like.
  public let settings: SimulationSettings

  var flow: Xoshiro256
  var sizes: Xoshiro256
  private var delays: Xoshiro256
  var touch: Touch
  /// Microseconds since the start of the session, as a real clock behind the whole microseconds.
  private var clock = 0.0
  private var second: Int64 = 0
  private var lastEvent: Int64 = 0
  private var activity = 1.0
  private var regime: (index: Int, end: Int64)
  private var lastArrival: (trades: Int64, quotes: Int64) = (0, 0)
  private var pending: [MarketEvent] = []
  private var pendingIndex = 0

  /// A market at its start.
  ///
  /// - Throws: `SimulationError` where the settings contradict themselves.
  public init(settings: SimulationSettings = SimulationSettings(), seed: UInt64) throws {
    if let problem = settings.problem { throw SimulationError(description: problem) }
    self.settings = settings
    // One generator per concern: other latencies leave the market itself as it is.
    var seeds = SplitMix64(seed: seed)
    flow = Xoshiro256(from: &seeds)
    sizes = Xoshiro256(from: &seeds)
    delays = Xoshiro256(from: &seeds)
    touch = Touch(bid: settings.startBid, ask: settings.startBid + 1, bidSize: 1, askSize: 1)
    regime = (0, settings.regimes[0].seconds)
    touch.bidSize = levelSize()
    touch.askSize = levelSize()
    appendQuote(at: 0)
  }

  /// The next quote or trade, or `nil` once the session is over.
  public mutating func next() -> MarketEvent? {
    while pendingIndex >= pending.count {
      pending.removeAll(keepingCapacity: true)
      pendingIndex = 0
      guard step() else { return nil }
    }
    pendingIndex += 1
    return pending[pendingIndex - 1]
  }

  /// Lets one thing happen, or one second pass. `false` once the session is over.
  private mutating func step() -> Bool {
    guard second < settings.durationSeconds else { return false }
    let refill = touch.spread > 1 ? settings.refillRate * Double(touch.spread - 1) : 0
    let pull = touch.spread < settings.maximumSpread ? settings.pullRate : 0
    let total = settings.marketOrderRate + settings.resizeRate + pull + refill
    let next = clock + flow.exponential() * 1_000_000 / (total * activity)
    let secondEnd = Double((second + 1) * 1_000_000)
    if next >= secondEnd {
      // Nothing more within this second: Poisson arrivals have no memory, so draw again from here.
      clock = secondEnd
      passSecond()
      return true
    }
    clock = next
    let time = Swift.max(Int64(next), lastEvent + 1)
    guard time < settings.durationSeconds * 1_000_000 else { return false }
    let choice = flow.uniform() * total
    if choice < settings.marketOrderRate {
      sendMarketOrder(at: time)
    } else if choice < settings.marketOrderRate + settings.resizeRate {
      resizeLevel(at: time)
    } else if choice < settings.marketOrderRate + settings.resizeRate + pull {
      pullLevel(at: time)
    } else {
      narrowSpread(at: time)
    }
    return true
  }

  /// Moves activity and the regime on by a second.
  private mutating func passSecond() {
    second += 1
    // The sum of twelve uniforms less six: mean 0, variance 1, and near enough to normal.
    var noise = -6.0
    for _ in 0..<12 { noise += flow.uniform() }
    activity +=
      settings.activityReversion * (1 - activity) + settings.activityNoise * activity * noise
    activity = Swift.min(Swift.max(activity, 0.4), 2.5)
    if second >= regime.end {
      regime.index = (regime.index + 1) % settings.regimes.count
      regime.end += settings.regimes[regime.index].seconds
    }
  }

  private mutating func sendMarketOrder(at time: Int64) {
    let side: Side = flow.chance(settings.regimes[regime.index].buyShare) ? .buy : .sell
    var levels = Int64(flow.exponential() * settings.meanReach)
    // A sell order cannot reach below one tick, and no order sweeps more than 20 levels.
    levels = Swift.min(levels, 20, side == .sell ? touch.bid - 2 : 20)
    let arrival = arrivalOfTrade(at: time)
    for level in 0...Swift.max(levels, 0) {
      let price = touch.oppositePrice(of: side)
      let displayed = touch.oppositeSize(of: side)
      let quantity = level < levels ? displayed : Swift.min(orderSize(), displayed)
      pending.append(
        .trade(
          side == .buy ? .buyTrade : .sellTrade, price: price, quantity: quantity,
          exchangeTime: nanoseconds(time), arrivalTime: nanoseconds(arrival)))
      if quantity == displayed {
        touch.setOpposite(of: side, price: price + side.sign, size: levelSize())
      } else {
        touch.setOpposite(of: side, price: price, size: displayed - quantity)
      }
    }
    let sameInstant = settings.maximumQuoteDelay == 0 || delays.chance(0.5)
    let delay = sameInstant ? 0 : 1 + delays.integer(below: settings.maximumQuoteDelay)
    appendQuote(at: time + delay)
  }

  /// Adds to or cancels from one side, more likely towards the mean size; the level stays.
  private mutating func resizeLevel(at time: Int64) {
    let side: Side = flow.chance(0.5) ? .buy : .sell
    let size = touch.oppositeSize(of: side)
    let mean = settings.meanLevelSize
    let adds = flow.chance(mean / (mean + Double(size))) || size == 1
    let amount = 1 + Int64(sizes.exponential() * mean * 0.25)
    let newSize = adds ? size + amount : Swift.max(size - amount, 1)
    touch.setOpposite(of: side, price: touch.oppositePrice(of: side), size: newSize)
    appendQuote(at: time)
  }

  private mutating func pullLevel(at time: Int64) {
    let side: Side = flow.chance(0.5) || touch.bid <= 2 ? .buy : .sell
    let price = touch.oppositePrice(of: side) + side.sign
    touch.setOpposite(of: side, price: price, size: levelSize())
    appendQuote(at: time)
  }

  private mutating func narrowSpread(at time: Int64) {
    let side: Side = flow.chance(0.5) ? .buy : .sell
    let price = touch.oppositePrice(of: side) - side.sign
    touch.setOpposite(of: side, price: price, size: levelSize())
    appendQuote(at: time)
  }

  private mutating func levelSize() -> Int64 {
    1 + Int64(sizes.exponential() * settings.meanLevelSize)
  }

  private mutating func orderSize() -> Int64 {
    let scale = sizes.chance(settings.largeOrderShare) ? 10.0 : 1.0
    return 1 + Int64(sizes.exponential() * settings.meanOrderSize * scale)
  }

  private mutating func arrivalOfTrade(at time: Int64) -> Int64 {
    lastArrival.trades = Swift.max(lastArrival.trades, time + latency())
    return lastArrival.trades
  }

  private mutating func appendQuote(at time: Int64) {
    lastArrival.quotes = Swift.max(lastArrival.quotes, time + latency())
    lastEvent = time
    pending.append(
      .quote(
        bid: (touch.bid, touch.bidSize), ask: (touch.ask, touch.askSize),
        exchangeTime: nanoseconds(time), arrivalTime: nanoseconds(lastArrival.quotes)))
  }

  private mutating func latency() -> Int64 {
    let extra = Int64(delays.exponential() * settings.meanExtraLatency)
    return Swift.min(settings.minimumLatency + extra, settings.maximumLatency)
  }

  private func nanoseconds(_ time: Int64) -> Int64 { (settings.startMicroseconds + time) * 1_000 }
}
