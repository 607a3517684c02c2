/// A leg of a strategy: its lane at the venue of its instrument.
struct LegSeat: BitwiseCopyable {
  /// The place of the instrument.
  var instrument: Int
  /// The number of the lane within that instrument.
  var lane: Int32
}

/// An instant at which strategies with legs may decide.
struct LegInstant {
  /// The venues, by instrument.
  let engines: UnsafeMutablePointer<Engine>
  let time: Int64
  /// Whether all of them decide, as on the grid.
  let isOnGrid: Bool
  /// The instruments whose known touch moved, where that is a reason to decide.
  let touched: [Bool]
  /// Whether strategies are asked only to warm up: nothing they want is sent.
  let isWarmUp: Bool

  /// Whether the strategy with the legs `seats` decides now: where it has a reason to, not twice in
  /// a nanosecond, and not before a session's end has been reported on every leg.
  func opens(_ seats: ArraySlice<LegSeat>) -> Bool {
    var hasReason = isOnGrid
    for seat in seats {
      if engines[seat.instrument].lanes[seat.lane].lastDecision >= time { return false }
      if touched[seat.instrument] || engines[seat.instrument].lanes[seat.lane].dueAt == time {
        hasReason = true
      }
    }
    guard hasReason else { return false }
    for seat in seats { engines[seat.instrument].lanes[seat.lane].lastDecision = time }
    return true
  }

  /// What is held on the legs `seats` as far as the strategy knows.
  func holdings(_ seats: ArraySlice<LegSeat>) -> Holdings {
    var holdings = Holdings()
    for seat in seats {
      holdings.append(engines[seat.instrument].holding(of: seat.lane), on: seat.instrument)
    }
    return holdings
  }
}

extension Engine {
  /// What `lane` holds as far as it knows.
  func holding(of lane: Int32) -> Inventory {
    let quantity = Double(lanes[lane].knownInventory)
    let cash = lanes[lane].knownCashValue
    return Inventory(
      quantity: quantity, pending: Double(lanes[lane].pendingImmediate), cash: cash,
      equity: cash + quantity * local.view.mid * tickLotValue)
  }
}

/// The strategies with legs of one type, on one first instrument, without their type.
class AnyLeggedGroup {
  /// The place of the first leg's instrument.
  final let instrument: Int
  /// How many legs each strategy has.
  final let legCount: Int
  /// The legs of all strategies, one strategy after the other.
  final var seats: [LegSeat] = []

  init(instrument: Int, legCount: Int) {
    self.instrument = instrument
    self.legCount = legCount
  }

  func decide(at instant: LegInstant) {}
  func observe(_ fill: OwnFill, at place: Int) {}
  func observe(_ trade: MarketTrade) {}
  var observesTrades: Bool { false }

  /// The lanes of its legs on the instrument at `place`.
  final func lanes(on place: Int) -> [Int32] {
    seats.filter { $0.instrument == place }.map(\.lane)
  }
}

/// The strategies of type `S` with legs, on one first instrument.
final class LeggedGroup<S: LeggedStrategy>: AnyLeggedGroup {
  var strategies: [S] = []

  override func decide(at instant: LegInstant) {
    for place in strategies.indices {
      let legs = seats[(place * legCount)..<((place + 1) * legCount)]
      guard instant.opens(legs) else { continue }
      var view = instant.engines[instrument].local.view(at: instant.time)
      view.instruments.depth = S.depth
      var wanted = strategies[place].quotes(for: view, holding: instant.holdings(legs))
      guard !instant.isWarmUp else { continue }
      for (leg, seat) in legs.enumerated() {
        instant.engines[seat.instrument].submit(
          &wanted.legs[leg], lane: seat.lane, at: instant.time)
      }
    }
  }

  override func observe(_ fill: OwnFill, at place: Int) { strategies[place].observe(fill) }
  override func observe(_ trade: MarketTrade) {
    for place in strategies.indices { strategies[place].observe(trade) }
  }
  override var observesTrades: Bool { S.observesTrades }
}
