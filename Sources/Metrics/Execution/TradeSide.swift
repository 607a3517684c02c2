/// Which way a fill changed the inventory.
public enum TradeSide: Int, Sendable, Hashable, CaseIterable {
  /// Inventory rose.
  case bought = 1
  /// Inventory fell.
  case sold = -1

  /// +1 for bought, -1 for sold: the factor of every signed price difference.
  var sign: Double { Double(rawValue) }
}
