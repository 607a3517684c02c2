public import MarketData
internal import RealModule

/// Markets of known law, event by event, in constant memory; the same settings and seed give the
/// same events.
///
/// A step begins with a quote at its mid; its market orders print strictly inside it at mid ±
/// reach.
/// After the last step the last mid is quoted at the path's end. Prints trade nothing that is
/// displayed: the displayed touch only tells the mid. Everything arrives 1 µs after it happened,
/// because Tardis rows of two equal times count as having no exchange time; `feed: 0s` undoes it.
public struct ModelMarket: Sequence, IteratorProtocol, Sendable {
  /// What happens in a market of these models.
  public enum Event: Sendable {
    /// A quote or print of the instrument.
    case market(MarketEvent)
    /// A quote of the second instrument.
    case second(MarketEvent)
    /// A funding payment at `time` (µs since 1970) at `rate` of the notional at `mark`.
    case funding(time: Int64, rate: Double, mark: Double)
  }

  /// The law.
  public let settings: ModelSettings

  private var path: Int64 = 0
  private var step: Int64 = 0
  private var mid: MidProcess
  private var moves: Xoshiro256
  private var buyDraws: Xoshiro256
  private var sellDraws: Xoshiro256
  private var others: Xoshiro256
  private var buys: ArrivalProcess
  private var sells: ArrivalProcess
  private var nextFunding: Int64 = 0
  private var pending: [Event] = []
  private var pendingIndex = 0

  /// A market at its start.
  ///
  /// - Throws: `SimulationError` where the settings contradict themselves.
  public init(settings: ModelSettings, seed: UInt64) throws {
    if let problem = settings.problem { throw SimulationError(description: problem) }
    self.settings = settings
    // One generator per concern: another law of the mid leaves the flow as it is.
    var seeds = SplitMix64(seed: seed)
    moves = Xoshiro256(from: &seeds)
    buyDraws = Xoshiro256(from: &seeds)
    sellDraws = Xoshiro256(from: &seeds)
    others = Xoshiro256(from: &seeds)
    mid = MidProcess(settings)
    buys = Self.arrivals(settings)
    sells = Self.arrivals(settings)
    nextFunding = settings.fundingSeconds
  }

  private static func arrivals(_ settings: ModelSettings) -> ArrivalProcess {
    ArrivalProcess(
      meanRate: settings.rate * Double.exp(-settings.decay * settings.fromDepth),
      branching: settings.flow == .hawkes ? settings.branching : 0,
      decay: settings.excitationDecay)
  }

  /// The next event, `nil` at the end of the last path.
  public mutating func next() -> Event? {
    while pendingIndex >= pending.count {
      pending.removeAll(keepingCapacity: true)
      pendingIndex = 0
      guard path < settings.paths else { return nil }
      takeStep()
    }
    pendingIndex += 1
    return pending[pendingIndex - 1]
  }

  private mutating func takeStep() {
    let start = step * settings.stepMicroseconds
    appendQuotes(at: start)
    if step == settings.steps {
      path += 1
      step = 0
      mid = MidProcess(settings)
      buys = Self.arrivals(settings)
      sells = Self.arrivals(settings)
      nextFunding = settings.fundingSeconds
      return
    }
    if settings.flow == .bernoulli {
      sendBernoulli(at: start + settings.stepMicroseconds / 2)
    } else {
      sendArrivals(from: start, to: start + settings.stepMicroseconds)
    }
    mid.advance(settings, &moves)
    step += 1
  }

  /// One order a side, in the same instant: P(reach ≥ d) = min(1, A Δt exp(−k d)).
  private mutating func sendBernoulli(at time: Int64) {
    let center = mid.price
    let factors = factors(at: time)
    for (side, factor) in [(Side.buy, factors.buy), (.sell, factors.sell)] {
      let draw = side == .buy ? buyDraws.exponential() : sellDraws.exponential()
      guard factor > 0 else { continue }
      let ceiling = Double.log(settings.rate * settings.stepSeconds * factor)
      print(side, reach: (ceiling + draw) / settings.decay, from: center, at: time)
    }
    finishOrders(at: time, net: (factors.buy > 0 ? 1 : 0) - (factors.sell > 0 ? 1 : 0))
  }

  /// The arrivals of both processes strictly inside the step, in order of time.
  private mutating func sendArrivals(from start: Int64, to end: Int64) {
    let factors = factors(at: start)
    let limit = Double(end) / 1e6
    var nextBuy = buys.next(before: limit, factor: factors.buy, &buyDraws)
    var nextSell = sells.next(before: limit, factor: factors.sell, &sellDraws)
    var last = start
    while nextBuy != nil || nextSell != nil {
      let isBuy = (nextBuy ?? .infinity) <= (nextSell ?? .infinity)
      guard let seconds = isBuy ? nextBuy : nextSell else { return }
      // Every order has a microsecond of its own, so that what it moves is seen by the next.
      let time = Swift.min(Swift.max(Int64(seconds * 1e6), last + 1), end - 1)
      last = time
      let draw = isBuy ? buyDraws.exponential() : sellDraws.exponential()
      let reach = settings.fromDepth + draw / settings.decay
      print(isBuy ? .buy : .sell, reach: reach, from: mid.price, at: time)
      finishOrders(at: time, net: isBuy ? 1 : -1)
      if isBuy {
        nextBuy = buys.next(before: limit, factor: factors.buy, &buyDraws)
      } else {
        nextSell = sells.next(before: limit, factor: factors.sell, &sellDraws)
      }
    }
  }

  /// Twice the shares of buyers and sellers at a time since the path's start.
  private func factors(at time: Int64) -> (buy: Double, sell: Double) {
    let total = settings.regimes.reduce(0) { $0 + $1.seconds }
    guard total > 0 else { return (1, 1) }
    var second = time / 1_000_000 % total
    for regime in settings.regimes {
      if second < regime.seconds { return (2 * regime.buyShare, 2 - 2 * regime.buyShare) }
      second -= regime.seconds
    }
    return (1, 1)
  }

  private mutating func finishOrders(at time: Int64, net: Int) {
    guard settings.adverseMove > 0, net != 0 else { return }
    mid.price += Double(net) * settings.adverseMove
    appendQuote(mid.price, at: time)
  }

  private mutating func print(_ side: Side, reach: Double, from center: Double, at time: Int64) {
    let price = center + (side == .buy ? reach : -reach)
    let tick = settings.instrument.tick.doubleValue
    // Towards the mid: nothing is filled that the reach does not attain.
    let ticks = (price / tick).rounded(side == .buy ? .down : .up)
    guard ticks >= 1, ticks < 9e15 else { return }
    let stamp = stamp(time)
    pending.append(
      .market(
        .trade(
          side == .buy ? .buyTrade : .sellTrade, price: Int64(ticks),
          quantity: lots(settings.printSize), exchangeTime: stamp, arrivalTime: stamp + 1_000)))
  }

  private mutating func appendQuotes(at time: Int64) {
    appendQuote(mid.price, at: time)
    if settings.correlation != nil, let event = quote(mid.second, at: time) {
      pending.append(.second(event))
    }
    if settings.fundingSeconds > 0, time >= nextFunding * 1_000_000 {
      nextFunding += settings.fundingSeconds
      let noise = settings.fundingDeviation > 0 ? others.normal() : 0
      pending.append(
        .funding(
          time: stamp(time) / 1_000,
          rate: settings.fundingRate + settings.fundingDeviation * noise, mark: mid.price))
    }
  }

  private mutating func appendQuote(_ price: Double, at time: Int64) {
    if let event = quote(price, at: time) { pending.append(.market(event)) }
  }

  /// The touch around a mid; `nil` where the mid has fallen so low that there is no bid.
  private func quote(_ price: Double, at time: Int64) -> MarketEvent? {
    let tick = settings.instrument.tick.doubleValue
    let half = Swift.max((settings.halfSpread / tick).rounded(), 1)
    // The mid to the nearest half tick: its sides then differ by one tick where it is a half one.
    let doubled = (2 * price / tick).rounded()
    let bid = (doubled / 2 - half).rounded(.down)
    let ask = (doubled / 2 + half).rounded(.up)
    guard bid >= 1, ask < 9e15 else { return nil }
    let stamp = stamp(time)
    let size = lots(settings.displaySize)
    return .quote(
      bid: (Int64(bid), size), ask: (Int64(ask), size), exchangeTime: stamp,
      arrivalTime: stamp + 1_000)
  }

  private func lots(_ size: Double) -> Int64 {
    Swift.max(Int64((size / settings.instrument.lot.doubleValue).rounded()), 1)
  }

  private func stamp(_ time: Int64) -> Int64 {
    (settings.startMicroseconds + path * 86_400_000_000 + time) * 1_000
  }
}
