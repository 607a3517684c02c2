/// Where profit came from: a reference ledger in `Double`.
///
/// Every column is a contribution to equity, in money; negative was paid. At each event the old
/// position is first revalued to the new mid, then fills are booked at that mid:
///
/// - inventory: q × (new mid - old mid), the move of the mid on what was already held;
/// - spread: side × (mid - price) × quantity of maker fills, the edge earned by waiting;
/// - rebalancing cost: the same of taker fills, nearly always negative;
/// - fees: -rate × price × quantity, positive for a rebate;
/// - funding: -q × mark × rate, positive for a short where the rate is positive.
///
/// The identity cash + q × mid = sum of the five holds exactly in real arithmetic at every event,
/// whatever mid is used: another mid shifts amounts between spread and inventory, never the total.
/// An engine keeps exact books in integers; this one attributes fills from any source and checks
/// such books from outside. Linear contracts and spot, multiplier 1. O(1) an event.
public struct ProfitAttribution: Sendable, Equatable {
  /// Whether a fill waited in the book or crossed the spread.
  public enum Liquidity: Sendable, Hashable {
    /// The order rested; its edge is spread capture.
    case maker
    /// The order crossed; its edge is rebalancing cost.
    case taker
  }

  /// The inventory, positive = long.
  public private(set) var position = 0.0
  /// Money received less money paid.
  public private(set) var cash = 0.0
  /// The mid of the last revaluation, in price units; `nil` before the first.
  public private(set) var mid: Double?
  /// Edge of maker fills.
  public private(set) var spread = 0.0
  /// Revaluation of what was held.
  public private(set) var inventory = 0.0
  /// Edge of taker fills.
  public private(set) var rebalancingCost = 0.0
  /// Fees, negative = paid.
  public private(set) var fees = 0.0
  /// Funding, negative = paid.
  public private(set) var funding = 0.0
  private var defect: Undefined?

  /// An empty book.
  public init() {}

  /// Moves the mid, revaluing what is held.
  ///
  /// - Parameter mid: The new mid, in price units; one that is not finite makes all undefined.
  public mutating func revalue(mid: Double) {
    guard mid.isFinite else { return defect = .notFinite }
    if let old = self.mid { inventory += position * (mid - old) }
    self.mid = mid
  }

  /// Books a fill at the mid of the last revaluation.
  ///
  /// A fill before the first mid has no edge and makes all undefined.
  ///
  /// - Parameters:
  ///   - side: Which way.
  ///   - price: In price units.
  ///   - quantity: How much, > 0.
  ///   - liquidity: Maker or taker.
  ///   - feeRate: The fee as a rate of notional; negative = rebate.
  public mutating func fill(
    _ side: TradeSide, price: Double, quantity: Double, liquidity: Liquidity, feeRate: Double
  ) {
    guard let mid else { return defect = .tooFewSamples(needed: 1) }
    guard price.isFinite, quantity.isFinite, feeRate.isFinite else { return defect = .notFinite }
    guard quantity > 0 else { return defect = .settingOutOfRange }
    let edge = side.sign * (mid - price) * quantity
    switch liquidity {
    case .maker: spread += edge
    case .taker: rebalancingCost += edge
    }
    let fee = feeRate * price * quantity
    fees -= fee
    position += side.sign * quantity
    cash -= side.sign * quantity * price + fee
  }

  /// Books a funding payment.
  ///
  /// - Parameters:
  ///   - rate: The rate; where positive, longs pay shorts.
  ///   - mark: The mark price it is taken of; `nil` = the mid of the last revaluation.
  public mutating func fund(rate: Double, mark: Double? = nil) {
    guard let mark = mark ?? mid else { return defect = .tooFewSamples(needed: 1) }
    guard rate.isFinite, mark.isFinite else { return defect = .notFinite }
    let payment = position * mark * rate
    funding -= payment
    cash -= payment
  }

  /// cash + q × mid, in money; undefined where an input was unusable.
  public var equity: Measured<Double> {
    if let defect { return .failure(defect) }
    return .finite(cash + position * (mid ?? 0))
  }

  /// The sum of the five columns, in money; equals ``equity`` up to rounding.
  public var total: Measured<Double> {
    if let defect { return .failure(defect) }
    return .finite(spread + inventory + rebalancingCost + fees + funding)
  }
}
