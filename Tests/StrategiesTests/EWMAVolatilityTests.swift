import Backtesting
import Foundation
import Strategies
import Testing

@Suite("EWMA volatility")
struct EWMAVolatilityTests {
  /// A repeatable sequence of 64-bit numbers.
  private struct Sequence {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }

  /// Decisions every `step` ns, some left out at random where `gaps`, with a random walk for mid.
  private func path(_ step: Int64, gaps: Bool, start: Int64, count: Int = 4_000) -> [MarketView] {
    var random = Sequence(state: 7)
    var mid = 270_000.0
    var views: [MarketView] = []
    for index in 0..<count {
      mid += Double(Int(random.next() % 5) - 2) / 2
      if gaps, random.next() % 3 > 0 { continue }
      views.append(view(mid: mid, time: start + Int64(index) * step))
    }
    return views
  }

  /// The estimate from its definition: samples first, then all weights at once.
  private func bruteForce(_ views: ArraySlice<MarketView>, halfLife: Double) -> Double? {
    var samples: [MarketView] = []
    for view in views {
      let second = (Double(view.time) / 1e9).rounded(.down)
      if let last = samples.last {
        guard second > (Double(last.time) / 1e9).rounded(.down) else { continue }
        guard view.time - last.time >= 500_000_000 else { continue }
      }
      samples.append(view)
    }
    guard samples.count > 10, let last = samples.last else { return nil }
    var total = 0.0
    var weights = 0.0
    for (from, to) in zip(samples, samples.dropFirst()) {
      let change = to.mid - from.mid
      let seconds = Double(to.time - from.time) / 1e9
      let weight =
        pow(2, -Double(last.time - to.time) / 1e9 / halfLife)
        - pow(2, -Double(last.time - from.time) / 1e9 / halfLife)
      total += weight * change * change / seconds
      weights += weight
    }
    return (total / weights).squareRoot()
  }

  static let paths: [(step: Int64, gaps: Bool, start: Int64, halfLife: Double)] = [
    (100_000_000, false, 1_700_000_000_000_000_000, 60),
    (100_000_000, false, 1_700_000_000_300_000_000, 5), (300_000_000, false, 0, 20),
    (700_000_000, false, 123_456_789, 20), (2_000_000_000, false, 0, 60),
    (100_000_000, true, -30_000_000_000, 10), (437_000_000, true, 55, 30),
    (5_300_000_000, true, 0, 2),
  ]

  @Test("Equals its definition at every decision, however decisions fall", arguments: paths)
  func definition(step: Int64, gaps: Bool, start: Int64, halfLife: Double) throws {
    let views = path(step, gaps: gaps, start: start, count: 600)
    var estimator = EWMAVolatility(halfLife: halfLife)
    var compared = 0
    for (index, view) in views.enumerated() {
      estimator.observe(view)
      let wanted = bruteForce(views[...index], halfLife: halfLife)
      #expect((estimator.ticks == nil) == (wanted == nil))
      guard let got = estimator.ticks, let wanted else { continue }
      #expect(agrees(got, wanted, 1e-10))
      compared += 1
    }
    #expect(compared > 30)
  }

  @Test("A change of one tick every second is one tick per square-root second from the start")
  func constantChange() {
    var estimator = EWMAVolatility(halfLife: 60)
    for second in 0...30 {
      estimator.observe(view(mid: 1_000 + Double(second), time: Int64(second) * 1_000_000_000))
      #expect(estimator.changes == second)
      #expect(estimator.ticks == (second < 10 ? nil : estimator.ticks))
      if let sigma = estimator.ticks {
        #expect(second >= 10)
        #expect(agrees(sigma, 1, 1e-14))
      }
    }
    #expect(estimator.ticks != nil)
  }

  @Test("What happens between samples or later changes nothing")
  func causal() {
    let views = path(100_000_000, gaps: false, start: 0, count: 400)
    var estimator = EWMAVolatility(halfLife: 10)
    var disturbed = EWMAVolatility(halfLife: 10)
    for view in views {
      estimator.observe(view)
      var other = view
      if view.time % 1_000_000_000 != 0 { other.mid += 50 }
      disturbed.observe(other)
    }
    #expect(estimator.ticks == disturbed.ticks)
  }

  @Test("Strategies quote from the tenth change on", arguments: ["avellaneda-stoikov", "glft"])
  func warmUp(name: String) throws {
    let type = try StrategyCatalogue().strategy(named: name)
    var texts = ["gamma": "0.1", "k": "3", "A": "1/s", "volatility": "ewma 60s", "size": "0.01"]
    if name == "avellaneda-stoikov" { texts["horizon"] = "5m" }
    var strategy = try type.init(
      ParameterValues(texts: texts, declared: type.parameters, instrument: perpetual))
    for tenth in 0...120 {
      let quotes = strategy.quotes(
        for: view(mid: 270_000 + Double(tenth / 10 % 2), time: Int64(tenth) * 100_000_000),
        holding: Inventory(quantity: 0))
      #expect(quotes.bidCount == (tenth < 100 ? 0 : 1))
      #expect(quotes.askCount == quotes.bidCount)
    }
  }
}
