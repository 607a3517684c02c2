public import MarketData

/// One exact unit for the money of several instruments: the largest power of ten that every
/// instrument's `MoneyUnit` is a whole multiple of.
public struct CommonMoney: Sendable, Equatable {
  /// The unit is 10^−`decimals` quote units.
  public let decimals: Int
  /// For each instrument how many of the unit its 10^−8 tick·lot is.
  public let factors: [Int128]

  /// The unit of `instruments`; `nil` where their grids are too far apart for 128 bits.
  public init?(_ instruments: [Instrument]) {
    let units = instruments.map(MoneyUnit.init)
    let decimals = units.map(\.decimals).max() ?? 0
    var factors: [Int128] = []
    for unit in units {
      guard let factor = MoneyUnit.scaled(unit.mantissa, by: decimals - unit.decimals)
      else { return nil }
      factors.append(factor)
    }
    self.decimals = decimals
    self.factors = factors
  }

  /// `amount`, in 10^−8 tick·lot of the instrument at `place`, in this unit; `nil` on overflow.
  public func units(of amount: Int128, at place: Int) -> Int128? {
    let (product, overflow) = amount.multipliedReportingOverflow(by: factors[place])
    return overflow ? nil : product
  }
}

extension MoneyUnit {
  /// The unit that the money of several instruments adds up in.
  public init(_ money: CommonMoney) {
    mantissa = 1
    decimals = money.decimals
  }
}
