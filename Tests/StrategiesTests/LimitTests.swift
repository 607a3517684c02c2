import Backtesting
import MarketData
import Strategies
import Testing

@Suite("Limits on any strategy")
struct LimitTests {
  private static let base = ["half-spread": "2 ticks", "size": "10 lots"]

  private func limited(_ more: [String: String]) throws -> LimitedStrategy<SymmetricStrategy> {
    try make(
      LimitedStrategy<SymmetricStrategy>.self, Self.base.merging(more) { _, new in new })
  }

  /// A lot is worth 27 quote units at the mid of `view`.
  private func sizes(
    _ more: [String: String], holding quantity: Double, equity: Double = 1_000
  ) throws -> [Double] {
    var strategy = try limited(more)
    let quotes = best(
      strategy.quotes(for: view(), holding: Inventory(quantity: quantity, equity: equity)))
    return [quotes.bid?.quantity ?? 0, quotes.ask?.quantity ?? 0]
  }

  @Test("Without a bound set nothing changes")
  func open() throws { #expect(try sizes([:], holding: 50) == [10, 10]) }

  @Test("Caps cut what adds; what reduces passes, also beyond them")
  func caps() throws {
    #expect(try sizes(["limits.notional": "135"], holding: 0) == [5, 5])
    #expect(try sizes(["limits.notional": "135"], holding: 4) == [1, 9])
    #expect(try sizes(["limits.notional": "135"], holding: 50) == [0, 10])
    #expect(try sizes(["limits.notional": "135"], holding: -50) == [10, 0])
    #expect(try sizes(["limits.leverage": "0.27"], holding: 8) == [2, 10])
    #expect(try sizes(["limits.share": "0.27"], holding: 8) == [2, 10])
    #expect(try sizes(["limits.leverage": "2"], holding: 8, equity: -5) == [0, 8])
  }

  @Test("A drawdown stops it, and after the cool-down it starts anew")
  func drawdown() throws {
    var strategy = try limited(["limits.drawdown": "100", "limits.cool-down": "10s"])
    func isQuoting(_ second: Int64, _ equity: Double) -> Bool {
      let quotes = strategy.quotes(
        for: view(time: second * 1_000_000_000), holding: Inventory(quantity: 0, equity: equity))
      return quotes.bidCount > 0
    }
    #expect(isQuoting(0, 1_000))
    #expect(isQuoting(1, 1_200))
    #expect(isQuoting(2, 1_101))
    #expect(!isQuoting(3, 1_100))
    #expect(!isQuoting(12, 1_300))
    #expect(isQuoting(13, 900))
    #expect(!isQuoting(14, 800))
  }

  @Test("Without a cool-down, or at the loss, it ends for good")
  func kill() throws {
    for key in ["limits.drawdown", "limits.loss"] {
      var strategy = try limited([key: "100", "limits.stopped": "flatten"])
      func step(_ time: Int64, _ equity: Double) -> Quotes {
        strategy.quotes(for: view(time: time), holding: Inventory(quantity: 7, equity: equity))
      }
      #expect(step(0, 1_000).immediate == nil)
      let stopped = step(1, 900)
      #expect(stopped.bidCount + stopped.askCount == 0)
      #expect(stopped.immediate == ImmediateOrder(side: .sell, quantity: 7))
      #expect(step(2, 5_000).bidCount == 0)
    }
  }

  @Test("A stop may keep the reducing quote, no larger than what is held")
  func reducing() throws {
    var strategy = try limited(["limits.loss": "100"])
    let start = Inventory(quantity: 7, equity: 1_000)
    _ = strategy.quotes(for: view(), holding: start)
    let quotes = best(
      strategy.quotes(for: view(time: 1), holding: Inventory(quantity: 7, equity: 900)))
    #expect(quotes.bid == nil)
    #expect(quotes.ask?.quantity == 7)
  }
}

@Suite("Targets that move, and gates")
struct MovingTargetTests {
  @Test("A cushion, its ratchet, and a gap through the floor")
  func cushion() throws {
    var target = CushionTarget(
      try ParameterValues(
        texts: ["floor": "900", "ratchet": "0.9", "multiplier": "2"],
        declared: CushionTarget.parameters, instrument: perpetual))
    func lots(_ equity: Double) -> Double {
      target.lots(for: view(), holding: Inventory(quantity: 0, equity: equity))
    }
    #expect(agrees(lots(1_000), 200 / 27.0, 1e-12))
    #expect(agrees(lots(2_000), 400 / 27.0, 1e-12))
    #expect(target.floor == 1_800)
    #expect(lots(1_700) == 0)
    #expect(lots(3_000) == 0)
  }

  @Test("Periods count from the epoch, and an order in flight puts one off")
  func periods() {
    var rule = PeriodicRebalance(seconds: 10)
    func isDue(_ second: Int64, _ hasPending: Bool = false) -> Bool {
      rule.isDue(at: second * 1_000_000_000, hasPending: hasPending)
    }
    #expect(!isDue(3))
    #expect(!isDue(10, true))
    #expect(isDue(11))
    #expect(!isDue(19))
    #expect(isDue(20))
  }

  @Test("A reversal is confirmed from the extreme since the wait began")
  func reversal() {
    var gate = ReversalConfirmation(distance: 2)
    func confirms(_ excess: Double, _ mid: Double) -> Bool {
      gate.confirms(excess: excess, mid: mid)
    }
    #expect(!confirms(1, 100))
    #expect(!confirms(1, 103))
    #expect(!confirms(1, 101.5))
    #expect(confirms(1, 101))
    #expect(!confirms(-1, 101))
    #expect(confirms(-1, 103))
  }

  @Test("Bipower variation leaves out a jump; Garman and Klass's bar")
  func variances() {
    let calm = [1.0, -1, 1, -1, 1, -1]
    #expect(RealisedVariance.realised(calm) == 6)
    #expect(agrees(RealisedVariance.bipower(calm), .pi / 2 * 6, 1e-12))
    #expect(RealisedVariance.realised(calm + [0, 50, 0]) == 2506)
    #expect(RealisedVariance.bipower(calm + [0, 50, 0]) < 10)
    #expect(RealisedVariance.bipower([3]) == 0)
    let bar = RealisedVariance.garmanKlass(open: 100, high: 100, low: 100, close: 100)
    #expect(bar == 0)
  }
}
