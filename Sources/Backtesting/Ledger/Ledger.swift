import MarketData

/// The exact books of one lane: inventory in lots, trade cash in half tick·lots, fees in
/// 10^−8 tick·lot.
///
/// Every posting keeps the identity *spread + inventory + rebalancing + fees + funding = change of
/// equity*: the parts are differences of one integer function of inventory and mid, while cash is
/// kept on its own, so `checkInvariants` compares two independent sums.
struct Ledger: BitwiseCopyable {
  /// Lots, positive = long.
  private(set) var inventory: Int64
  /// Cash moved by trades since the start (half tick·lots).
  private(set) var tradeCash: Int64 = 0
  /// Fees paid since the start (10^−8 tick·lot); negative = rebates.
  private(set) var feesPaid: Int128 = 0
  /// Funding paid since the start (10^−8 tick·lot); negative = received.
  private(set) var fundingPaid: Int128 = 0
  /// Edge of maker fills (half tick·lots).
  private(set) var spread: Int64 = 0
  /// Edge of taker fills (half tick·lots).
  private(set) var rebalancing: Int64 = 0
  /// Revaluation up to `mark` (half tick·lots).
  private(set) var revaluation: Int64 = 0
  /// The mid of the last revaluation (half ticks).
  private(set) var mark: Int64
  /// Cash at the start (10^−8 tick·lot).
  let startCash: Int128
  private let startInventory: Int64
  private let startMark: Int64

  init(inventory: Int64, cash: Int128, doubledMid: Int64) {
    self.inventory = inventory
    startCash = cash
    startInventory = inventory
    mark = doubledMid
    startMark = doubledMid
  }

  /// Books a fill of `quantity` lots at `price` ticks against the mid `doubledMid`.
  ///
  /// - Returns: `false`, with nothing booked, where a sum leaves the range of 64 bits.
  mutating func post(
    side: Side, price: Int64, quantity: Int64, doubledMid: Int64, isMaker: Bool, fee: Int128
  ) -> Bool {
    let signed = side.sign * quantity
    let (doubledPrice, o1) = price.multipliedReportingOverflow(by: 2)
    let (paid, o2) = doubledPrice.multipliedReportingOverflow(by: signed)
    let (cash, o3) = tradeCash.subtractingReportingOverflow(paid)
    let (move, o4) = doubledMid.subtractingReportingOverflow(mark)
    let (gain, o5) = inventory.multipliedReportingOverflow(by: move)
    let (revalued, o6) = revaluation.addingReportingOverflow(gain)
    let (distance, o7) = doubledMid.subtractingReportingOverflow(doubledPrice)
    let (edge, o8) = distance.multipliedReportingOverflow(by: signed)
    let (edges, o9) = (isMaker ? spread : rebalancing).addingReportingOverflow(edge)
    let (held, o10) = inventory.addingReportingOverflow(signed)
    if o1 || o2 || o3 || o4 || o5 || o6 || o7 || o8 || o9 || o10 { return false }
    tradeCash = cash
    revaluation = revalued
    mark = doubledMid
    if isMaker { spread = edges } else { rebalancing = edges }
    inventory = held
    feesPaid += fee
    return true
  }

  /// Moves the inventory to `quantity` lots at the mid `doubledMid` itself: equity and every part
  /// of the profit stay what they are.
  ///
  /// - Returns: `false`, with nothing booked, where a sum leaves the range of 64 bits.
  mutating func transfer(to quantity: Int64, doubledMid: Int64) -> Bool {
    let (signed, o1) = quantity.subtractingReportingOverflow(inventory)
    let (paid, o2) = doubledMid.multipliedReportingOverflow(by: signed)
    let (cash, o3) = tradeCash.subtractingReportingOverflow(paid)
    let (move, o4) = doubledMid.subtractingReportingOverflow(mark)
    let (gain, o5) = inventory.multipliedReportingOverflow(by: move)
    let (revalued, o6) = revaluation.addingReportingOverflow(gain)
    if o1 || o2 || o3 || o4 || o5 || o6 { return false }
    tradeCash = cash
    revaluation = revalued
    mark = doubledMid
    inventory = quantity
    return true
  }

  /// Books `amount` of funding; positive = paid.
  ///
  /// - Returns: `false`, with nothing booked, where the sum leaves its range.
  mutating func payFunding(_ amount: Int128) -> Bool {
    let (paid, overflow) = fundingPaid.addingReportingOverflow(amount)
    // Half the range is left to what it is added to.
    if overflow || paid.magnitude > 1 << 125 { return false }
    fundingPaid = paid
    return true
  }

  /// Cash with fees and funding (10^−8 tick·lot).
  var cash: Int128 {
    startCash + Int128(tradeCash) * MoneyUnit.perHalfTickLot - feesPaid - fundingPaid
  }

  /// Equity at the mid `doubledMid` (10^−8 tick·lot).
  func equity(doubledMid: Int64) -> Int128 {
    cash + Int128(inventory) * Int128(doubledMid) * MoneyUnit.perHalfTickLot
  }

  /// Equity before the first fill, at the mid of the start.
  var startEquity: Int128 {
    startCash + Int128(startInventory) * Int128(startMark) * MoneyUnit.perHalfTickLot
  }

  /// The parts of the profit since the start, inventory valued at `doubledMid`.
  func profit(doubledMid: Int64) -> ProfitParts {
    var parts = ProfitParts()
    parts.spread = Int128(spread) * MoneyUnit.perHalfTickLot
    parts.rebalancing = Int128(rebalancing) * MoneyUnit.perHalfTickLot
    let open = Int128(inventory) * (Int128(doubledMid) - Int128(mark))
    parts.inventory = (Int128(revaluation) + open) * MoneyUnit.perHalfTickLot
    parts.fees = -feesPaid
    parts.funding = -fundingPaid
    return parts
  }

  /// Traps where the parts of the profit do not add up to the change of equity.
  func checkInvariants(doubledMid: Int64) {
    precondition(
      profit(doubledMid: doubledMid).total == equity(doubledMid: doubledMid) - startEquity,
      "the parts of the profit add up to the change of equity")
  }
}
