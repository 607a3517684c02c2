import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// The resting-order index and the books are whole after every single event.
struct IndexInvariantTests {
  /// Yields one event at a time.
  private final class SingleEvents: EventStream {
    private var rest: ArraySlice<MarketEvent>
    init(_ events: [MarketEvent]) { rest = events[...] }
    func nextBatch(into batch: inout [MarketEvent]) -> Bool {
      batch = rest.prefix(1).map { $0 }
      rest = rest.dropFirst()
      return !batch.isEmpty
    }
  }

  @Test(arguments: FairnessTests.seeds)
  func holdAfterEveryEvent(seed: UInt64) throws {
    let random = FairnessTests.randomCase(seed &+ 1000)
    let backtest = Backtest(instrument: unitInstrument, replay: random.settings)
    for lane in random.lanes {
      let values = try ParameterValues(
        texts: lane.quoter ?? [:], declared: RandomQuoter.parameters, instrument: unitInstrument)
      try backtest.add(RandomQuoter.self, values, as: lane.settings)
    }
    _ = try backtest.run(SingleEvents(random.events), into: RecordingSink()) { _, _ in
      backtest.checkInvariants()
    }
  }
}
