/// A strategy that trades several instruments: it quotes the first and may quote, or take, in the
/// others, each of its *legs* at the venue of its instrument.
///
/// Every leg has a ledger, orders, a limit, fees and latencies of its own. The strategy is asked
/// once for all of them, and sees each instrument as it had arrived by then.
///
/// The first leg is the instrument that the experiment gives the strategy; each parameter of
/// dimension `ParameterDimension.instrument` names one more, in the order declared:
///
///     struct Hedger: LeggedStrategy {
///       static let parameters = [Parameter("hedge", .instrument, "where it hedges")]
///       …
///       mutating func quotes(for view: MarketView, holding legs: Holdings) -> LegQuotes {
///         var quotes = LegQuotes()
///         quotes[0].bid(at: view.bid, quantity: 1)
///         if legs[0].quantity > 5, legs[1].pending == 0 {
///           quotes[1].immediate = ImmediateOrder(side: .sell, quantity: 5)
///         }
///         return quotes
///       }
///     }
public protocol LeggedStrategy: Strategy {
  /// What this strategy wants on each of its legs, given what it may know now; nothing wanted on a
  /// leg cancels what rests there.
  ///
  /// - Parameters:
  ///   - view: the first leg's instrument; its `instruments` are the others.
  ///   - legs: what is held on each leg.
  /// - Returns: what is wanted on each leg.
  mutating func quotes(for view: MarketView, holding legs: Holdings) -> LegQuotes
}

extension LeggedStrategy {
  /// What is wanted on the first leg where the others hold nothing.
  public mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
    quotes(for: view, holding: Holdings(inventory))[0]
  }

  /// How many legs every strategy of this type has.
  public static var legCount: Int {
    1 + parameters.count { $0.dimension == .instrument }
  }
}

/// What a strategy knows of its holdings on each of its legs.
@frozen
public struct Holdings: Sendable {
  /// How many legs a strategy can have.
  public static var maximumLegs: Int { 4 }

  @usableFromInline var inventories = InlineArray<4, Inventory>(
    repeating: Inventory(quantity: 0))
  @usableFromInline var places = InlineArray<4, Int>(repeating: 0)
  /// How many legs there are.
  public private(set) var count = 0

  /// No legs.
  init() {}

  /// A first leg that holds `inventory`, and others that hold nothing.
  public init(_ inventory: Inventory) { append(inventory, on: 0) }

  /// Adds a leg; there must be room.
  ///
  /// - Parameters:
  ///   - inventory: what it holds.
  ///   - instrument: the place of its instrument in the experiment's list.
  public mutating func append(_ inventory: Inventory, on instrument: Int) {
    inventories[count] = inventory
    places[count] = instrument
    count += 1
  }

  /// What the leg `leg` holds: quantity in lots of its instrument, cash and equity in quote units.
  @inlinable
  public subscript(leg: Int) -> Inventory { inventories[leg] }

  /// The place of the instrument of `leg`, as `MarketView.instruments` counts.
  @inlinable
  public func instrument(of leg: Int) -> Int { places[leg] }
}

/// What a strategy wants on each of its legs.
@frozen
public struct LegQuotes: Sendable {
  @usableFromInline var legs = InlineArray<4, Quotes>(repeating: Quotes())

  /// No quotes on any leg: everything resting is cancelled.
  @inlinable
  public init() {}

  /// What is wanted on `leg`, in ticks and lots of its instrument; 0 is the first.
  @inlinable
  public subscript(leg: Int) -> Quotes {
    get { legs[leg] }
    _modify { yield &legs[leg] }
  }
}
