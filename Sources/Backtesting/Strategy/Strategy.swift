public import MarketData

/// A rebalancing strategy: given what it may know, it declares the quotes it wants resting.
///
/// Strategies are values without references to one another. The engine asks each at its decision
/// instants, compares the answer with what it has asked for, and sends only the difference.
///
///     struct Mine: Strategy {
///       static let name = "mine"
///       static let summary = "Quotes one tick behind the touch."
///       static let parameters = [Parameter("size", .quantity, "order size")]
///       let size: Double
///       init(_ values: ParameterValues) throws { size = values["size"] }
///       mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes {
///         var quotes = Quotes()
///         quotes.bid(at: view.bid - 1, quantity: size)
///         quotes.ask(at: view.ask + 1, quantity: size)
///         return quotes
///       }
///     }
public protocol Strategy: Sendable {
  /// The name in the catalogue and in experiment files, lower case with hyphens.
  static var name: String { get }
  /// One sentence for `ballast strategies`.
  static var summary: String { get }
  /// What can be set, declared once: used by the experiment file, `--set`, grids, `ballast
  /// strategies` and the manifest.
  static var parameters: [Parameter] { get }

  /// A strategy with the given parameter values; throws `ParameterError` where a combination of
  /// values makes no sense (ranges of single values are checked before).
  init(_ values: ParameterValues) throws

  /// The quotes this strategy wants resting, given what it may know now.
  mutating func quotes(for view: MarketView, holding inventory: Inventory) -> Quotes

  /// Told of each own fill when its report arrives, before the decision of that instant.
  mutating func observe(_ fill: OwnFill)

  /// Told of each market trade when it arrives, if `observesTrades`.
  mutating func observe(_ trade: MarketTrade)

  /// Whether `observe(_: MarketTrade)` is to be called.
  static var observesTrades: Bool { get }

  /// Whether `quotes(for:holding:)` gives the same whenever the view's best prices and mid and the
  /// holding's quantity and pending lots are the same, and changes nothing in the strategy: then it
  /// need not be called again while none of them changes, which changes no result.
  static var dependsOnPricesAndInventoryAlone: Bool { get }

  /// How many levels of each side `view.levels(_:)` has at most; 0 = the strategy looks at the
  /// touch alone, which costs least.
  static var depth: Int { get }

  /// Asks every strategy of a group that decides now; the default body is what conformers keep.
  static func decide(_ strategies: inout [Self], lanes: [Int32], at desk: DecisionDesk)
}

extension Strategy {
  /// Does nothing.
  @inlinable
  public mutating func observe(_ fill: OwnFill) {}

  /// Does nothing.
  @inlinable
  public mutating func observe(_ trade: MarketTrade) {}

  /// `false`.
  @inlinable
  public static var observesTrades: Bool { false }

  /// `false`.
  @inlinable
  public static var dependsOnPricesAndInventoryAlone: Bool { false }

  /// 0: the touch alone.
  @inlinable
  public static var depth: Int { 0 }
}

/// A report of one of the strategy's own fills.
@frozen
public struct OwnFill: Sendable {
  /// When the report arrived (ns UTC).
  public var time: Int64
  /// The side of the own order.
  public var side: Side
  /// The price it filled at (ticks).
  public var price: Int64
  /// The quantity filled (lots).
  public var quantity: Int64
  /// Whether the order was resting (maker) rather than taking.
  public var isMaker: Bool
  /// The place of the instrument it is of, as `MarketView.instruments` counts.
  public var instrument = 0

  @usableFromInline
  init(time: Int64, side: Side, price: Int64, quantity: Int64, isMaker: Bool) {
    self.time = time
    self.side = side
    self.price = price
    self.quantity = quantity
    self.isMaker = isMaker
  }
}

/// A market trade as it arrives at the strategy.
@frozen
public struct MarketTrade: Sendable {
  /// When it arrived (ns UTC).
  public var time: Int64
  /// Who initiated it; `nil` where the data does not say.
  public var aggressor: Side?
  /// Its price (ticks).
  public var price: Int64
  /// Its quantity (lots).
  public var quantity: Int64

  @usableFromInline
  init(time: Int64, aggressor: Side?, price: Int64, quantity: Int64) {
    self.time = time
    self.aggressor = aggressor
    self.price = price
    self.quantity = quantity
  }
}
