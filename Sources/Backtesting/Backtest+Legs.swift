import MarketData

/// One more leg of a strategy beside its first.
public struct LegSettings: Sendable, Equatable {
  /// The place of its instrument.
  public var instrument: Int
  /// Its limit, start and assumptions.
  public var lane: LaneSettings

  /// A leg on the instrument at place `instrument`.
  public init(_ lane: LaneSettings, on instrument: Int) {
    self.lane = lane
    self.instrument = instrument
  }
}

/// What cannot be added to a replay.
public enum LegError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A strategy's type declares another number of legs than were given, or too many.
  case count(strategy: String, declared: Int, given: Int)
  /// Two legs are on one instrument, or one on none of the replay's.
  case instrument(strategy: String, place: Int)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .count(let strategy, let declared, let given):
      "'\(strategy)' has \(declared) legs, of which \(given) were given; name one instrument for "
        + "each, at most \(Holdings.maximumLegs)"
    case .instrument(let strategy, let place):
      "a leg of '\(strategy)' is on instrument \(place), which another leg is on or the replay "
        + "does not have; name another"
    }
  }
}

/// Strategies with legs on several instruments.
extension Backtest {
  /// Adds a strategy with a first leg on the instrument at place `instrument` and `others` beside
  /// it. Each leg is a lane of its own in the results, the first one first.
  ///
  /// - Throws: `ParameterError` from the strategy, `LegError` where the legs are not those it
  ///   declares, `BacktestError.overflow` where the start cash does not fit.
  public func add<S: LeggedStrategy>(
    _ type: S.Type, _ values: ParameterValues, as lane: LaneSettings, on instrument: Int,
    legs others: [LegSettings]
  ) throws {
    let all = [LegSettings(lane, on: instrument)] + others
    guard all.count == S.legCount, all.count <= Holdings.maximumLegs else {
      throw LegError.count(strategy: lane.name, declared: S.legCount, given: all.count)
    }
    for (leg, one) in all.enumerated() {
      guard one.instrument >= 0, one.instrument < count,
        !all[..<leg].contains(where: { $0.instrument == one.instrument })
      else { throw LegError.instrument(strategy: lane.name, place: one.instrument) }
    }
    let money = CommonMoney((0..<count).map { engines[$0].instrument })
    guard let money else { throw BacktestError.overflow(lane: lane.name, time: nil) }
    legMoney = money
    let strategy = try S(values)
    let known = leggedGroups.firstIndex {
      $0 is LeggedGroup<S> && $0.instrument == instrument
    }
    let place = known ?? leggedGroups.count
    if known == nil {
      leggedGroups.append(LeggedGroup<S>(instrument: instrument, legCount: all.count))
    }
    guard let group = leggedGroups[place] as? LeggedGroup<S> else { return }
    var legs: [LegSeat] = []
    for one in all {
      let lane = try number(one.lane, on: one.instrument)
      seats[one.instrument].append((~place, group.strategies.count))
      legs.append(LegSeat(instrument: one.instrument, lane: lane))
    }
    group.strategies.append(strategy)
    group.seats += legs
    watch(legs)
    hasStrategies = true
    if S.observesTrades { tradesAreObserved = true }
    if S.depth > 0 { for index in 0..<count { engines[index].depthIsObserved = true } }
  }

  /// Follows the joint equity of the legs `seats` of one strategy.
  private func watch(_ legs: [LegSeat]) {
    if legWatch.isEmpty {
      legWatch = [[(equity: Int, leg: Int)?]](repeating: [], count: count)
      legMids = [Int64?](repeating: nil, count: count)
    }
    for (leg, seat) in legs.enumerated() {
      let missing = Int(seat.lane) + 1 - legWatch[seat.instrument].count
      for _ in 0..<max(missing, 0) { legWatch[seat.instrument].append(nil) }
      legWatch[seat.instrument][Int(seat.lane)] = (jointEquities.count, leg)
      engines[seat.instrument].hasLegs = true
    }
    jointEquities.append(JointEquity(legs))
    hasLegs = true
  }

  /// Asks the strategies with legs that have a reason to decide at `now`.
  func askLegged(at now: Int64, isOnGrid: Bool) {
    let none = [Bool](repeating: false, count: count)
    let instant = LegInstant(
      engines: engines, time: now, isOnGrid: isOnGrid,
      touched: replay.decidesOnTouch ? touchMoved : none, isWarmUp: !hasStarted)
    for group in leggedGroups { group.decide(at: instant) }
  }

  /// Starts the joint equities of strategies with legs, whose lanes have just started.
  func startLegs(at now: Int64) {
    for index in jointEquities.indices {
      let equities = jointEquities[index].seats.map { seat in
        legMoney?.units(
          of: engines[seat.instrument].lanes[seat.lane].ledger.startEquity, at: seat.instrument)
      }
      let known = equities.compactMap { $0 }
      guard known.count == equities.count else { return failLegs(index, at: now) }
      jointEquities[index].start(known)
    }
  }

  /// Takes what the events of the instrument at `place` since the last call did to the equity of
  /// strategies with legs there.
  func markLegs(on place: Int, at time: Int64) {
    let engine = engines + place
    if !engine.pointee.legMarks.isEmpty {
      for mark in engine.pointee.legMarks { markLeg(mark, on: place, at: time) }
      engine.pointee.legMarks.removeAll(keepingCapacity: true)
    }
    let mid = engine.pointee.book.doubledMid
    guard legMids[place] != mid else { return }
    legMids[place] = mid
    for lane in legWatch[place].indices where legWatch[place][lane] != nil {
      let equity = engine.pointee.lanes[lane].ledger.equity(
        mid: engine.pointee.valuation.value(doubled: mid))
      markLeg(LegMark(lane: Int32(lane), equity: equity), on: place, at: time)
    }
  }

  private func markLeg(_ mark: LegMark, on place: Int, at time: Int64) {
    guard legWatch[place].indices.contains(Int(mark.lane)),
      let (index, leg) = legWatch[place][Int(mark.lane)], jointEquities[index].hasStarted
    else { return }
    guard let equity = legMoney?.units(of: mark.equity, at: place),
      jointEquities[index].mark(leg, at: equity)
    else { return failLegs(index, at: time) }
  }

  private func failLegs(_ index: Int, at time: Int64) {
    guard let first = jointEquities[index].seats.first else { return }
    let name = engines[first.instrument].settings[Int(first.lane)].name
    engines[first.instrument].failure =
      engines[first.instrument].failure ?? .overflow(lane: name, time: time)
  }

  /// What strategies with legs leave behind over all their legs.
  var leggedResults: [LeggedResult] {
    guard let legMoney else { return [] }
    return jointEquities.map { equity in
      LeggedResult(
        lanes: equity.seats.map { numbers[$0.instrument][Int($0.lane)] },
        instruments: equity.seats.map(\.instrument), money: legMoney,
        maximumDrawdown: equity.maximumDrawdown)
    }
  }
}
