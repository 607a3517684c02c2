/// What is traded: its grid of prices and quantities and how its profits are booked.
public struct Instrument: Sendable, Equatable {
  /// How a position in the instrument is booked.
  public enum Kind: String, Sendable, CaseIterable {
    /// An asset that is owned: it can never be sold short.
    case spot
    /// A contract whose profit is linear in the price, such as a USDT-margined perpetual.
    case linear
  }

  /// What a run with several instruments calls it, unique there; the symbol unless given.
  public var name: String
  /// The name of the instrument as its venue writes it.
  public var symbol: String
  /// The price grid in quote units, greater than 0.
  public var tick: FixedDecimal
  /// The quantity grid in base units (contracts for a derivative), greater than 0.
  public var lot: FixedDecimal
  /// How positions are booked.
  public var kind: Kind
  /// The currency that prices and money are counted in.
  public var quote: String
  /// Base units per unit of quantity, greater than 0; 1 for most instruments.
  public var multiplier: FixedDecimal

  /// An instrument; `tick`, `lot` and `multiplier` must be greater than 0.
  public init(
    symbol: String, tick: FixedDecimal, lot: FixedDecimal, kind: Kind = .linear,
    quote: String = "", multiplier: FixedDecimal = FixedDecimal(mantissa: 1, decimals: 0),
    name: String? = nil
  ) {
    precondition(tick.isPositive && lot.isPositive && multiplier.isPositive, "grids are positive")
    self.name = name ?? symbol
    self.symbol = symbol
    self.tick = tick
    self.lot = lot
    self.kind = kind
    self.quote = quote
    self.multiplier = multiplier
  }
}
