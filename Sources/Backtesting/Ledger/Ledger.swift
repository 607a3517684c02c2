import MarketData

/// The exact books of one lane: inventory in lots, money as an integer count of the instrument's
/// smallest unit (`MoneyUnit`).
///
/// What a lot is worth at a price is one integer (`Valuation`), for linear and inverse contracts
/// alike, and everything booked is a multiple of such values by whole lots. So every posting keeps
/// the identity *spread + inventory + rebalancing + fees + funding = change of equity*: the parts
/// are differences of one integer function of inventory and mid, while cash is kept on its own, so
/// that `checkInvariants` compares two independent sums.
struct Ledger: BitwiseCopyable {
  /// Lots, positive = long.
  private(set) var inventory: Int64
  /// Cash moved by trades since the start.
  private(set) var tradeCash: Int128 = 0
  /// Fees paid since the start; negative = rebates.
  private(set) var feesPaid: Int128 = 0
  /// Funding paid since the start; negative = received.
  private(set) var fundingPaid: Int128 = 0
  /// Edge of maker fills.
  private(set) var spread: Int128 = 0
  /// Edge of taker fills.
  private(set) var rebalancing: Int128 = 0
  /// Revaluation up to `mark`.
  private(set) var revaluation: Int128 = 0
  /// What a lot was worth at the mid of the last revaluation.
  private(set) var mark: Int128
  /// Cash at the start.
  let startCash: Int128
  private let startInventory: Int64
  private let startMark: Int128

  /// Books of `inventory` lots and `cash`, where a lot is worth `mid` at the mid.
  init(inventory: Int64, cash: Int128, mid: Int128) {
    self.inventory = inventory
    startCash = cash
    startInventory = inventory
    mark = mid
    startMark = mid
  }

  /// Books a fill of `quantity` lots at a price where a lot is worth `value`, against a mid where
  /// it is worth `mid`.
  ///
  /// - Returns: `false`, with nothing booked, where a sum leaves the books' range.
  mutating func post(
    side: Side, quantity: Int64, value: Int128, mid: Int128, isMaker: Bool, fee: Int128
  ) -> Bool {
    let signed = side.sign * quantity
    let (paid, o1) = value.multiplied(by: signed)
    let (gain, o2) = (mid - mark).multiplied(by: inventory)
    let (edge, o3) = (mid - value).multiplied(by: signed)
    let (held, o4) = inventory.addingReportingOverflow(signed)
    let (worth, o5) = mid.multiplied(by: held)
    if o1 || o2 || o3 || o4 || o5 { return false }
    // Before anything is added: sums of two such amounts do not overflow.
    let amounts = paid.magnitude | gain.magnitude | edge.magnitude | fee.magnitude
    guard (amounts | worth.magnitude) < Self.bound else { return false }
    let cash = tradeCash - paid
    let revalued = revaluation + gain
    let fees = feesPaid + fee
    let earned = (isMaker ? spread : rebalancing) + edge
    let sums = cash.magnitude | revalued.magnitude | fees.magnitude | earned.magnitude
    guard sums < Self.bound else { return false }
    tradeCash = cash
    revaluation = revalued
    mark = mid
    if isMaker { spread = earned } else { rebalancing = earned }
    inventory = held
    feesPaid = fees
    return true
  }

  /// Moves the inventory to `quantity` lots at the mid itself, where a lot is worth `mid`: equity
  /// and every part of the profit stay what they are.
  ///
  /// - Returns: `false`, with nothing booked, where a sum leaves the books' range.
  mutating func transfer(to quantity: Int64, mid: Int128) -> Bool {
    let (signed, o1) = quantity.subtractingReportingOverflow(inventory)
    let (paid, o2) = mid.multipliedReportingOverflow(by: Int128(signed))
    let (gain, o3) = (mid - mark).multipliedReportingOverflow(by: Int128(inventory))
    if o1 || o2 || o3 { return false }
    var books = self
    books.tradeCash -= paid
    books.revaluation += gain
    books.mark = mid
    books.inventory = quantity
    guard books.areInRange, Self.isInRange(paid), Self.isInRange(gain), books.isInRange(at: mid)
    else { return false }
    self = books
    return true
  }

  /// Books `amount` of funding; positive = paid.
  ///
  /// - Returns: `false`, with nothing booked, where the sum leaves the books' range.
  mutating func payFunding(_ amount: Int128) -> Bool {
    guard Self.isInRange(amount), Self.isInRange(fundingPaid + amount) else { return false }
    fundingPaid += amount
    return true
  }

  /// Sums of eight amounts below this still fit; a power of two, so that many are compared at once.
  private static let bound: UInt128 = 1 << 123

  /// Sums of eight such amounts still fit.
  static func isInRange(_ amount: Int128) -> Bool { amount.magnitude < bound }

  private var areInRange: Bool {
    Self.isInRange(tradeCash) && Self.isInRange(revaluation) && Self.isInRange(spread)
      && Self.isInRange(rebalancing) && Self.isInRange(feesPaid)
  }

  private func isInRange(at mid: Int128) -> Bool {
    let (worth, overflow) = mid.multipliedReportingOverflow(by: Int128(inventory))
    return !overflow && Self.isInRange(worth)
  }

  /// Cash with fees and funding.
  var cash: Int128 { startCash + tradeCash - feesPaid - fundingPaid }

  /// Equity where a lot is worth `mid`.
  func equity(mid: Int128) -> Int128 { cash + mid.times(inventory) }

  /// Equity before the first fill, at the mid of the start.
  var startEquity: Int128 { startCash + Int128(startInventory) * startMark }

  /// The parts of the profit since the start, where a lot of inventory is worth `mid`.
  func profit(mid: Int128) -> ProfitParts {
    var parts = ProfitParts()
    parts.spread = spread
    parts.rebalancing = rebalancing
    parts.inventory = revaluation + (mid - mark).times(inventory)
    parts.fees = -feesPaid
    parts.funding = -fundingPaid
    return parts
  }

  /// Traps where the parts of the profit do not add up to the change of equity.
  func checkInvariants(mid: Int128) {
    precondition(
      profit(mid: mid).total == equity(mid: mid) - startEquity,
      "the parts of the profit add up to the change of equity")
  }
}
