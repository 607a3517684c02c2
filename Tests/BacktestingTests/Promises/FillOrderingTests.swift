import Backtesting
import MarketData
import TestSupport
import Testing

/// One fixed set of orders under one model after the other: at no moment has a harsher model, or an
/// order that comes later, filled more.
struct FillOrderingTests {
  /// From the pessimistic bound to the optimistic one.
  static let chains: [[FillModel]] = [
    [.through(ticks: 2), .through(ticks: 1), .queue(.riskAverse), .queue(.power(1)), .touch],
    [.queue(.riskAverse), .queue(.power(2)), .touch],
    [.queue(.riskAverse), .queue(.power(3)), .touch],
    [.queue(.riskAverse), .queue(.power2(2)), .touch],
    [.queue(.riskAverse), .queue(.power3(3)), .touch],
    [.queue(.riskAverse), .queue(.log2), .touch],
  ]

  /// Orders near what is shown, each with a cancel some time later or none.
  static func scripts(_ events: [MarketEvent], _ random: inout SplitMix64) -> [[ScriptAction]] {
    (0..<8).compactMap { number in
      let event = events[Int(random.integer(1...Int64(events.count - 2)))]
      let isBuy = random.oneIn(2)
      let price = event.kind.isTrade || isBuy ? event.price : event.askPrice
      guard price > 0 else { return nil }
      let place = ScriptAction(
        time: event.exchangeTime + random.integer(0...5_000_000), kind: .place,
        order: Int64(number + 1), side: isBuy ? .buy : .sell,
        price: price + random.integer(-2...2), quantity: random.integer(1...9))
      if random.oneIn(2) { return [place] }
      let cancel = ScriptAction(
        time: place.time + random.integer(1...900_000_000), kind: .cancel, order: place.order,
        side: place.side)
      return [place, cancel]
    }
  }

  /// Replays each of `scripts` under each of `assumptions`, one order to a lane: lanes of one
  /// script follow each other.
  static func replayed(
    _ events: [MarketEvent], _ scripts: [[ScriptAction]], _ assumptions: [FillAssumptions]
  ) throws -> RecordingSink {
    let lanes = scripts.enumerated().flatMap { script, actions in
      assumptions.enumerated().map { place, assumptions in
        TestLane(
          script: actions, LaneSettings(name: "\(script) \(place)", assumptions: assumptions))
      }
    }
    return try replay(events, lanes).sink
  }

  static func fills(_ sink: RecordingSink, lanes: Int) -> [[FillRecord]] {
    var fills = [[FillRecord]](repeating: [], count: lanes)
    for fill in sink.fills { fills[fill.lane].append(fill) }
    return fills
  }

  @Test("models in order, on random quotes and books", arguments: FillQuantity.allCases)
  func models(fill: FillQuantity) throws {
    var filled = [Int64](repeating: 0, count: 5)
    for seed in 1...150 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let events =
        seed % 2 == 0
        ? RandomDepth.events(seed: seed, count: 150) : RandomMarket.events(seed: seed, count: 150)
      let scripts = Self.scripts(events, &random)
      var base = FillAssumptions()
      base.fill = fill
      base.hiddenQueue = [.touch, .none, .fixed(5)][Int(random.integer(0...2))]
      base.bookCrossing = random.oneIn(2)
      base.orderLatency = random.integer(0...20_000_000)
      base.cancelLatency = random.integer(0...20_000_000)
      let chain = Self.chains[Int(seed) % Self.chains.count]
      let assumptions = chain.map { model in
        var assumptions = base
        assumptions.model = model
        return assumptions
      }
      let sink = try Self.replayed(events, scripts, assumptions)
      let fills = Self.fills(sink, lanes: scripts.count * chain.count)
      for script in scripts.indices {
        let own = fills[script * chain.count..<(script + 1) * chain.count].map { $0 }
        for place in 1..<chain.count {
          #expect(
            FillOrdering.isDominated(own[place - 1], by: own[place]),
            "seed \(seed), order \(script): \(chain[place - 1]) against \(chain[place])")
        }
        if chain.count == 5 {
          for place in 0..<5 { filled[place] += own[place].reduce(0) { $0 + $1.quantity } }
        }
      }
    }
    print(fill, "lots filled, through 2 to touch:", filled)
    #expect(zip(filled, filled.dropFirst()).allSatisfy { $0 <= $1 } && filled[0] < filled[4])
  }

  @Test("an order that comes later never fills earlier, on random books")
  func latencies() throws {
    let latencies: [Int64] = [0, 1_000_000, 10_000_000, 40_000_000, 150_000_000]
    var filled = [Int64](repeating: 0, count: latencies.count)
    for seed in 1...150 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      let events = RandomDepth.events(seed: seed &+ 7, count: 150)
      let scripts = Self.scripts(events, &random).map { [$0[0]] }
      let assumptions = latencies.map { latency in
        var assumptions = FillAssumptions()
        assumptions.model = .queue(.riskAverse)
        assumptions.fill = seed % 3 == 0 ? .whole : .printed
        assumptions.orderLatency = latency
        return assumptions
      }
      let sink = try Self.replayed(events, scripts, assumptions)
      let count = latencies.count
      let fills = Self.fills(sink, lanes: scripts.count * count)
      // An order that was rejected is in no queue.
      let rejected = Set(sink.orders.filter { $0.event == .rejected }.map { $0.lane / count })
      for script in scripts.indices where !rejected.contains(script) {
        let own = fills[script * count..<(script + 1) * count].map { $0 }
        for place in 0..<count { filled[place] += own[place].reduce(0) { $0 + $1.quantity } }
        for place in 1..<count {
          #expect(
            FillOrdering.isDominated(own[place], by: own[place - 1]),
            "seed \(seed), order \(script): \(latencies[place]) ns against \(latencies[place - 1])")
        }
      }
    }
    print("lots filled by latency:", filled)
    #expect(filled[0] > 500 && filled[4] < filled[0])
  }
}
