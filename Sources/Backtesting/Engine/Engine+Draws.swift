import Glibc
import MarketData

/// The models whose fills depend on random numbers.
extension Engine {
  /// Takes note of a print, so that it has a number among those of its source and nanosecond.
  @inline(never)
  mutating func numberPrint(_ event: MarketEvent) { printDraws.next(event) }

  /// Whether the present print fills orders of `side` under `rule`, which is probabilistic: one
  /// draw per print and side, whatever the order's price.
  @inline(never)
  mutating func acceptsPrint(_ rule: FillRule, side: Side) -> Bool {
    let draw = CommonDraw(
      .print, time: now, source: printDraws.source, ordinal: printDraws.ordinal,
      isSell: side == .sell)
    return draw.uniform(seed: rule.seed) < rule.acceptance
  }

  /// Fills what Poisson arrivals reached since the market's last instant: the mid has stood at
  /// `doubledMidBefore` from then until now.
  ///
  /// One exponential variate E per interval and side stands for the nearest miss: an order at
  /// distance d fills where A exp(−k d) × its time at the venue within the interval exceeds E. So
  /// a nearer order fills wherever a farther one does, and each fills at exactly its rate,
  /// however the interval is cut.
  @inline(never)
  mutating func matchArrivals(_ event: MarketEvent) {
    let start = arrivalsSince
    arrivalsSince = event.exchangeTime
    guard start > .min, start < event.exchangeTime, book.hasMid else { return }
    for side in Side.allCases {
      for index in 0..<rules.count where rules[index].kind == .arrivals {
        let draw = CommonDraw(
          .arrival, time: event.exchangeTime, source: event.source, isSell: side == .sell)
        let threshold = -log1p(-draw.uniform(seed: rules[index].seed))
        matchArrivals(side, rule: Int32(index), threshold: threshold, since: start)
      }
    }
    if !filledLanes.isEmpty { finishFills() }
  }

  private mutating func matchArrivals(
    _ side: Side, rule index: Int32, threshold: Double, since start: Int64
  ) {
    let rule = rules[index]
    let mid = Double(side == .buy ? doubledMidBefore : -doubledMidBefore) / 2
    // The intensity at which an order that stood all the time would just be reached.
    let needed = threshold / Double(now - start)
    var place = referenceCount(side) - 1
    while place >= 0 {
      let reference = reference(side, place)
      let intensity = rule.amplitude * exp(-rule.decay * (mid - Double(reference.key)))
      if intensity < needed { return }
      place -= 1
      var cohort = level(side, reference.level).firstCohort
      while cohort >= 0 {
        let following = self.cohort(side, cohort).next
        if self.cohort(side, cohort).rule == index {
          var order = self.cohort(side, cohort).firstOrder
          while order >= 0 {
            let next = orders[order].next
            let exposure = Double(now - max(start, orders[order].since))
            if intensity * exposure > threshold {
              fill(order, quantity: orders[order].remaining, cause: .arrival)
            }
            order = next
          }
        }
        cohort = following
      }
    }
  }
}

/// Which print of its source and nanosecond the present one is.
struct PrintDraws {
  /// The source of the present print.
  private(set) var source: UInt16 = 0
  /// How many prints of its source and nanosecond came before it.
  private(set) var ordinal: UInt32 = 0
  private var latest: [(time: Int64, count: UInt32)] = []

  mutating func next(_ event: MarketEvent) {
    source = event.source
    let place = Int(event.source)
    while latest.count <= place { latest.append((.min, 0)) }
    if latest[place].time != event.exchangeTime { latest[place] = (event.exchangeTime, 0) }
    ordinal = latest[place].count
    latest[place].count &+= 1
  }
}
