import MarketData
import MarketSimulator
import Testing

@Suite("A market of known law")
struct ModelMarketTests {
  static func prints(_ settings: ModelSettings) throws -> [MarketEvent] {
    try ModelMarket(settings: settings, seed: 5).compactMap {
      if case .market(let event) = $0, event.kind.isTrade { event } else { nil }
    }
  }

  @Test("The experiment of 2008: two prints a step, strictly inside it, each path from its start")
  func experiment() throws {
    var settings = ModelSettings()
    settings.paths = 3
    let prints = try Self.prints(settings)
    #expect(prints.count == 3 * 200 * 2)
    let inside = prints.allSatisfy { ($0.exchangeTime / 1_000) % 5_000 == 2_500 }
    #expect(inside)
  }

  @Test("Arrivals have the rate of their law", arguments: ModelSettings.Flow.allCases)
  func rate(flow: ModelSettings.Flow) throws {
    var settings = ModelSettings()
    settings.flow = flow
    settings.rate = 20
    settings.steps = 100_000
    settings.volatility = 0
    let prints = try Self.prints(settings)
    // Orders that reach a depth of 0.5 or more: A exp(−k 0.5) per second and side.
    let mid = Int64(100_000_000)
    let reached = prints.count {
      abs($0.price - mid) >= 500_000 && ($0.kind == .buyTrade) == ($0.price > mid)
    }
    let expected = 2 * 20 * 500 * 0.472_366_552_741_014_7
    // Self-excitation multiplies the variance of counts by 1/(1 − 0.5)² = 4.
    #expect(abs(Double(reached) - expected) < 4 * (4 * expected).squareRoot())
  }

  @Test("Settings out of range are refused")
  func refused() {
    var settings = ModelSettings()
    settings.halfSpread = 200
    #expect(throws: SimulationError.self) { try ModelMarket(settings: settings, seed: 1) }
  }
}
