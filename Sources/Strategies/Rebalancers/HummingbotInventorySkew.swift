/// What share of the order size each side quotes so that fills lead back to the target, as
/// Hummingbot's inventory skew has it: 0 to 2 on each side, adding up to 2.
///
/// The bid's share falls linearly from 2 at the lower end of the range, over 1 at the target, to 0
/// at its upper end; the ask's is 2 minus the bid's.
///
/// Source: Hummingbot, `inventory_skew_calculator`, and the values of its unit tests.
public struct HummingbotInventorySkew: Sendable, Equatable {
  /// Multiplies the bid's size, 0 to 2.
  public var bidRatio: Double
  /// Multiplies the ask's size, 0 to 2.
  public var askRatio: Double

  /// Ratios from their parts.
  public init(bidRatio: Double, askRatio: Double) {
    self.bidRatio = bidRatio
    self.askRatio = askRatio
  }

  /// Nothing is quoted on either side.
  public static var none: HummingbotInventorySkew {
    HummingbotInventorySkew(bidRatio: 0, askRatio: 0)
  }

  /// The ratios of a portfolio of `base` units and `quote` cash at `price`, whose base is to be
  /// worth the share `targetRatio` (0 to 1) of the whole, with `range` base units on either side.
  ///
  /// As in Hummingbot the range is at most half the portfolio and ends at no base at all. Neither
  /// side quotes where the portfolio or the range is worth nothing.
  public static func ratios(
    base: Double, quote: Double, price: Double, targetRatio: Double, range: Double
  ) -> HummingbotInventorySkew {
    let value = base * price
    let total = value + quote
    guard total > 0, range > 0, price > 0 else { return .none }
    let width = min(range * price, total / 2)
    let target = total * targetRatio
    return interpolated(
      value, lower: max(target - width, 0), target: target, upper: target + width)
  }

  /// The ratios of an inventory `q` that is to be `target`, with `range` on either side, all in
  /// one unit. Nothing but the range bounds it, so that short inventories are skewed too.
  ///
  /// Neither side quotes where the range is not greater than 0.
  public static func ratios(q: Double, target: Double, range: Double) -> HummingbotInventorySkew {
    guard range > 0 else { return .none }
    return interpolated(q, lower: target - range, target: target, upper: target + range)
  }

  private static func interpolated(
    _ x: Double, lower: Double, target: Double, upper: Double
  ) -> HummingbotInventorySkew {
    let bid: Double
    if x < target {
      bid = x <= lower ? 2 : 2 - (x - lower) / (target - lower)
    } else {
      bid = x >= upper ? 0 : 1 - (x - target) / (upper - target)
    }
    return HummingbotInventorySkew(bidRatio: bid, askRatio: 2 - bid)
  }
}
