import MarketData
import MarketSimulator
import Testing

@Suite("A simulated market")
struct SimulationTests {
  static func settings(seconds: Int64 = 1_800) -> SimulationSettings {
    var settings = SimulationSettings()
    settings.durationSeconds = seconds
    return settings
  }

  static func events(seed: UInt64 = 7, settings: SimulationSettings = settings()) throws
    -> [MarketEvent]
  {
    Array(try MarketSimulation(settings: settings, seed: seed))
  }

  @Test("The same seed gives the same events, another seed others")
  func seeds() throws {
    let first = try Self.events(seed: 7)
    #expect(try first == Self.events(seed: 7))
    #expect(try first != Self.events(seed: 8))
  }

  @Test("A longer session starts with the shorter one")
  func prefix() throws {
    let short = try Self.events(settings: Self.settings(seconds: 60))
    let long = try Self.events(settings: Self.settings(seconds: 120))
    #expect(Array(long.prefix(short.count)) == short)
  }

  @Test("Other latencies leave the market itself as it is")
  func latencyIsSeparate() throws {
    var slow = Self.settings(seconds: 120)
    slow.meanExtraLatency = 2_000
    let usual = try Self.events(settings: Self.settings(seconds: 120))
    let other = try Self.events(settings: slow)
    #expect(usual != other)
    #expect(usual.map(\.exchangeTime) == other.map(\.exchangeTime))
    #expect(usual.map(\.price) == other.map(\.price))
  }

  @Test("Quotes are never crossed or locked, and sizes and prices are positive")
  func plausible() throws {
    for event in try Self.events() {
      #expect(event.price > 0 && event.quantity > 0)
      if event.kind == .quote {
        #expect(event.askPrice > event.price && event.askQuantity > 0)
      }
    }
  }

  @Test("Exchange times never go back, and each file's arrivals never do")
  func order() throws {
    let events = try Self.events()
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.exchangeTime <= $1.exchangeTime })
    for isTrade in [true, false] {
      let arrivals = events.filter { $0.kind.isTrade == isTrade }.map(\.arrivalTime)
      #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test("Arrival follows the venue by 0.5 to 5 ms, both on whole microseconds")
  func clocks() throws {
    for event in try Self.events() {
      #expect((500_000...5_000_000).contains(event.arrivalTime - event.exchangeTime))
      #expect(event.arrivalTime % 1_000 == 0 && event.exchangeTime % 1_000 == 0)
    }
  }

  @Test("Every print is at the touch or swept to, and the next quote shows what is left")
  func printsAgreeWithQuotes() throws {
    var touch: MarketEvent?
    var prints: [MarketEvent] = []
    for event in try Self.events() {
      if event.kind.isTrade {
        prints.append(event)
        continue
      }
      if let touch, !prints.isEmpty { Self.check(prints, from: touch, to: event) }
      prints.removeAll()
      touch = event
    }
    #expect(prints.isEmpty)
  }

  /// Checks the prints of one market order against the quotes before and after it.
  static func check(_ prints: [MarketEvent], from touch: MarketEvent, to after: MarketEvent) {
    guard let first = prints.first, let last = prints.last else { return }
    let buys = first.kind == .buyTrade
    let sign: Int64 = buys ? 1 : -1
    let displayed = buys ? touch.askQuantity : touch.quantity
    #expect(first.price == (buys ? touch.askPrice : touch.price))
    #expect(first.quantity <= displayed)
    if prints.count > 1 { #expect(first.quantity == displayed) }
    for (one, next) in zip(prints, prints.dropFirst()) {
      #expect(next.price == one.price + sign && next.kind == one.kind)
      #expect(next.exchangeTime == one.exchangeTime)
    }
    let left = buys ? after.askPrice : after.price
    #expect(left == last.price || left == last.price + sign)
    if prints.count == 1, left == first.price {
      #expect((buys ? after.askQuantity : after.quantity) == displayed - first.quantity)
    }
    #expect((0...40_000).contains(after.exchangeTime - last.exchangeTime))
    // The other side does not move with a print.
    #expect(buys ? after.price == touch.price : after.askPrice == touch.askPrice)
  }

  @Test("Some market orders print through the touch, about as often as their reach says")
  func reach() throws {
    let settings = Self.settings(seconds: 7_200)
    let trades = try Self.events(settings: settings).filter(\.kind.isTrade)
    let orders = Dictionary(grouping: trades, by: \.exchangeTime)
    let deeper = orders.values.filter { $0.count > 1 }.count
    // exp(−1 / 0.6)
    let expected = 0.188_876
    let error = (expected * (1 - expected) / Double(orders.count)).squareRoot()
    #expect(abs(Double(deeper) / Double(orders.count) - expected) < 5 * error)
  }

  @Test("Buyers outnumber sellers as each regime says, and the price goes with them")
  func oneSidedFlow() throws {
    var settings = Self.settings(seconds: 3_600)
    settings.regimes = [
      FlowRegime(seconds: 1_200, buyShare: 0.5), FlowRegime(seconds: 1_200, buyShare: 0.7),
      FlowRegime(seconds: 1_200, buyShare: 0.3),
    ]
    let events = try Self.events(settings: settings)
    let start = events[0].exchangeTime
    var shares: [Double] = []
    var moves: [Int64] = []
    for part in 0..<3 {
      let within = events.filter { ($0.exchangeTime - start) / 1_200_000_000_000 == part }
      let orders = Dictionary(grouping: within.filter(\.kind.isTrade), by: \.exchangeTime).values
      let buys = orders.filter { $0[0].kind == .buyTrade }.count
      shares.append(Double(buys) / Double(orders.count))
      let mids = within.filter { $0.kind == .quote }.map { $0.price + $0.askPrice }
      moves.append((mids.last ?? 0) - (mids.first ?? 0))
    }
    for (share, expected) in zip(shares, [0.5, 0.7, 0.3]) {
      #expect(abs(share - expected) < 0.06)
    }
    #expect(moves[1] > 100 && moves[2] < -100)
  }

  @Test(
    "Settings that contradict themselves are refused with a reason",
    arguments: [
      { $0.durationSeconds = 0 }, { $0.regimes = [] }, { $0.regimes[0].buyShare = 1.5 },
      { $0.regimes[0].seconds = 0 }, { $0.startBid = 3 }, { $0.maximumLatency = 1 },
      { $0.marketOrderRate = .nan }, { $0.meanReach = -1 },
    ] as [@Sendable (inout SimulationSettings) -> Void])
  func refused(change: @Sendable (inout SimulationSettings) -> Void) {
    var settings = SimulationSettings()
    change(&settings)
    #expect(throws: SimulationError.self) { try MarketSimulation(settings: settings, seed: 1) }
  }
}
