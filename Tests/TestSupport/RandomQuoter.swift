public import Backtesting
public import MarketData

/// A strategy that does a little of everything, determined by its seed, the time and what it knows:
/// several levels, changing sizes, gaps, crossing prices, immediate orders.
public struct RandomQuoter: Strategy {
  /// Its name.
  public static let name = "random-quoter"
  /// What it is.
  public static let summary = "Quotes at random, for tests."
  /// Seed, number of levels, and whether it sends immediate orders.
  public static let parameters = [
    Parameter("seed", .number, "seed"),
    Parameter("levels", .number, "most levels a side", default: "2"),
    Parameter("takes", .number, "1 = sends immediate orders", default: "1"),
    Parameter(
      "reduces", .number, "1 = every order is reduce-only, 2 = every sale is", default: "0"),
  ]
  let seed: UInt64
  let levels: Int64
  let takes: Bool
  let reduces: (buy: Bool, sell: Bool)
  var fillsSeen: UInt64 = 0

  /// A quoter with the given values.
  public init(_ values: ParameterValues) throws {
    seed = UInt64(values["seed"])
    levels = Int64(values["levels"])
    takes = values["takes"] != 0
    reduces = (values["reduces"] == 1, values["reduces"] > 0)
  }

  /// Quotes at random.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var random = SplitMix64(
      seed: seed &* 7919 &+ UInt64(bitPattern: view.time / 300_000_000) &+ fillsSeen)
    var quotes = Quotes()
    quotes.target = Double(random.integer(-2...2))
    let shift = (inventory.quantity - quotes.target) / 3
    for level in 0..<random.integer(0...levels) {
      let distance = Double(level) + Double(random.integer(-2...3)) / 2
      quotes.bid(
        at: view.bid - distance - shift, quantity: Double(random.integer(0...6)),
        reduceOnly: reduces.buy)
      quotes.ask(
        at: view.ask + distance - shift, quantity: Double(random.integer(0...6)),
        reduceOnly: reduces.sell)
    }
    if takes, random.oneIn(8) {
      let limit = random.oneIn(2) ? view.mid + Double(random.integer(-2...2)) : nil
      let side: Side = inventory.quantity > 0 ? .sell : .buy
      quotes.immediate = ImmediateOrder(
        side: side, quantity: Double(random.integer(1...6)), limit: limit,
        reduceOnly: side == .buy ? reduces.buy : reduces.sell)
    }
    return quotes
  }

  /// Lets fills change what it does next, so that reports matter.
  public mutating func observe(_ fill: OwnFill) { fillsSeen += UInt64(fill.quantity) }
}
