public import Backtesting

/// Constant-proportion portfolio insurance: a multiple of what the equity exceeds a floor by.
///
///     q* = m max(E − F, 0)/price,   at most the given multiple of the equity E
///
/// The floor may ratchet: F never falls below a share of the highest equity seen. Once the equity
/// has gapped through the floor the cushion is gone for good and the target stays 0.
///
/// Source: F. Black, A. Perold, "Theory of constant proportion portfolio insurance", Journal of
/// Economic Dynamics and Control 16, 1992, 403–426.
public struct CushionTarget: Sendable, Equatable {
  /// m.
  public let multiplier: Double
  /// The share of the highest equity that the floor rises to; 0 = it stays.
  public let ratchet: Double
  /// The exposure at most, as a multiple of the equity.
  public let leverage: Double
  /// F (quote units).
  public private(set) var floor: Double
  /// Whether the equity has fallen to the floor.
  public private(set) var isBroken = false

  /// What can be set.
  public static var parameters: [Parameter] {
    [
      Parameter(
        "floor", .number, "equity F to protect, in quote units", in: Parameter.nonNegative),
      Parameter(
        "multiplier", .number, "exposure m for each quote unit of cushion E − F", default: "3",
        in: Parameter.nonNegative),
      Parameter(
        "ratchet", .number, "share of the highest equity that the floor rises to; 0 = it stays",
        default: "0", in: 0...1),
      Parameter(
        "leverage", .number, "exposure at most, as a multiple of the equity", default: "1",
        in: Parameter.positive),
    ]
  }

  /// The target that `values` hold.
  public init(_ values: ParameterValues) {
    multiplier = values["multiplier"]
    ratchet = values["ratchet"]
    leverage = values["leverage"]
    floor = values["floor"]
  }

  /// The target inventory (lots) after seeing what is known now.
  public mutating func lots(for view: MarketView, holding inventory: Inventory) -> Double {
    let equity = inventory.equity
    floor = max(floor, ratchet * equity)
    if equity <= floor { isBroken = true }
    let lotValue = view.mid * view.tickSize * view.lotSize
    guard !isBroken, lotValue > 0 else { return 0 }
    return min(multiplier * (equity - floor), leverage * equity) / lotValue
  }
}
