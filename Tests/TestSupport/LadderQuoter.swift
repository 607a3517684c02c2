public import Backtesting
internal import MarketData

/// A strategy that keeps a small market busy: two levels on each side that move, shrink and come
/// back, determined by its seed, the time and its fills.
public struct LadderQuoter: Strategy {
  /// Its name.
  public static let name = "ladder-quoter"
  /// What it is.
  public static let summary = "Quotes two levels a side, for tests."
  /// Its seed.
  public static let parameters = [Parameter("seed", .number, "seed")]
  /// The least quantity of a level (lots): what is sent of less was cut.
  public static let smallest: Int64 = 4
  private let seed: UInt64
  private var fillsSeen: UInt64 = 0

  /// A quoter with the given values.
  public init(_ values: ParameterValues) throws { seed = UInt64(values["seed"]) }

  /// Quotes two levels near the touch.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var random = SplitMix64(
      seed: seed &* 7919 &+ UInt64(bitPattern: view.time / 90_000_000) &+ fillsSeen)
    var quotes = Quotes()
    quotes.target = Double(random.integer(-1...1))
    if random.oneIn(9) { return quotes }
    let shift = (inventory.quantity - quotes.target) / 8
    var distance = Double(random.integer(-1...1))
    for _ in 0..<2 {
      let size = Double(Self.smallest + random.integer(0...4))
      quotes.bid(at: view.bid - distance - shift, quantity: size)
      quotes.ask(at: view.ask + distance - shift, quantity: size)
      distance += Double(random.integer(1...2))
    }
    if random.oneIn(12) {
      quotes.immediate = ImmediateOrder(
        side: inventory.quantity > 0 ? .sell : .buy, quantity: Double(random.integer(1...4)))
    }
    return quotes
  }

  /// Lets fills change what it does next, so that reports matter.
  public mutating func observe(_ fill: OwnFill) { fillsSeen += UInt64(fill.quantity) }
}
