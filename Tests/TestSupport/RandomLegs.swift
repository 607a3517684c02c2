public import Backtesting
internal import MarketData

/// A strategy with two legs that does a little of everything on both, determined by its seed, the
/// time and what it knows of both markets, both inventories and the fills of both.
public struct RandomLegs: LeggedStrategy {
  /// Its name.
  public static let name = "random-legs"
  /// What it is.
  public static let summary = "Quotes two instruments at random, for tests."
  /// The other instrument, and how each leg quotes.
  public static let parameters =
    [Parameter("other", .instrument, "the second leg")] + RandomQuoter.parameters
    + [Parameter("second", .number, "0 = nothing is wanted of the second leg", default: "1")]

  private var first: RandomQuoter
  private var second: RandomQuoter?
  private var seen: Double = 0

  /// A quoter with the given values.
  public init(_ values: ParameterValues) throws {
    first = try RandomQuoter(values)
    second = values["second"] == 0 ? nil : first
  }

  /// Quotes at random.
  public mutating func quotes(for view: MarketView, holding legs: Holdings) -> LegQuotes {
    var quotes = LegQuotes()
    quotes[0] = first.quotes(for: view, holding: legs[0])
    guard second != nil, var other = view.instruments[legs.instrument(of: 1)] else { return quotes }
    // What the legs know of each other matters: quotes move with the other market and holdings.
    other.bid += (legs[0].quantity + view.mid - other.mid) / 16
    other.time += 7_000_000_000 * (1 + Int64(seen))
    quotes[1] = second?.quotes(for: other, holding: legs[1]) ?? Quotes()
    if legs[1].pending != 0 { quotes[1].immediate = nil }
    if legs[0].equity + legs[1].equity < legs[1].cash { quotes[0].immediate = nil }
    return quotes
  }

  /// Lets fills of both legs change what it does next, each in its own way.
  public mutating func observe(_ fill: OwnFill) {
    first.observe(fill)
    guard second != nil else { return }
    second?.observe(fill)
    seen += Double(1 + fill.instrument) * 0.25
  }
}
