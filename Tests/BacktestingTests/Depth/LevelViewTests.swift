import Backtesting
import MarketData
import Synchronization
import TestSupport
import Testing

/// Strategies see as many levels as they declare, of the book that has arrived.
struct LevelViewTests {
  /// What a probe saw at one decision.
  struct Sight: Equatable {
    var time: Int64
    var touch: [Double]
    var bids: [BookLevel]
    var asks: [BookLevel]
  }

  static let sights = Mutex<[Int: [Sight]]>([:])

  static func look(_ view: MarketView, _ key: Int) {
    let sight = Sight(
      time: view.time, touch: [view.bid, view.bidQuantity, view.ask, view.askQuantity],
      bids: Array(view.levels(.buy)), asks: Array(view.levels(.sell)))
    sights.withLock { $0[key, default: []].append(sight) }
  }

  struct DeepProbe: Strategy {
    static let name = "deep-probe"
    static let summary = "Looks at three levels."
    static let parameters = [Parameter("key", .number, "where it writes what it saw")]
    static let depth = 3
    let key: Int
    init(_ values: ParameterValues) throws { key = Int(values["key"]) }
    func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      look(view, key)
      return Quotes()
    }
  }

  struct TouchProbe: Strategy {
    static let name = "touch-probe"
    static let summary = "Declares no levels and looks for some."
    static let parameters = [Parameter("key", .number, "where it writes what it saw")]
    let key: Int
    init(_ values: ParameterValues) throws { key = Int(values["key"]) }
    func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      look(view, key)
      return Quotes()
    }
  }

  private static func run(_ events: [MarketEvent], _ key: Int, onTouch: Bool) throws {
    var settings = ReplaySettings()
    settings.decidesOnTouch = onTouch
    let backtest = Backtest(instrument: unitInstrument, replay: settings)
    func values(_ key: Int) throws -> ParameterValues {
      try ParameterValues(
        texts: ["key": "\(key)"], declared: DeepProbe.parameters, instrument: unitInstrument)
    }
    try backtest.add(TouchProbe.self, try values(key + 1), as: LaneSettings(name: "touch"))
    try backtest.add(DeepProbe.self, try values(key), as: LaneSettings(name: "deep"))
    _ = try backtest.run(InMemoryEventStream(events), into: RecordingSink())
  }

  @Test(arguments: DepthFairnessTests.cases)
  func levelsAreThoseThatArrived(seed: UInt64, source: RandomDepth.Source) throws {
    let key = Int(seed) * 10 + (source == .changes ? 0 : 5)
    let events = RandomDepth.events(seed: seed &* 41, count: 200, source: source)
    try Self.run(events, key, onTouch: seed % 2 == 0)
    let sights = Self.sights.withLock { $0[key] ?? [] }
    #expect(!sights.isEmpty)
    let parts = events.filter { $0.kind == .book }
    for sight in sights {
      var book = LevelBook()
      for part in parts where part.arrivalTime <= sight.time {
        if part.flags.contains(.startsMessage) {
          book.begin(
            !part.flags.contains(.snapshot)
              ? .changes : part.flags.contains(.bestLevelsOnly) ? .bestLevels : .snapshot,
            clears: part.flags.contains(.clearsBook))
        }
        if part.hasBid { book.set(.buy, price: part.price, size: part.quantity) }
        if part.hasAsk { book.set(.sell, price: part.askPrice, size: part.askQuantity) }
        if part.flags.contains(.endsMessage) { _ = book.end(dropsCrossed: true) }
      }
      #expect(sight.bids == Self.best(3, .buy, of: book))
      #expect(sight.asks == Self.best(3, .sell, of: book))
      // The touch is the first level.
      if let bid = sight.bids.first { #expect(sight.touch[..<2] == [bid.price, bid.quantity]) }
      if let ask = sight.asks.first { #expect(sight.touch[2...] == [ask.price, ask.quantity]) }
    }
    let others = Self.sights.withLock { $0[key + 1] ?? [] }
    #expect(others.map(\.touch) == sights.map(\.touch))
    #expect(others.allSatisfy { $0.bids.isEmpty && $0.asks.isEmpty }, "nothing was declared")
  }

  private static func best(_ count: Int, _ side: Side, of book: LevelBook) -> [BookLevel] {
    book[side].levels.suffix(count).reversed().map {
      BookLevel(price: Double(side == .buy ? $0.key : -$0.key), quantity: Double($0.size))
    }
  }

  @Test func quotesShowOneLevel() throws {
    let key = 100_000
    let events = RandomMarket.events(seed: 5, count: 100)
    try Self.run(events, key, onTouch: true)
    let sights = Self.sights.withLock { $0[key] ?? [] }
    #expect(sights.contains { !$0.bids.isEmpty && !$0.asks.isEmpty })
    for sight in sights {
      #expect(sight.bids.count == (sight.touch[1] > 0 ? 1 : 0))
      if let bid = sight.bids.first { #expect(sight.touch[..<2] == [bid.price, bid.quantity]) }
    }
  }
}
