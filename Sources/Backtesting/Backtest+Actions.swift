import MarketData

/// What happens between market events, in the order of things: by time, then by class, over all
/// instruments.
extension Backtest {
  /// When something other than a market event happens next.
  @inline(__always)
  var nextActionTime: Int64 {
    var next = min(nextDecision, nextScript, sessions.next)
    for index in 0..<count {
      next = min(next, engines[index].nextActionTime)
      if watchesArrivals { next = min(next, engines[index].arrivals.nextTime) }
    }
    return next
  }

  /// Does everything that is not a market event and comes before `time`.
  func advance(before time: Int64, into sink: any ResultSink) throws {
    while true {
      let now = nextActionTime
      guard now < time else { return }
      for index in 0..<count where engines[index].nextPosting <= now {
        engines[index].payDue(at: now)
      }
      for index in 0..<count {
        engines[index].deliverMessages(at: now)
        if hasLegs { markLegs(on: index, at: now) }
      }
      for index in 0..<count { deliverReports(of: index, at: now) }
      for index in 0..<count { engines[index].takeReturns(through: now) }
      let isLookedAt =
        watchesArrivals || replay.decidesOnFill || nextDecision <= now || nextScript <= now
      for index in 0..<count where isLookedAt {
        touchMoved[index] = engines[index].deliverArrivals(through: now) { trade in
          for group in groups where group.instrument == index && group.observesTrades {
            group.observe(trade)
          }
          for group in leggedGroups where group.instrument == index && group.observesTrades {
            group.observe(trade)
          }
        }
      }
      decide(at: now)
      // What decisions without latency caused comes first; then nothing is left of this instant.
      if !hasMessages(at: now) {
        if sessions.next == now {
          endSessions(at: now)
        } else {
          for index in 0..<count where engines[index].nextClock == now {
            engines[index].tickClocks(at: now)
          }
        }
      }
      for index in 0..<count {
        if let failure = engines[index].failure { throw failure }
      }
      // The records of one instant are handed over together, in the order of the lanes.
      if hasRecords, nextActionTime > now { try flush(into: sink) }
    }
  }

  private func deliverReports(of instrument: Int, at now: Int64) {
    while let report = engines[instrument].deliverReport(at: now) {
      guard var fill = report.fill, let seat = seats[instrument][Int(report.lane)] else { continue }
      fill.instrument = instrument
      if seat.group >= 0 {
        groups[seat.group].observe(fill, at: seat.place)
      } else {
        leggedGroups[~seat.group].observe(fill, at: seat.place)
      }
      if replay.decidesOnFill { engines[instrument].makeDue(report.lane, at: now) }
    }
  }

  /// Whether a message or a report is still to be delivered at `now`.
  private func hasMessages(at now: Int64) -> Bool {
    for index in 0..<count
    where engines[index].messages.nextTime <= now || engines[index].reports.nextTime <= now {
      return true
    }
    return false
  }

  private func endSessions(at now: Int64) {
    if let policy = replay.sessions?.policy {
      for index in 0..<count where sessions.ends(index, at: now) {
        engines[index].endSession(policy, at: now)
        if hasLegs { markLegs(on: index, at: now) }
      }
    }
    sessions.advance(past: now)
    announceSessionEnd()
  }

  /// Takes the decisions of the instant `now`.
  private func decide(at now: Int64) {
    let isOnGrid = nextDecision == now
    if isOnGrid {
      nextDecision += replay.decisionInterval
      if !hasStarted { start(at: now) }
    }
    if isAsking, isOnGrid || replay.decidesOnTouch || replay.decidesOnFill {
      ask(at: now, isOnGrid: isOnGrid)
      if hasLegs { askLegged(at: now, isOnGrid: isOnGrid) }
    }
    if nextScript == now { act(at: now) }
  }

  /// Starts all lanes that decide on the grid, once every instrument's touch has been two-sided and
  /// decisions count.
  private func start(at now: Int64) {
    if !isAsking {
      guard now >= askedFrom else { return }
      for index in 0..<count where !engines[index].local.book.isTwoSided { return }
      isAsking = true
    }
    guard now >= measuredFrom else { return }
    hasStarted = true
    for index in 0..<count {
      let lanes = groups.filter { $0.instrument == index }.flatMap(\.lanes)
      let legs = leggedGroups.flatMap { $0.lanes(on: index) }
      let all = (lanes + legs).sorted()
      if !all.isEmpty { engines[index].start(all, at: now) }
    }
    if hasLegs { startLegs(at: now) }
  }

  private func ask(at now: Int64, isOnGrid: Bool) {
    var desk: DecisionDesk?
    var instrument = -1
    for group in groups {
      if group.instrument != instrument {
        instrument = group.instrument
        let isTouched = replay.decidesOnTouch && touchMoved[instrument]
        desk = nil
        if isOnGrid || isTouched || replay.decidesOnFill {
          desk = DecisionDesk(
            engine: engines + instrument, view: engines[instrument].local.view(at: now),
            onlyDue: !isOnGrid && !isTouched, isWarmUp: !hasStarted)
        }
      }
      // What another strategy has declared does not show.
      desk?.view.instruments.depth = group.depth
      if let desk { group.decide(at: desk) }
    }
  }

  /// Carries out the scripts' actions of the instant `now`.
  private func act(at now: Int64) {
    nextScript = .max
    for index in scripts.indices {
      if scripts[index].nextTime == now {
        let lane = scripts[index].lane
        let engine = engines + scriptInstruments[index]
        if !engine.pointee.lanes[lane].hasStarted, engine.pointee.local.book.isTwoSided,
          now >= measuredFrom
        {
          engine.pointee.start([lane], at: now)
        }
        engine.pointee.act(&scripts[index], at: now, isWarmUp: now < measuredFrom)
      }
      nextScript = min(nextScript, scripts[index].nextTime)
    }
  }
}
