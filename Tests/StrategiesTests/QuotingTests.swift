import Backtesting
import Strategies
import Testing

/// Properties every quoting strategy has, with parameters whose numbers are exact in binary.
@Suite("Quoting")
struct QuotingTests {
  static let skewing: [(name: String, texts: [String: String])] = [
    ("linear-skew", ["half-spread": "2 ticks", "size": "10 lots", "skew": "0.25 ticks per lot"]),
    ("size-skew", ["half-spread": "2 ticks", "size": "10 lots", "range": "64 lots"]),
    (
      "avellaneda-stoikov",
      ["gamma": "0.5", "k": "3", "horizon": "5m", "volatility": "0.5", "size": "10 lots"]
    ),
    ("glft", ["gamma": "0.5", "k": "3", "A": "0.9/s", "volatility": "2", "size": "10 lots"]),
  ]

  private func quotes(
    _ name: String, _ texts: [String: String], _ view: MarketView, _ quantity: Double
  ) throws -> Quotes {
    let type = try StrategyCatalogue().strategy(named: name)
    var strategy = try type.init(
      ParameterValues(texts: texts, declared: type.parameters, instrument: perpetual))
    return strategy.quotes(for: view, holding: Inventory(quantity: quantity))
  }

  @Test("Symmetric about the mid at the target", arguments: skewing)
  func symmetricAtTarget(name: String, texts: [String: String]) throws {
    let texts = texts.merging(["target": "25 lots"]) { _, new in new }
    let result = try quotes(name, texts, view(), 25)
    let (bid, ask) = best(result)
    let (low, high) = (try #require(bid), try #require(ask))
    #expect(agrees(270_000 - low.price, high.price - 270_000, 1e-9))
    #expect(low.quantity == high.quantity && low.quantity == 10)
    #expect(result.target == 25)
  }

  @Test("The more it holds, the less it bids and the cheaper it offers", arguments: skewing)
  func monotone(name: String, texts: [String: String]) throws {
    var last: (Double, Double, Double)?
    for quantity in stride(from: -60.0, through: 60, by: 5) {
      let (bid, ask) = best(try quotes(name, texts, view(), quantity))
      let (low, high) = (try #require(bid), try #require(ask))
      if let last {
        #expect(low.price <= last.0 && high.price <= last.1)
        #expect(low.quantity - high.quantity <= last.2)
        #expect(
          low.price + high.price < last.0 + last.1 || low.quantity - high.quantity < last.2)
      }
      last = (low.price, high.price, low.quantity - high.quantity)
    }
  }

  @Test("Moving inventory and target together changes no quote", arguments: skewing)
  func relativeToTarget(name: String, texts: [String: String]) throws {
    let plain = best(try quotes(name, texts, view(), 12))
    let moved = best(
      try quotes(name, texts.merging(["target": "100 lots"]) { _, new in new }, view(), 112))
    #expect(plain.bid == moved.bid && plain.ask == moved.ask)
  }

  @Test("A mirrored market gives mirrored quotes", arguments: skewing)
  func mirrored(name: String, texts: [String: String]) throws {
    // Mirror about 270,000 ticks: prices p become 540,000 − p and inventories change sign.
    let here = best(try quotes(name, texts, view(mid: 270_010.5), 24))
    let there = best(try quotes(name, texts, view(mid: 269_989.5), -24))
    let bid = try #require(here.bid)
    let ask = try #require(here.ask)
    #expect(agrees(540_000 - bid.price, try #require(there.ask).price, 1e-14))
    #expect(agrees(540_000 - ask.price, try #require(there.bid).price, 1e-14))
    #expect(bid.quantity == there.ask?.quantity && ask.quantity == there.bid?.quantity)
  }

  @Test("Skew 0 is symmetric, from the mid and from the touch", arguments: ["mid", "touch"])
  func skewZero(anchor: String) throws {
    let texts = ["half-spread": "3 bps", "size": "0.01", "anchor": anchor]
    for quantity in [-50.0, 0, 50] {
      let plain = best(try quotes("symmetric", texts, view(), quantity))
      let skewed = best(
        try quotes("linear-skew", texts.merging(["skew": "0"]) { _, new in new }, view(), quantity))
      #expect(plain.bid == skewed.bid && plain.ask == skewed.ask)
    }
  }

  @Test("Distances hang on the mid, or join the touch")
  func anchors() throws {
    let market = view(mid: 270_000.5, halfSpread: 1.5)
    let texts = ["half-spread": "0.2", "size": "0.01", "skew": "0.1 ticks per lot"]
    let mid = best(try quotes("linear-skew", texts, market, 10))
    #expect(mid.bid == QuoteLevel(price: 269_997.5, quantity: 10))
    #expect(mid.ask == QuoteLevel(price: 270_001.5, quantity: 10))
    let joining = ["half-spread": "0", "size": "0.01", "anchor": "touch"]
    let touch = best(try quotes("symmetric", joining, market, 10))
    #expect(touch.bid?.price == market.bid && touch.ask?.price == market.ask)
  }

  @Test("Hold wants nothing")
  func hold() throws {
    let result = try quotes("hold", [:], view(), 5)
    #expect(result.bidCount == 0 && result.askCount == 0 && result.immediate == nil)
  }

  @Test("Models convert their depths from price units to ticks")
  func modelUnits() throws {
    let texts = Self.skewing[2].texts.merging(["k": "0.3/tick", "unit": "1"]) { _, new in new }
    let (bid, ask) = best(try quotes("avellaneda-stoikov", texts, view(), 20))
    let model = AvellanedaStoikovQuotes(gamma: 0.5, k: 3)
    let depths = model.depths(q: 0.02, sigma: 0.5, remaining: 300)
    #expect(agrees(try #require(bid).price, 270_000 - depths.bid * 10, 1e-13))
    #expect(agrees(try #require(ask).price, 270_000 + depths.ask * 10, 1e-13))
    let glft = best(try quotes("glft", Self.skewing[3].texts, view(), 20))
    let closed = GLFTClosedForm(gamma: 0.5, intensity: 0.9, k: 3, orderSize: 0.01)
    let wanted = closed.depths(q: 0.02, sigma: 2)
    #expect(agrees(try #require(glft.bid).price, 270_000 - wanted.bid * 10, 1e-13))
    #expect(agrees(try #require(glft.ask).price, 270_000 + wanted.ask * 10, 1e-13))
  }

  @Test("A session's horizon counts down to its end, and needs one")
  func session() throws {
    let texts = Self.skewing[2].texts.merging(["horizon": "session"]) { _, new in new }
    let rolling = Self.skewing[2].texts.merging(["horizon": "40s"]) { _, new in new }
    let minute: Int64 = 60_000_000_000
    let market = view(time: 20_000_000_000, sessionEnd: minute)
    let counted = best(try quotes("avellaneda-stoikov", texts, market, 20))
    let constant = best(try quotes("avellaneda-stoikov", rolling, market, 20))
    #expect(counted.bid == constant.bid && counted.ask == constant.ask)
    #expect(try quotes("avellaneda-stoikov", texts, view(), 20).bidCount == 0)
    let after = view(time: 2 * minute, sessionEnd: minute)
    let (bid, ask) = best(try quotes("avellaneda-stoikov", texts, after, 20))
    #expect(agrees(try #require(ask).price - 270_000, 270_000 - (try #require(bid).price), 1e-9))
  }

  @Test("Size skew by portfolio weight uses cash at the mid, as Hummingbot does")
  func portfolioWeight() throws {
    var strategy = try make(
      SizeSkewStrategy.self,
      [
        "half-spread": "1 tick", "size": "0.2", "target-base-ratio": "0.5",
        "inventory-range-multiplier": "1",
      ])
    // 1.2 BTC at 27,000 and 30,000 in cash, 0.4 BTC of range: the reference ratio is 8/9.
    let result = strategy.quotes(
      for: view(mid: 270_000), holding: Inventory(quantity: 1_200, cash: 30_000))
    let (bid, ask) = best(result)
    #expect(agrees(try #require(bid).quantity, 200 * 8 / 9, 1e-9))
    #expect(agrees(try #require(ask).quantity, 200 * 10 / 9, 1e-9))
    #expect(agrees(result.target, 62_400 / 2 / 27, 1e-12))
    #expect(throws: ParameterError.self) {
      try make(
        SizeSkewStrategy.self,
        ["half-spread": "1", "size": "1", "target": "1", "target-base-ratio": "0.5"])
    }
  }

  @Test("A side without size is not quoted")
  func oneSided() throws {
    let result = try quotes("size-skew", Self.skewing[1].texts, view(), 64)
    #expect(result.bidCount == 0)
    #expect(best(result).ask?.quantity == 20)
  }
}
