public import MarketData

/// What a lane on a spot account may owe, and what that costs.
public struct BalanceRules: Sendable, Equatable {
  /// Whether it may sell what it lacks.
  public var allowsShort = false
  /// Whether it may buy beyond its cash.
  public var allowsDebt = true
  /// Interest on borrowed base currency, as a share a year (≥ 0).
  public var baseRate = FixedDecimal(mantissa: 0, decimals: 0)
  /// Interest on borrowed quote currency, as a share a year (≥ 0).
  public var quoteRate = FixedDecimal(mantissa: 0, decimals: 0)
  /// Interest is posted at whole multiples of this from the Unix epoch (ns, > 0), on what is owed
  /// then, for as long as this.
  public var interval: Int64 = 3_600_000_000_000

  /// Nothing may be sold short; debts are allowed and free.
  public init() {}

  /// Whether anything is ever posted.
  var hasInterest: Bool { baseRate.mantissa != 0 || quoteRate.mantissa != 0 }

  /// A year of 365 days (ns).
  static let year: Int128 = 31_536_000_000_000_000

  /// The interest on `amount` (≥ 0) for one interval at `rate` a year, rounded once, half away from
  /// zero; `nil` where it does not fit.
  func interest(on amount: Int128, at rate: FixedDecimal) -> Int128? {
    MoneyUnit.share(
      Int128(rate.mantissa) * Int128(interval), of: amount,
      per: Self.year * Int128(FixedDecimal.powersOfTen[Int(rate.decimals)]))
  }
}
