import Backtesting
import MarketData
import TestSupport
import Testing

/// What lanes count, against plain recomputation from the tape and the fills.
struct LaneStatisticsTests {
  @Test(arguments: FairnessTests.seeds)
  func drawdownIsExactOverEvents(seed: UInt64) throws {
    let random = FairnessTests.randomCase(seed, events: 400)
    let (result, sink) = try replay(random.events, random.lanes, settings: random.settings)
    for (lane, outcome) in result.lanes.enumerated() {
      guard let span = outcome.span else { continue }
      let start = try #require(sink.samples.first { $0.lane == lane })
      var path = EquityPath(start: start)
      var fills = sink.fills.filter { $0.lane == lane }[...]
      var doubledMid = start.doubledMid
      // Equity after every event; fills of one instant that a book change causes are booked with
      // it, those a print causes with the print.
      for event in random.events {
        let time = event.exchangeTime
        while let fill = fills.first, fill.time < time {
          path.book(fill)
          fills = fills.dropFirst()
          // What one order takes beyond the displayed level, at a worse price, is one event
          // with it.
          let goesOn = fills.first.map { next in
            next.time == fill.time && next.cause == .taker && next.side == fill.side
              && (next.price - fill.price) * fill.side.sign > 0
          }
          if fill.cause == .taker, goesOn != true { path.observe(doubledMid) }
          if fills.first?.time != fill.time { path.observe(doubledMid) }
        }
        // Arrivals came before anything that the event does.
        while let fill = fills.first, fill.time == time, fill.cause == .arrival {
          path.book(fill)
          fills = fills.dropFirst()
          if fills.first?.cause != .arrival || fills.first?.time != time {
            path.observe(doubledMid)
          }
        }
        if event.kind == .quote, event.hasBid, event.hasAsk {
          doubledMid = event.price + event.askPrice
        }
        guard time > span.start else { continue }
        while let fill = fills.first, fill.time == time, Self.caused(fill, by: event) {
          path.book(fill)
          fills = fills.dropFirst()
        }
        path.observe(doubledMid)
      }
      for fill in fills { path.book(fill) }
      path.observe(doubledMid)
      #expect(path.drawdown == outcome.maximumDrawdown, "lane \(lane)")
    }
  }

  /// Whether `event` is of the kind that can have caused `fill`; events that could but did not are
  /// told apart by their prices.
  private static func caused(_ fill: FillRecord, by event: MarketEvent) -> Bool {
    switch fill.cause {
    case .printAt, .printThrough:
      let kind: MarketEvent.Kind = fill.side == .buy ? .sellTrade : .buyTrade
      guard event.kind == kind else { return false }
      let distance = (fill.price - event.price) * fill.side.sign
      return fill.cause == .printAt ? distance == 0 : distance > 0
    case .bookCross:
      guard event.kind == .quote else { return false }
      return fill.side == .buy
        ? event.hasAsk && event.askPrice <= fill.price
        : event.hasBid && event.price >= fill.price
    case .taker, .arrival, .liquidation: return false
    }
  }

  private struct EquityPath {
    var cash: Int128
    var inventory: Int64
    var peak: Int128
    var drawdown: Int128 = 0

    init(start: SampleRecord) {
      cash = start.cash
      inventory = start.inventory
      peak = start.equity
    }

    mutating func book(_ fill: FillRecord) {
      cash -=
        Int128(fill.price * fill.quantity * fill.side.sign) * MoneyUnit.perTickLot + fill.fee
      inventory += fill.side.sign * fill.quantity
    }

    mutating func observe(_ doubledMid: Int64) {
      let equity = cash + Int128(inventory * doubledMid) * MoneyUnit.perHalfTickLot
      peak = max(peak, equity)
      drawdown = max(drawdown, peak - equity)
    }
  }

  @Test(arguments: FairnessTests.seeds)
  func inventoryTimesCoverTheSpan(seed: UInt64) throws {
    let random = FairnessTests.randomCase(seed)
    let (result, sink) = try replay(random.events, random.lanes, settings: random.settings)
    for (lane, outcome) in result.lanes.enumerated() {
      guard let span = outcome.span else { continue }
      var expected: [Int64: Int64] = [:]
      var inventory = random.lanes[lane].settings.startInventory
      var since = span.start
      for fill in sink.fills where fill.lane == lane {
        expected[inventory, default: 0] += fill.time - since
        since = fill.time
        inventory = fill.inventoryAfter
      }
      expected[inventory, default: 0] += span.end - since
      let times = Dictionary(uniqueKeysWithValues: outcome.inventoryTimes.map { ($0, $1) })
      #expect(times == expected.filter { $0.value > 0 })
      #expect(times.values.reduce(0, +) == span.end - span.start)
    }
  }

  @Test(arguments: FairnessTests.seeds)
  func markoutsUseTheMidAfterAllEventsOfTheirInstant(seed: UInt64) throws {
    let random = FairnessTests.randomCase(seed)
    let (result, sink) = try replay(random.events, random.lanes, settings: random.settings)
    for (lane, outcome) in result.lanes.enumerated() {
      guard let span = outcome.span else { continue }
      for markout in outcome.markouts {
        var sum: Int128 = 0
        var fills: Int64 = 0
        for fill in sink.fills
        where fill.lane == lane && fill.cause != .taker && fill.time + markout.horizon <= span.end {
          let mid = Self.doubledMid(random.events, at: fill.time + markout.horizon)
          sum += Int128(fill.side.sign * fill.quantity * (mid - 2 * fill.price))
          fills += 1
        }
        #expect(markout.fills == fills)
        #expect(markout.doubledTickLots == sum)
      }
    }
  }

  @Test(arguments: FairnessTests.seeds)
  func makerEdgeUsesTheMidOfEarlierNanoseconds(seed: UInt64) throws {
    let random = FairnessTests.randomCase(seed)
    let (_, sink) = try replay(random.events, random.lanes, settings: random.settings)
    for fill in sink.fills {
      let time = fill.cause == .taker ? fill.time : fill.time - 1
      #expect(fill.doubledMid == Self.doubledMid(random.events, at: time))
    }
  }

  static func doubledMid(_ events: [MarketEvent], at time: Int64) -> Int64 {
    let last = events.last {
      $0.exchangeTime <= time && $0.kind == .quote && $0.hasBid && $0.hasAsk
    }
    return last.map { $0.price + $0.askPrice } ?? 0
  }
}
