import Backtesting

/// Leans on the touch: joins both best prices, and steps back by some ticks on the side that would
/// add to an inventory of half its bound or more.
struct LeanStrategy: Strategy {
  static let name = "lean"
  static let summary = "Joins the touch and steps back on the side that would add to inventory."
  static let parameters = [
    Parameter("size", .quantity, "size of each quote", in: Parameter.positive),
    Parameter("bound", .quantity, "inventory at which it is full", in: Parameter.positive),
    Parameter(
      "step", .priceDistance, "how far it steps back", default: "1 ticks",
      in: Parameter.nonNegative),
  ]

  private let size: Double
  private let bound: Double
  private let step: PriceDistance

  init(_ values: ParameterValues) throws {
    size = values["size"]
    bound = values["bound"]
    step = values.distance("step")
    guard size <= bound else {
      throw ParameterError(name: "size", message: "must not exceed the bound")
    }
  }

  mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    var quotes = Quotes()
    let isLong = inventory.quantity >= bound / 2
    let isShort = inventory.quantity <= -bound / 2
    let back = step.ticks(atMid: view.mid)
    quotes.bid(at: view.bid - (isLong ? back : 0), quantity: size)
    quotes.ask(at: view.ask + (isShort ? back : 0), quantity: size)
    return quotes
  }
}
