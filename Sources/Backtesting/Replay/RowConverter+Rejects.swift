internal import MarketData

/// Rows that cannot be converted.
extension RowConverter {
  @inline(never)
  mutating func rejectPrice(
    _ index: Int, _ mantissa: Int64, _ decimals: UInt8, _ slot: Int
  ) -> MarketEvent? {
    let isFar = ticks.isBeyond(Self.priceLimit, mantissa, decimals: decimals)
    return reject(index, isFar ? .outOfRange : .offTick, slot)
  }

  @inline(never)
  mutating func rejectQuantity(
    _ index: Int, _ mantissa: Int64, _ decimals: UInt8, _ slot: Int
  ) -> MarketEvent? {
    let isFar = lots.isBeyond(Self.quantityLimit, mantissa, decimals: decimals)
    return reject(index, isFar ? .outOfRange : .offLot, slot)
  }

  @inline(never)
  mutating func reject(_ index: Int, _ reason: RejectReason, _ slot: Int) -> MarketEvent? {
    failures.append(Failure(index: index, reason: reason, slot: slot))
    return nil
  }
}
