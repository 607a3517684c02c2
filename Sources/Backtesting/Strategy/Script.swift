public import MarketData

/// One action of a scripted lane.
public struct ScriptAction: Sendable, Equatable {
  /// What is done.
  public enum Kind: String, Sendable, CaseIterable {
    /// A resting order is sent.
    case place
    /// An order is given a new total quantity; a larger one, or another price, replaces it.
    case amend
    /// An order is cancelled.
    case cancel
    /// An order that takes at once is sent.
    case immediate
  }

  /// When, on the local clock (ns).
  public var time: Int64
  /// What is done.
  public var kind: Kind
  /// The script's own number for the order.
  public var order: Int64
  /// The side of the order.
  public var side: Side
  /// Its price (ticks); may be `nil` for cancels, for amends that keep it, and for immediate
  /// orders without a limit.
  public var price: Int64?
  /// Its total quantity (lots); `nil` for cancels.
  public var quantity: Int64?
  /// Whether the order may only bring the inventory nearer to zero.
  public var isReduceOnly: Bool

  /// An action.
  public init(
    time: Int64, kind: Kind, order: Int64, side: Side, price: Int64? = nil, quantity: Int64? = nil,
    isReduceOnly: Bool = false
  ) {
    self.isReduceOnly = isReduceOnly
    self.time = time
    self.kind = kind
    self.order = order
    self.side = side
    self.price = price
    self.quantity = quantity
  }
}

/// Orders from a file, so that any tape and any order can be replayed and checked by hand: each
/// distinct time is a decision; nothing is reconciled, but limits, crossing, latencies and the
/// order of messages hold as for strategies.
public struct Script: Sendable, Equatable {
  /// The actions by time, equal times in the order given.
  public let actions: [ScriptAction]

  /// A script of `actions` in any order.
  public init(_ actions: [ScriptAction]) {
    self.actions = actions.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }
}
