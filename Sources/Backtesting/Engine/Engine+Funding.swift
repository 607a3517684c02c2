import MarketData

/// A funding rate that is to be paid at a time of its own.
struct FundingDue: BitwiseCopyable {
  /// When it is paid (ns), `Int64.max` = nothing is due.
  var time = Int64.max
  /// 10^−12 of notional.
  var rate: Int64 = 0
  /// The mark price (10^−8 ticks); `Int128.min` = none is known and the mid stands for it.
  var mark = Int128.min

  init() {}

  /// What a funding event says.
  init(_ event: MarketEvent) {
    time = event.quantity
    rate = event.price
    if event.hasAsk {
      mark = Int128(event.askPrice) * MoneyUnit.perTickLot + Int128(event.askQuantity)
    }
  }
}

/// Funding: class 1 of the order of things where a row says what is paid at its own time; a rate
/// that is announced for a later time is paid then, after the market's events of that instant and
/// before anything that reaches the venue.
extension Engine {
  /// Takes in a funding rate: it is paid now, or kept until it is due.
  @inline(never)
  mutating func takeFunding(_ event: MarketEvent) {
    totals.fundingRates += 1
    let due = FundingDue(event)
    if due.time == 0 { return payFunding(due, at: event.exchangeTime) }
    // What has been paid already is still shown for a moment, and paid once.
    guard due.time >= event.exchangeTime, due.time > lastFunding else { return }
    if fundingDue.time != .max, fundingDue.time != due.time {
      if fundingDue.time <= event.exchangeTime {
        // The row that shows the next time may be of the very instant of this one.
        payFunding(fundingDue, at: event.exchangeTime)
      } else {
        totals.fundingRescheduled += 1
      }
    }
    fundingDue = due
    nextPosting = min(due.time, nextPosting)
  }

  /// Pays what is due at `time`.
  mutating func payDue(at time: Int64) {
    if fundingDue.time <= time { payFunding(fundingDue, at: time) }
    if nextInterest <= time { payInterest(at: time) }
    nextPosting = min(fundingDue.time, nextInterest)
    checkMargins()
  }

  /// Pays `due`: every lane −inventory × price × rate, where a positive rate lets who is long pay.
  private mutating func payFunding(_ due: FundingDue, at time: Int64) {
    now = time
    lastFunding = time
    fundingDue = FundingDue()
    totals.fundingPayments += 1
    let hasMark = due.mark != .min
    if !hasMark { totals.fundingAtMid += 1 }
    // A lot of an inverse contract is worth less than nothing: who is long owes its notional.
    let value =
      hasMark ? valuation.value(fine: due.mark) : valuation.value(doubled: book.doubledMid)
    if valuation.isInverse, value >= 0 { return refusePrice(at: time) }
    let price = valuation.isInverse ? -value : value
    for lane in 0..<Int32(lanes.count) where lanes[lane].hasStarted {
      let inventory = lanes[lane].ledger.inventory
      guard inventory != 0 else { continue }
      let (notional, overflow) = price.multipliedReportingOverflow(by: Int128(inventory))
      guard !overflow,
        let amount = MoneyUnit.share(Int128(due.rate), of: notional, per: 1_000_000_000_000)
      else { return fail(lane, at: time) }
      charge(lane, amount, at: time)
    }
    finishFills()
  }

  /// Takes `amount` (positive = paid) of `lane` as funding, and lets it know after its response
  /// latency.
  mutating func charge(_ lane: Int32, _ amount: Int128, at time: Int64) {
    guard amount != 0 else { return }
    marginIsStale = true
    if !lanes[lane].filledNow {
      takeStretch(lane)
      lanes[lane].filledNow = true
      filledLanes.append(lane)
    }
    guard lanes[lane].ledger.payFunding(amount) else { return fail(lane, at: time) }
    if lanes[lane].ledger.cash < 0 { lanes[lane].wentIntoDebt = true }
    let compiled = lanes[lane].assumptions
    let report = Report(
      time: time + assumptions[compiled].responseLatency, fee: amount, order: lane, kind: .charged)
    if assumptions[compiled].responseVaries { return sendVarying(report, lane: lane) }
    reports.send(report, on: assumptions[compiled].responseRing)
  }

  /// The lane learns of money that it paid or received without an order.
  mutating func learn(_ report: Report) {
    let lane = report.order
    lanes[lane].knownCash -= report.fee
    lanes[lane].knownCashValue = money.doubleValue(lanes[lane].knownCash)
  }

  /// The price of an inverse contract is 0 or less.
  @inline(never)
  mutating func refusePrice(at time: Int64) {
    failure = failure ?? .inversePrice(instrument: instrument.name, time: time)
  }

  /// The books of `lane` left the range of their integers.
  mutating func fail(_ lane: Int32, at time: Int64) {
    failure = failure ?? .overflow(lane: settings[Int(lane)].name, time: time)
  }
}
