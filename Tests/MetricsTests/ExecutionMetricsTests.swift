import Metrics
import TestSupport
import Testing

@Suite struct ExecutionMetricsTests {
  @Test("the five parts of profit at every step of a ledger, and its realised part")
  func attribution() throws {
    struct Reference: Decodable {
      var ledger: [Step]
      var funding: [[Double]]
      var steps: [State]
      struct Step: Decodable {
        var t: Double
        var mid: Double
        var fills: [Fill]
      }
      struct Fill: Decodable {
        var side: Int
        var qty: Double
        var price: Double
        var fee_rate: Double
        var kind: String
      }
      struct State: Decodable {
        var t, mid, pos, cash, equity, spread, inventory, hedge_cost, fees, funding: Double
      }
    }
    let reference: Reference = try fixture("pnl_attribution")
    var books = ProfitAttribution()
    var splits = RealisedProfit.Method.allCases.map { RealisedProfit($0) }
    #expect(reference.steps.count == reference.ledger.count + reference.funding.count)
    for wanted in reference.steps {
      books.revalue(mid: wanted.mid)
      for payment in reference.funding where payment[0] == wanted.t { books.fund(rate: payment[1]) }
      for fill in reference.ledger.filter({ $0.t == wanted.t }).flatMap(\.fills) {
        let side: TradeSide = fill.side > 0 ? .bought : .sold
        books.fill(
          side, price: fill.price, quantity: fill.qty,
          liquidity: fill.kind == "maker" ? .maker : .taker, feeRate: fill.fee_rate)
        for index in splits.indices {
          splits[index].trade(side, price: fill.price, quantity: fill.qty)
        }
      }
      #expect(agree(books.position, wanted.pos, 1e-12))
      #expect(agree(books.cash, wanted.cash, 1e-12))
      #expect(agree(books.equity.value, wanted.equity, 1e-12))
      #expect(agree(books.total.value, wanted.equity, 1e-12))
      #expect(agree(books.spread, wanted.spread, 1e-12))
      #expect(agree(books.inventory, wanted.inventory, 1e-12))
      #expect(agree(books.rebalancingCost, wanted.hedge_cost, 1e-12))
      #expect(agree(books.fees, wanted.fees, 1e-12))
      #expect(agree(books.funding, wanted.funding, 1e-12))
      let trading = wanted.spread + wanted.inventory + wanted.hedge_cost
      for split in splits {
        let sum = try split.realised.get() + split.unrealised(mark: wanted.mid).get()
        #expect(agree(sum, trading, 1e-12), "\(split.method)")
      }
    }
  }

  @Test("realised and unrealised profit under each rule")
  func realised() throws {
    func split(_ method: RealisedProfit.Method) -> RealisedProfit {
      var split = RealisedProfit(method)
      split.trade(.bought, price: 10, quantity: 2)
      split.trade(.bought, price: 13, quantity: 1)
      split.trade(.sold, price: 15, quantity: 2)
      return split
    }
    #expect(split(.fifo).realised.value == 10)
    #expect(split(.fifo).unrealised(mark: 14).value == 1)
    #expect(split(.lifo).realised.value == 7)
    #expect(split(.lifo).unrealised(mark: 14).value == 4)
    #expect(split(.averageCost).realised.value == 8)
    #expect(split(.averageCost).unrealised(mark: 14).value == 3)
    #expect(split(.averageCost).entryPrice.value == 11)
    var crossing = split(.fifo)
    crossing.trade(.sold, price: 12, quantity: 3)
    #expect(crossing.quantity == -2)
    #expect(crossing.realised.value == 9)
    #expect(crossing.unrealised(mark: 11).value == 2)
    #expect(crossing.entryPrice.value == 12)
  }

  @Test("the split adds up to the same whatever the rule", arguments: 0..<20)
  func invariance(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var splits = RealisedProfit.Method.allCases.map { RealisedProfit($0, quantity: 3, price: 100) }
    var (cash, position) = (-300.0, 3.0)
    for _ in 0..<400 {
      let side: TradeSide = random.oneIn(2) ? .bought : .sold
      let price = Double(random.integer(80...120))
      let quantity = Double(random.integer(1...5))
      for index in splits.indices {
        splits[index].trade(side, price: price, quantity: quantity)
      }
      let sign = Double(side.rawValue)
      cash -= sign * price * quantity
      position += sign * quantity
      for split in splits {
        #expect(split.quantity == position)
        let sum = try split.realised.get() + split.unrealised(mark: 101).get()
        #expect(agree(sum, cash + position * 101, 1e-12), "\(split.method)")
      }
    }
  }

  @Test("markouts, effective spreads and adverse selection of fills")
  func markouts() throws {
    struct Reference: Decodable {
      var mids: [String: Double]
      var fills: [Fill]
      var qty_weighted_markout: [String: Double]
      struct Fill: Decodable {
        var t: Int64
        var side: Int
        var qty, price, mid0, effective_half_spread: Double
        var markout_1, markout_2, markout_5: Double?
        var adverse_selection_1, adverse_selection_2, adverse_selection_5: Double?
      }
    }
    let reference: Reference = try fixture("markouts")
    let times = reference.mids.keys.compactMap { Int64($0) }.sorted()
    let mids = times.compactMap { reference.mids[String($0)] }
    let fills = reference.fills.map { fill in
      Markouts.Fill(
        time: fill.t, side: fill.side > 0 ? .bought : .sold, price: fill.price, quantity: fill.qty)
    }
    for horizon in [1, 2, 5] as [Int64] {
      let found = try Markouts.of(
        fills: fills, midTimes: times, mids: mids, end: 7, horizon: horizon
      ).get()
      var mean = MarkoutAccumulator()
      for (place, fill) in reference.fills.enumerated() {
        let side = fills[place].side
        let spread = Markouts.effectiveHalfSpread(side: side, price: fill.price, mid: fill.mid0)
        #expect(agree(spread, fill.effective_half_spread, 1e-12))
        let wanted =
          horizon == 1 ? fill.markout_1 : horizon == 2 ? fill.markout_2 : fill.markout_5
        let adverse =
          horizon == 1
          ? fill.adverse_selection_1
          : horizon == 2 ? fill.adverse_selection_2 : fill.adverse_selection_5
        #expect(agree(found[place], wanted, 1e-12))
        guard let markout = found[place] else { continue }
        mean.add(markout, quantity: fill.qty)
        #expect(agree(spread - markout, adverse, 1e-12))
      }
      #expect(agree(mean.mean.value, reference.qty_weighted_markout["\(horizon)"], 1e-12))
    }
  }

  @Test("a clustered mean with one observation to a group is the textbook's")
  func clusters() throws {
    let values = [1.0, 4, 2, 8, 5, 7]
    var single = ClusteredMean()
    for (place, value) in values.enumerated() {
      single.add(value, weight: 2, group: Int64(place))
    }
    let moments = try Moments.of(values).get()
    let error = try moments.standardDeviation.get() / 6.0.squareRoot()
    #expect(agree(single.mean.value, 4.5, 1e-15))
    #expect(agree(single.standardError.value, error, 1e-14))
    // Doubling every observation within its group adds no information.
    var doubled = ClusteredMean()
    for (place, value) in values.enumerated() {
      for _ in 0..<2 { doubled.add(value, weight: 1, group: Int64(place)) }
    }
    #expect(agree(doubled.standardError.value, error, 1e-14))
    #expect(doubled.groups == 6 && doubled.count == 12)
  }

  @Test("the Kaplan-Meier curve of a known example")
  func survival() throws {
    // E. A. Gehan's leukaemia patients under 6-MP, as printed in textbooks: + = censored.
    let times: [Double] = [
      6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
    ]
    let ended = [
      true, true, true, false, true, false, true, false, false, true, true, false, false, false,
      true, true, false, false, false, false, false,
    ]
    let curve = try Survival.of(times, observed: ended).get()
    let printed = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    let errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    #expect(curve.points.map(\.time) == [6, 7, 10, 13, 16, 22, 23])
    for (place, point) in curve.points.enumerated() {
      #expect(abs(point.share - printed[place]) < 5.1e-4)
      #expect(abs((point.standardError.value ?? 0) - errors[place]) < 5.1e-5)
    }
    #expect(curve.quantile(0.5).value == 23)
    #expect(curve.quantile(0.6).value == nil)
    #expect(curve.share(after: 12).value == curve.points[2].share)
    #expect(curve.share(after: 36).value == nil)
  }

  @Test("a histogram of durations keeps them to one part in 512", arguments: 0..<20)
  func histogram(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var histogram = DurationHistogram()
    let top = Int64(1) << random.integer(4...55)
    let durations = (0..<99).map { _ in random.integer(0...top) }
    for duration in durations { histogram.add(duration, observed: true) }
    let median = try histogram.survival.quantile(0.5).get()
    let wanted = Double(durations.sorted()[49]) / 1e9
    #expect(abs(median - wanted) <= wanted / 512 + 1e-18)
  }
}
