/// What is traded: its grid of prices and quantities and how its profits are booked.
public struct Instrument: Sendable, Equatable {
  /// How a position in the instrument is booked.
  public enum Kind: String, Sendable, CaseIterable {
    /// An asset that is owned: it can never be sold short.
    case spot
    /// A contract whose profit is linear in the price, such as a USDT-margined perpetual.
    case linear
    /// A contract for a fixed amount of the quote currency that is margined and settled in the base
    /// currency, such as a coin-margined perpetual: its profit goes with 1 / price.
    case inverse
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
  /// The currency that prices are counted in, and money too but for inverse contracts.
  public var quote: String
  /// Base units per unit of quantity, greater than 0, 1 for most instruments; of an inverse
  /// contract its value in the quote currency.
  public var multiplier: FixedDecimal
  /// The currency that money is counted in, where it is given.
  public var givenSettlement: String?

  /// The currency that money is counted in: the quote currency, of an inverse contract the base
  /// currency. Where that is not given it is the part of an inverse contract's symbol before the
  /// quote currency, as in `BTCUSD`; empty where nothing tells it.
  public var settlement: String {
    if let givenSettlement { return givenSettlement }
    guard kind == .inverse else { return quote }
    let (symbol, quote) = (Array(symbol.utf8), Array(quote.utf8))
    guard !quote.isEmpty, symbol.count > quote.count else { return "" }
    for start in 1...(symbol.count - quote.count)
    where Array(symbol[start..<(start + quote.count)]) == quote {
      var base = symbol[..<start]
      while let last = base.last, !Self.isLetterOrDigit(last) { base.removeLast() }
      return String(decoding: base, as: UTF8.self)
    }
    return ""
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }

  /// An instrument; `tick`, `lot` and `multiplier` must be greater than 0.
  public init(
    symbol: String, tick: FixedDecimal, lot: FixedDecimal, kind: Kind = .linear,
    quote: String = "", multiplier: FixedDecimal = FixedDecimal(mantissa: 1, decimals: 0),
    name: String? = nil, settlement: String? = nil
  ) {
    precondition(tick.isPositive && lot.isPositive && multiplier.isPositive, "grids are positive")
    self.name = name ?? symbol
    self.symbol = symbol
    self.tick = tick
    self.lot = lot
    self.kind = kind
    self.quote = quote
    self.multiplier = multiplier
    givenSettlement = settlement
  }
}
