import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// What saves time changes no result: each shortcut against the way without it.
struct ShortcutTests {
  /// One level a side around the mid, never through the touch, moved by the inventory.
  private struct Pair {
    let distance: Double
    let size: Double

    init(_ values: ParameterValues) {
      distance = values["distance"]
      size = values["size"]
    }

    static let parameters = [
      Parameter("distance", .number, "from the touch"), Parameter("size", .number, "lots"),
    ]

    func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      var quotes = Quotes()
      quotes.target = 1
      let held = inventory.quantity
      quotes.bid(at: min(view.bid, view.ask - 1) - distance - max(held, 0) / 2, quantity: size)
      if held > -6 {
        quotes.ask(at: max(view.ask, view.bid + 1) + distance - min(held, 0) / 2, quantity: size)
      }
      return quotes
    }
  }

  /// Asked at every decision.
  private struct Asked: Strategy {
    static let name = "asked"
    static let summary = "Quotes around the touch."
    static let parameters = Pair.parameters
    let pair: Pair
    var decisions = 0
    init(_ values: ParameterValues) { pair = Pair(values) }
    mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      decisions += 1
      return pair.quotes(for: view, holding: inventory)
    }
  }

  /// Asked only where prices or its inventory changed.
  private struct Declared: Strategy {
    static let name = "declared"
    static let summary = "Quotes around the touch."
    static let parameters = Pair.parameters
    static let dependsOnPricesAndInventoryAlone = true
    let pair: Pair
    init(_ values: ParameterValues) { pair = Pair(values) }
    mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      pair.quotes(for: view, holding: inventory)
    }
  }

  /// Rows and totals of six lanes of strategies of one type.
  private func outcome<S: Strategy>(
    _ type: S.Type, seed: UInt64, _ change: (inout FillAssumptions) -> Void = { _ in },
    _ prepare: (Backtest) -> Void = { _ in }
  ) throws -> (rows: [String], fills: Int) {
    var random = SplitMix64(seed: seed)
    let events = RandomMarket.events(seed: seed &* 31, count: 400, spacing: 8_000_000)
    var settings = ReplaySettings()
    settings.decidesOnTouch = random.oneIn(4)
    settings.decidesOnFill = random.oneIn(4)
    let backtest = Backtest(instrument: unitInstrument, replay: settings)
    for lane in 0..<6 {
      var assumptions = randomAssumptions(&random)
      assumptions.crossing = .clamp
      if !random.oneIn(3) { assumptions.cancelLatency = assumptions.orderLatency }
      change(&assumptions)
      let values = try ParameterValues(
        texts: ["distance": "\(lane * lane * 2)", "size": "\(random.integer(1...5))"],
        declared: Pair.parameters, instrument: unitInstrument)
      let limit: Int64? = random.oneIn(3) ? nil : random.integer(3...9)
      try backtest.add(
        type, values,
        as: LaneSettings(name: "lane \(lane)", assumptions: assumptions, limit: limit))
    }
    prepare(backtest)
    let sink = RecordingSink()
    let result = try backtest.run(InMemoryEventStream(events), into: sink)
    var rows = sink.fills.map { "\($0.lane) \($0.laneless)" }
    rows += sink.samples.map { "\($0.lane) \($0.laneless)" }
    rows += sink.orders.map { "\($0.lane) \($0.laneless)" }
    for lane in result.lanes {
      rows.append(
        "\(lane.decisions) \(lane.ordersSent) \(lane.cancelsSent) \(lane.restingQuantitySent)"
          + " \(lane.rejections["limit"] ?? 0) \(lane.rejections["post-only"] ?? 0)"
          + " \(lane.maximumDrawdown) \(lane.targetDeviation)")
    }
    return (rows, sink.fills.count)
  }

  @Test(arguments: Array(1...40) as [UInt64])
  func notAskingAgain(seed: UInt64) throws {
    let asked = try outcome(Asked.self, seed: seed)
    let declared = try outcome(Declared.self, seed: seed)
    #expect(asked.rows == declared.rows)
    #expect(asked.fills > 0)
  }

  /// Orders far from the touch rest unlinked, against an index that links every order.
  @Test(arguments: Array(1...40) as [UInt64])
  func leavingFarOrdersUnlinked(seed: UInt64) throws {
    let near = try outcome(Asked.self, seed: seed)
    let all = try outcome(Asked.self, seed: seed, { _ in }) { $0.engines[0].linkAllOrders() }
    #expect(near.rows == all.rows)
  }

  /// Pairs of quotes that travel as one message, against messages of their own: where quotes are
  /// never through the touch, what would happen to them does not matter but to the choice of way.
  @Test(arguments: Array(1...40) as [UInt64])
  func sendingPairsAtOnce(seed: UInt64) throws {
    let atOnce = try outcome(Asked.self, seed: seed)
    let apart = try outcome(Asked.self, seed: seed, { $0.crossing = .reject })
    #expect(atOnce.rows == apart.rows)
  }
}
