/// Fees that are more than a constant share of notional; lanes without such rules never come here.
extension Engine {
  /// The fee on a fill of `quantity` lots that comes to `notional`, by the volume that `lane` has
  /// traded before it; `nil` where it does not fit.
  @inline(never)
  mutating func ruledFee(
    _ base: FeeRate, _ notional: Int128, _ quantity: Int64, isMaker: Bool, _ lane: Int32
  ) -> Int128? {
    guard let rules = feeRules[Int(lanes[lane].assumptions)] else { return nil }
    let rate = rules.rate(volume: volumes.lastVolume(lane), isMaker: isMaker, base: base)
    return rules.fee(rate: rate, notional: notional, quantity: quantity, isMaker: isMaker)
  }

  /// Forgets what has left the window of the volume that counts.
  @inline(never)
  mutating func forgetVolume(_ lane: Int32, _ compiled: Int32) {
    _ = volumes.volume(lane, at: now, window: feeRules[Int(compiled)]?.window)
  }

  /// Adds a fill that comes to `notional` to what `lane` has traded.
  @inline(never)
  mutating func addVolume(_ lane: Int32, _ notional: Int128) {
    guard let rules = feeRules[Int(lanes[lane].assumptions)], !rules.tiers.isEmpty else { return }
    if !volumes.add(lane, notional, at: now, window: rules.window) { fail(lane, at: now) }
  }

  /// The most that the fees on buying `quantity` lots for `notional` (≥ 0) can come to, in however
  /// many fills; `nil` where that does not fit.
  mutating func feeBound(_ lane: Int32, _ notional: Int128, _ quantity: Int64) -> Int128? {
    let compiled = lanes[lane].assumptions
    var rates = [assumptions[compiled].makerFee, assumptions[compiled].takerFee]
    var fixed: Int128 = 0
    if let rules = feeRules[Int(compiled)] {
      rates += rules.tiers.flatMap { [$0.maker, $0.taker] }
      for amounts in [rules.maker, rules.taker] {
        let each = max(amounts.perLot, 0) + max(amounts.perFill, 0)
        let (sum, overflow) = each.multipliedReportingOverflow(by: Int128(quantity))
        if overflow { return nil }
        fixed = max(fixed, sum / amounts.divisor + 1)
      }
    }
    var largest: Int128 = 0
    for rate in rates {
      guard let fee = rate.fee(onMoney: notional) else { return nil }
      largest = max(largest, fee)
    }
    // Each fill is of a lot at least, and its fee is rounded up by less than a unit.
    return largest + fixed + Int128(quantity)
  }
}
