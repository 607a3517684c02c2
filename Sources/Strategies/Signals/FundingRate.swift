/// The arithmetic of perpetual funding.
///
/// A positive rate is paid by longs to shorts; a payment is −position × mark × rate.
public enum FundingRate {
  /// What a position (base units) receives at `mark` and `rate`; negative = paid.
  public static func cash(position: Double, mark: Double, rate: Double) -> Double {
    -position * mark * rate
  }

  /// The rate of an average `premium`, as Binance has it: premium + clamp(interest − premium).
  public static func rate(
    premium: Double, interest: Double = 0.0001, clamp: Double = 0.0005
  ) -> Double {
    premium + min(max(interest - premium, -clamp), clamp)
  }
}
