import Backtesting
import MarketData
import TestSupport
import Testing

/// Lanes do not disturb each other, and see nothing of the future, where books have many levels.
struct DepthFairnessTests {
  static let cases = (1...25 as ClosedRange<UInt64>).flatMap { seed in
    RandomDepth.Source.allCases.map { (seed, $0) }
  }

  static func randomCase(_ seed: UInt64, _ source: RandomDepth.Source) -> FairnessTests.Case {
    var random = FairnessTests.randomCase(seed)
    random.events = RandomDepth.events(seed: seed &* 37, count: 250, source: source)
    return random
  }

  @Test(arguments: cases)
  func othersChangeNothing(seed: UInt64, source: RandomDepth.Source) throws {
    let random = Self.randomCase(seed, source)
    let (_, together) = try replay(random.events, random.lanes, settings: random.settings)
    for lane in random.lanes.indices {
      let copies = [TestLane](repeating: random.lanes[lane], count: 3)
      let (_, alone) = try replay(random.events, copies, settings: random.settings)
      for copy in 0..<3 {
        #expect(
          FairnessTests.rows(together, lane: lane) == FairnessTests.rows(alone, lane: copy))
      }
    }
  }

  @Test(arguments: cases)
  func noDecisionSeesTheFuture(seed: UInt64, source: RandomDepth.Source) throws {
    let random = Self.randomCase(seed, source)
    let cut = random.events[random.events.count / 2].exchangeTime
    let altered = FairnessTests.altered(random.events, seed: seed) { $0.exchangeTime > cut }
    let (_, before) = try replay(random.events, random.lanes, settings: random.settings)
    let (_, after) = try replay(altered, random.lanes, settings: random.settings)
    #expect(
      FairnessTests.decisions(before, through: cut) == FairnessTests.decisions(after, through: cut))
  }

  @Test(arguments: cases)
  func indexesAndBooksStayWhole(seed: UInt64, source: RandomDepth.Source) throws {
    let random = Self.randomCase(seed, source)
    let (result, sink) = try replay(random.events, random.lanes, settings: random.settings)
    #expect(result.bookMessages > 0)
    for (lane, outcome) in result.lanes.enumerated() {
      #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
      guard let limit = random.lanes[lane].settings.limit else { continue }
      for fill in sink.fills where fill.lane == lane {
        #expect(fill.inventoryAfter.magnitude <= limit)
      }
    }
  }
}
