/// Splits the profit of trading into what was realised and what is still open, under one rule for
/// which units leave first.
///
/// A trade that reduces the position realises side × (price - entry price) for each unit that
/// leaves; the rest of the profit is unrealised: position × mark - cost of what is open. Their sum
/// is cash + position × mark whatever the rule, only the split depends on it:
///
/// - first in, first out: the oldest units leave first;
/// - last in, first out: the youngest;
/// - average cost: all units cost the same, their mean entry price, which a reduction leaves as it
///   is.
///
/// A trade beyond zero closes everything and opens the rest on the other side. Fees and funding are
/// no part of it. Sums are kept in two-word arithmetic. Memory grows with the number of open
/// entries at different prices, at most one per unit held; O(1) a trade, amortised. Linear
/// contracts and spot; for an inverse contract give the value of a unit, -1 / price, as the price.
public struct RealisedProfit: Sendable, Equatable {
  /// Which units leave first.
  public enum Method: String, Sendable, CaseIterable {
    /// First in, first out.
    case fifo
    /// Last in, first out.
    case lifo
    /// All units at their mean entry price.
    case averageCost = "average-cost"
  }

  /// Units that entered at one price.
  private struct Entry: Sendable, Equatable {
    var quantity: Double
    var price: Double
  }

  /// The rule.
  public let method: Method
  private var entries: [Entry] = []
  /// The first of ``entries`` that is open: what left first is removed now and then.
  private var first = 0
  private var cost = DoubleDouble.zero
  private var position = DoubleDouble.zero
  private var gained = DoubleDouble.zero
  private var defect: Undefined?

  /// A position that begins with `quantity` units (negative = short), entered at `price`.
  ///
  /// - Parameters:
  ///   - method: Which units leave first.
  ///   - quantity: The position at the start, any unit.
  ///   - price: The price it counts as entered at, usually the mid then.
  public init(_ method: Method, quantity: Double = 0, price: Double = 0) {
    self.method = method
    if !quantity.isFinite || !price.isFinite {
      defect = .notFinite
    } else if quantity != 0 {
      open(quantity, price)
    }
  }

  /// Books a trade.
  ///
  /// - Parameters:
  ///   - side: Which way.
  ///   - price: In price units.
  ///   - quantity: How much, > 0.
  public mutating func trade(_ side: TradeSide, price: Double, quantity: Double) {
    guard price.isFinite, quantity.isFinite else { return defect = defect ?? .notFinite }
    guard quantity > 0 else { return defect = defect ?? .settingOutOfRange }
    var rest = quantity
    if position.high * side.sign < 0 {
      switch method {
      case .averageCost: rest = reduceAverage(side, price, rest)
      case .fifo, .lifo: rest = reduce(side, price, rest)
      }
    }
    if rest > 0 { open(side.sign * rest, price) }
  }

  /// The position, positive = long.
  public var quantity: Double { position.high }

  /// What was realised so far, in money.
  public var realised: Measured<Double> {
    if let defect { return .failure(defect) }
    return .finite(gained.high)
  }

  /// What the open position would realise at `mark`, in money.
  public func unrealised(mark: Double) -> Measured<Double> {
    if let defect { return .failure(defect) }
    guard mark.isFinite else { return .failure(.notFinite) }
    return .finite((position * DoubleDouble(mark) - cost).high)
  }

  /// The mean entry price of what is open; undefined where nothing is.
  public var entryPrice: Measured<Double> {
    if let defect { return .failure(defect) }
    guard position.high != 0 else { return .failure(.noWeight) }
    return .finite((cost / position).high)
  }

  private mutating func open(_ signed: Double, _ price: Double) {
    position += DoubleDouble(signed)
    cost += .product(signed, price)
    guard method != .averageCost else { return }
    if let last = entries.indices.last, last >= first, entries[last].price == price {
      entries[last].quantity += signed.magnitude
    } else {
      entries.append(Entry(quantity: signed.magnitude, price: price))
    }
  }

  /// Closes up to `quantity` units, and returns what is left of it.
  private mutating func reduce(_ side: TradeSide, _ price: Double, _ quantity: Double) -> Double {
    var rest = quantity
    while rest > 0, first < entries.count {
      let place = method == .fifo ? first : entries.count - 1
      let closed = Swift.min(rest, entries[place].quantity)
      leave(side, price, closed, entry: DoubleDouble(entries[place].price))
      rest -= closed
      entries[place].quantity -= closed
      guard entries[place].quantity == 0 else { break }
      if method == .fifo { first += 1 } else { entries.removeLast() }
    }
    if first == entries.count {
      entries.removeAll(keepingCapacity: true)
      first = 0
      (position, cost) = (.zero, .zero)
    } else if first > 64, first * 2 > entries.count {
      entries.removeFirst(first)
      first = 0
    }
    return rest
  }

  private mutating func reduceAverage(
    _ side: TradeSide, _ price: Double, _ quantity: Double
  ) -> Double {
    let held = position.high.magnitude
    let closed = Swift.min(quantity, held)
    leave(side, price, closed, entry: cost / position)
    if closed == held { (position, cost) = (.zero, .zero) }
    return quantity - closed
  }

  private mutating func leave(
    _ side: TradeSide, _ price: Double, _ quantity: Double, entry: DoubleDouble
  ) {
    let signed = DoubleDouble(side.sign * quantity)
    gained += signed * (entry - DoubleDouble(price))
    position += signed
    cost += signed * entry
  }
}
