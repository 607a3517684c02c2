import Backtesting
import MarketData
import TestSupport
import Testing

/// Funding at its own times: who pays how much, when, and who learns of it when.
struct FundingTests {
  static let second: Int64 = 1_000_000_000
  static let start: Int64 = 1_700_000_000 * second

  static func funding(
    at time: Int64, rate: Int64, mark: (whole: Int64, rest: Int64)? = nil, due: Int64 = 0
  ) -> MarketEvent {
    MarketEvent(
      exchangeTime: time, arrivalTime: time, price: rate, quantity: due,
      askPrice: mark?.whole ?? 0, askQuantity: mark?.rest ?? 0, kind: .funding, hasBid: false,
      hasAsk: mark != nil, source: 2)
  }

  /// A market of 100 to 102 from the start on, one quote a second, with `more` in between.
  static func market(seconds: Int64, _ more: [MarketEvent]) -> [MarketEvent] {
    let quotes = (0...seconds).map { index in
      MarketEvent.quote(
        bid: (100, 50), ask: (102, 50), exchangeTime: start + index * second,
        arrivalTime: start + index * second)
    }
    return (quotes + more).enumerated().sorted {
      ($0.element.exchangeTime, $0.offset) < ($1.element.exchangeTime, $1.offset)
    }.map(\.element)
  }

  static func lane(_ name: String, inventory: Int64, response: Int64 = 0) -> TestLane {
    var settings = LaneSettings(name: name, startInventory: inventory)
    settings.assumptions.responseLatency = response
    return TestLane(quoter: ["seed": "1", "levels": "0", "takes": "0"], settings)
  }

  @Test("long pays and short receives inventory × mark × rate, and nobody else anything")
  func amounts() throws {
    let rows = [
      // 0.01 % on a mark of 101.25, then −0.02 % without one: on the mid of 101.
      Self.funding(at: Self.start + 2 * Self.second, rate: 100_000_000, mark: (101, 25_000_000)),
      Self.funding(at: Self.start + 4 * Self.second, rate: -200_000_000),
    ]
    let (result, sink) = try replay(
      Self.market(seconds: 6, rows),
      [
        Self.lane("long", inventory: 8), Self.lane("short", inventory: -8),
        Self.lane("flat", inventory: 0),
      ])
    // 8 × 101.25 × 0.0001 = 0.081; 8 × 101 × 0.0002 = 0.1616.
    let expected = [Int128(8_060_000), -8_060_000, 0]
    #expect(result.lanes.map(\.profit.funding) == expected)
    #expect(result.lanes.map(\.profit.total) == expected)
    #expect(result.fundingPayments == 2)
    #expect(result.fundingAtMid == 1)
    let long = sink.samples.filter { $0.lane == 0 }.map(\.funding)
    #expect(long == [0, 0, -8_100_000, -8_100_000, 8_060_000, 8_060_000, 8_060_000])
  }

  @Test("each payment is rounded once, half away from zero", arguments: [Int64(1), -1])
  func rounding(sign: Int64) throws {
    // 1 lot × 50 × 10^-10 is half of 10^-8 tick·lot.
    let rows = [Self.funding(at: Self.start + Self.second, rate: 100, mark: (50, 0))]
    let (result, _) = try replay(
      Self.market(seconds: 2, rows), [Self.lane("one", inventory: sign)])
    #expect(result.lanes[0].profit.funding == Int128(-sign))
  }

  @Test("a running rate is paid once, when it is due, as it stood then")
  func runningRate() throws {
    let due = Self.start + 3 * Self.second + 500_000_000
    let next = due + 2 * Self.second
    let rows = [
      Self.funding(at: Self.start + 1, rate: 900_000_000, mark: (90, 0), due: due),
      Self.funding(at: Self.start + Self.second, rate: 100_000_000, mark: (100, 0), due: due),
      // What was paid is shown for a moment longer, at another rate.
      Self.funding(at: due + 1, rate: 700_000_000, mark: (100, 0), due: due),
      Self.funding(at: due + 2, rate: 300_000_000, mark: (100, 0), due: next),
      // Nothing is due within the data any more.
      Self.funding(at: next + 1, rate: 500_000_000, mark: (100, 0), due: next + 60 * Self.second),
    ]
    let (result, sink) = try replay(
      Self.market(seconds: 8, rows), [Self.lane("long", inventory: 10)])
    #expect(result.fundingRates == 5)
    #expect(result.fundingPayments == 2)
    let funding = sink.samples.map { -$0.funding }
    // 10 × 100 × 0.0001 = 0.1 at 3.5 s, and 0.3 at 5.5 s.
    #expect(funding == [0, 0, 0, 0, 10_000_000, 10_000_000, 40_000_000, 40_000_000, 40_000_000])
  }

  @Test("the row of the next payment may come at the very instant of this one")
  func rowAtThePayment() throws {
    let due = Self.start + 2 * Self.second
    let rows = [
      Self.funding(at: Self.start + 1, rate: 100_000_000, mark: (100, 0), due: due),
      Self.funding(at: due, rate: 300_000_000, mark: (100, 0), due: due + 2 * Self.second),
    ]
    let (result, _) = try replay(
      Self.market(seconds: 5, rows), [Self.lane("long", inventory: 1)])
    #expect(result.fundingPayments == 2)
    #expect(result.lanes[0].profit.funding == -4_000_000)
  }

  @Test("a payment that is put off is paid at its new time alone, and counted")
  func rescheduled() throws {
    let rows = [
      Self.funding(
        at: Self.start + 1, rate: 100_000_000, mark: (100, 0), due: Self.start + 2 * Self.second),
      Self.funding(
        at: Self.start + Self.second, rate: 200_000_000, mark: (100, 0),
        due: Self.start + 3 * Self.second),
    ]
    let (result, _) = try replay(
      Self.market(seconds: 5, rows), [Self.lane("long", inventory: 1)])
    #expect(result.fundingPayments == 1)
    #expect(result.fundingRescheduled == 1)
    #expect(result.lanes[0].profit.funding == -2_000_000)
  }

  /// Keeps the cash it knows at each decision.
  struct CashWatcher: Strategy {
    static let name = "cash-watcher"
    static let summary = "Bids one lot below the market once it knows that it has paid."
    static let parameters: [Parameter] = []
    init(_ values: ParameterValues) throws {}
    mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
      var quotes = Quotes()
      if inventory.cash < 0 { quotes.bid(at: view.bid - 5, quantity: 1) }
      return quotes
    }
  }

  @Test(
    "a lane knows of a payment when its report has arrived", arguments: [Int64(0), 350_000_000])
  func knowledge(response: Int64) throws {
    let paid = Self.start + 2 * Self.second + 1
    let events = Self.market(
      seconds: 5, [Self.funding(at: paid, rate: 100_000_000, mark: (100, 0))])
    let backtest = Backtest(instrument: unitInstrument, replay: ReplaySettings())
    var settings = LaneSettings(name: "watcher", startInventory: 5)
    settings.assumptions.responseLatency = response
    let values = try ParameterValues(
      texts: [:], declared: CashWatcher.parameters, instrument: unitInstrument)
    try backtest.add(CashWatcher.self, values, as: settings)
    let sink = RecordingSink()
    _ = try backtest.run(InMemoryEventStream(events), into: sink)
    let known = (paid + response + 99_999_999) / 100_000_000 * 100_000_000
    #expect(sink.orders.first?.time == known)
  }

  @Test("a payment that leaves the books' range is an error that says what to do")
  func overflow() throws {
    let rows = [
      Self.funding(at: Self.start + Self.second, rate: .max / 2, mark: (1 << 59, 0))
    ]
    let error = #expect(throws: BacktestError.self) {
      try replay(
        Self.market(seconds: 2, rows), [Self.lane("large", inventory: 1 << 50)])
    }
    #expect(error?.description.contains("use a coarser tick or lot") == true)
  }

  /// A random market with funding rows of all kinds.
  static func randomMarket(_ seed: UInt64, count: Int) -> [MarketEvent] {
    var random = SplitMix64(seed: seed &* 31 &+ 7)
    let events = RandomMarket.events(seed: seed, count: count)
    var rows: [MarketEvent] = []
    for event in events where event.price > 0 && random.oneIn(15) {
      let isDue = random.oneIn(2)
      rows.append(
        funding(
          at: event.exchangeTime, rate: random.integer(-9_000_000_000...9_000_000_000),
          mark: random.oneIn(3)
            ? nil : (event.price + random.integer(-3...3), random.integer(0...99_999_999)),
          due: isDue ? event.exchangeTime + random.integer(0...400_000_000) : 0))
    }
    return RandomMarket.inOrder(events + rows)
  }

  @Test("books balance at every sample and drawdown is exact with funding", arguments: 1...60)
  func booksBalance(seed: UInt64) throws {
    let random = FairnessTests.randomCase(seed)
    let events = Self.randomMarket(seed, count: 300)
    let (result, sink) = try replay(events, random.lanes, settings: random.settings)
    for sample in sink.samples {
      let outcome = result.lanes[sample.lane]
      let parts =
        sample.spreadPnL + sample.inventoryPnL + sample.rebalancingCost + sample.fees
        + sample.funding
      #expect(sample.equity - outcome.startEquity == parts)
    }
    for outcome in result.lanes {
      #expect(outcome.finalEquity - outcome.startEquity == outcome.profit.total)
      #expect(outcome.maximumDrawdown >= outcome.startEquity - outcome.finalEquity)
    }
    // k copies of a lane get the same payments.
    let (twice, _) = try replay(
      events, random.lanes + random.lanes, settings: random.settings)
    let half = random.lanes.count
    for lane in 0..<half {
      #expect(twice.lanes[lane].profit == result.lanes[lane].profit)
      #expect(twice.lanes[lane + half].profit == result.lanes[lane].profit)
    }
  }
}
