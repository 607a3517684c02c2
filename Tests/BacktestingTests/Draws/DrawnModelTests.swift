import Glibc
import MarketData
import TestSupport
import Testing

@testable import Backtesting

/// The probabilistic model and the intensity model.
struct DrawnModelTests {
  static let start: Int64 = 1_700_000_000_000_000_000
  static let millisecond: Int64 = 1_000_000

  static func quote(_ time: Int64, bid: Int64 = 1000, ask: Int64 = 1002) -> MarketEvent {
    .quote(bid: (bid, 5), ask: (ask, 5), exchangeTime: time, arrivalTime: time)
  }

  static func sale(_ time: Int64, _ price: Int64, _ quantity: Int64) -> MarketEvent {
    .trade(
      .sellTrade, price: price, quantity: quantity, exchangeTime: time, arrivalTime: time,
      source: 1)
  }

  /// A lane that rests one buy of `quantity` at `price` from the first instant on.
  static func resting(
    _ model: FillModel, price: Int64, quantity: Int64 = 1_000_000, seed: Int64 = 0
  ) -> TestLane {
    var assumptions = FillAssumptions()
    assumptions.model = model
    assumptions.seed = seed
    return TestLane(
      script: [
        ScriptAction(
          time: start, kind: .place, order: 1, side: .buy, price: price, quantity: quantity)
      ], LaneSettings(name: "\(model) \(price) \(seed)", assumptions: assumptions))
  }

  /// Prints of one lot at the bid, some of them through it, several to a nanosecond.
  static func prints(_ count: Int, seed: UInt64) -> [MarketEvent] {
    var random = SplitMix64(seed: seed)
    var events = [quote(start)]
    var time = start
    for _ in 0..<count {
      if !random.oneIn(3) { time += random.integer(1...millisecond) }
      events.append(sale(time, 1000 - (random.oneIn(4) ? 1 : 0), 1))
    }
    return events
  }

  /// Of prints at the price the share that fills is p.
  @Test(arguments: [0.05, 0.3, 0.8])
  func theShareOfPrintsIsTheProbability(share: Double) throws {
    let count = 4000
    var events = [Self.quote(Self.start)]
    for index in 1...count {
      events.append(Self.sale(Self.start + Int64(index / 2) * 1000, 1000, 1))
    }
    let (_, sink) = try replay(events, [Self.resting(.probabilistic(share), price: 1000)])
    let error = (share * (1 - share) * Double(count)).squareRoot()
    #expect(abs(Double(sink.fills.count) - share * Double(count)) < 4 * error)
  }

  /// Whether a print fills is its draw, by source, time, ordinal and side alone.
  @Test func eachPrintHasTheDrawOfItsKey() throws {
    let events = Self.prints(300, seed: 5)
    let lane = Self.resting(.probabilistic(0.4), price: 1000, quantity: 200, seed: 9)
    let (_, sink) = try replay(events, [lane])
    var expected: [String] = []
    var (left, latest, ordinal) = (Int64(200), Int64.min, UInt32(0))
    for event in events.dropFirst() {
      ordinal = event.exchangeTime == latest ? ordinal + 1 : 0
      latest = event.exchangeTime
      let draw = CommonDraw(
        .print, time: latest, source: 1, ordinal: ordinal, isSell: false)
      guard left > 0, latest > Self.start, draw.uniform(seed: 9) < 0.4 else { continue }
      let quantity = event.price < 1000 ? left : 1
      left -= quantity
      expected.append("\(latest) \(quantity)")
    }
    #expect(sink.fills.map { "\($0.time) \($0.quantity)" } == expected)
    #expect(!expected.isEmpty)
  }

  /// Common draws: with a larger p, and at a better price, nothing fills less at any time; p = 1
  /// is `touch`.
  @Test(arguments: Array(1...40) as [UInt64])
  func moreProbabilityAndBetterPricesNeverFillLess(seed: UInt64) throws {
    let events = RandomMarket.events(seed: seed, count: 400)
    let first = try #require(events.first { $0.kind == .quote }).exchangeTime
    var random = SplitMix64(seed: seed)
    var lanes: [TestLane] = []
    let prices = (0..<3).map { 1001 - 4 * Int64($0) - random.integer(0...2) }
    let shares = [0.1, 0.4, 0.75, 1]
    for price in prices {
      for model in shares.map(FillModel.probabilistic) + [.touch] {
        var lane = Self.resting(model, price: price, quantity: 60, seed: Int64(seed))
        let action = ScriptAction(
          time: first, kind: .place, order: 1, side: .buy, price: price, quantity: 60)
        lane.script = Script([action])
        lane.settings.name += " \(price)"
        lanes.append(lane)
      }
    }
    let (_, sink) = try replay(events, lanes)
    var filled = [Int64](repeating: 0, count: lanes.count)
    let fills = sink.fills
    for (index, fill) in fills.enumerated() {
      filled[fill.lane] += fill.quantity
      guard index + 1 == fills.count || fills[index + 1].time > fill.time else { continue }
      for price in prices.indices {
        for share in shares.indices.dropLast() {
          #expect(filled[price * 5 + share] <= filled[price * 5 + share + 1])
        }
        #expect(filled[price * 5 + 3] == filled[price * 5 + 4], "p = 1 is touch")
      }
      for share in shares.indices {
        #expect(filled[share] >= filled[5 + share] && filled[5 + share] >= filled[10 + share])
      }
    }
  }

  /// A print is spent once over one lane's own orders, best price first.
  @Test func noPrintIsCountedTwice() throws {
    var assumptions = FillAssumptions()
    assumptions.model = .probabilistic(0.7)
    let actions = [(1, 1001, 4), (2, 1000, 3), (3, 1000, 9)].map { order, price, quantity in
      ScriptAction(
        time: Self.start, kind: .place, order: Int64(order), side: .buy, price: Int64(price),
        quantity: Int64(quantity))
    }
    var events = [Self.quote(Self.start)]
    for index in 1...200 { events.append(Self.sale(Self.start + Int64(index), 1000, 2)) }
    let (result, sink) = try replay(
      events, [TestLane(script: actions, LaneSettings(name: "a", assumptions: assumptions))])
    // The first accepted print fills the better order and none of the others: it is used up.
    let byTime = Dictionary(grouping: sink.fills, by: \.time)
    #expect(byTime.values.allSatisfy { $0.count(where: { $0.cause == .printAt }) <= 2 })
    for fills in byTime.values {
      let better = fills.filter { $0.price == 1001 }.map(\.quantity).reduce(0, +)
      let at = fills.filter { $0.price == 1000 }.map(\.quantity).reduce(0, +)
      #expect(better > 0 ? at == 0 : at <= 2)
    }
    #expect(result.lanes[0].finalInventory == 16)
  }

  /// A lane that quotes a buy at `price` anew every 100 ms and cancels it just before.
  static func requoting(_ model: FillModel, price: Int64, slots: Int) -> TestLane {
    var assumptions = FillAssumptions()
    assumptions.model = model
    assumptions.seed = 3
    assumptions.bookCrossing = false
    var actions: [ScriptAction] = []
    for slot in 0..<slots {
      let time = start + Int64(slot) * 100 * millisecond
      if slot > 0 {
        actions.append(
          ScriptAction(time: time - 1, kind: .cancel, order: Int64(slot), side: .buy))
      }
      actions.append(
        ScriptAction(
          time: time, kind: .place, order: Int64(slot + 1), side: .buy, price: price, quantity: 1))
    }
    return TestLane(script: actions, LaneSettings(name: "\(price)", assumptions: assumptions))
  }

  /// An order fills at the rate A exp(−k d), and wherever a farther one fills a nearer one does,
  /// whether the market moves often or seldom.
  @Test(arguments: [10, 25, 100] as [Int64])
  func ordersFillAtTheirIntensity(spacing: Int64) throws {
    let slots = 2000
    let ticks = Int64(slots) * 100 / spacing
    let events = (0...ticks).map {
      Self.quote(Self.start + $0 * spacing * Self.millisecond - ($0 > 0 ? 2 : 0))
    }
    let (amplitude, decay) = (4.0, 0.35)
    let model = FillModel.intensity(amplitude: amplitude, decay: decay)
    let prices: [Int64] = [1001, 1000, 998, 995]
    let (_, sink) = try replay(
      events, prices.map { Self.requoting(model, price: $0, slots: slots) })
    var slotsFilled: [Set<Int64>] = []
    for (lane, price) in prices.enumerated() {
      let fills = sink.fills.filter { $0.lane == lane }
      #expect(fills.allSatisfy { $0.cause == .arrival && $0.doubledMid == 2002 })
      let rate = amplitude * exp(-decay * Double(1001 - price))
      let share = 1 - exp(-rate * 0.1)
      let error = (share * (1 - share) * Double(slots)).squareRoot()
      #expect(abs(Double(fills.count) - share * Double(slots)) < 4 * error, "at \(price)")
      slotsFilled.append(Set(fills.map { ($0.time - Self.start) / (100 * Self.millisecond) }))
    }
    for (nearer, farther) in zip(slotsFilled, slotsFilled.dropFirst()) {
      #expect(farther.isSubset(of: nearer) && farther.count < nearer.count)
    }
  }

  /// By hand: an order that joins in the middle of an interval is exposed for the rest of it.
  @Test func exposureIsTheTimeAtTheVenue() throws {
    let model = FillModel.intensity(amplitude: 1, decay: 0.5)
    for milliseconds in [300, 700] as [Int64] {
      for seed in 0..<50 as Range<Int64> {
        let end = Self.start + 1000 * Self.millisecond
        var lane = Self.resting(model, price: 999, seed: seed)
        let place = ScriptAction(
          time: end - milliseconds * Self.millisecond, kind: .place, order: 1, side: .buy,
          price: 999, quantity: 2)
        lane.script = Script([place])
        let (_, sink) = try replay([Self.quote(Self.start), Self.quote(end)], [lane])
        // The mid is 1001, two ticks away.
        let draw = CommonDraw(.arrival, time: end, isSell: false).uniform(seed: seed)
        let isFilled = draw < 1 - exp(-exp(-0.5 * 2) * Double(milliseconds) / 1000)
        #expect(sink.fills.map(\.quantity) == (isFilled ? [2] : []))
      }
    }
  }

  /// Prints fill nothing under the intensity model, the opposite best does unless told not to.
  @Test(arguments: [true, false]) func onlyArrivalsAndCrossingsFill(bookCrossing: Bool) throws {
    var lane = Self.resting(.intensity(amplitude: 1e-9, decay: 0.5), price: 1000, quantity: 5)
    lane.settings.assumptions.bookCrossing = bookCrossing
    let events = [
      Self.quote(Self.start), Self.sale(Self.start + 1, 990, 100),
      Self.quote(Self.start + 2, bid: 990, ask: 999),
    ]
    let (_, sink) = try replay(events, [lane])
    #expect(sink.fills.map(\.cause) == (bookCrossing ? [.bookCross] : []))
  }
}
