import MarketData

/// A scripted lane on its way through its actions.
struct ScriptProgress {
  let lane: Int32
  let script: Script
  var next = 0
  /// The live order of each script order, with the number that tells whether the slot still holds
  /// it.
  var orders: [Int64: (slot: Int32, number: Int64)] = [:]

  var nextTime: Int64 { next < script.actions.count ? script.actions[next].time : .max }
}

extension Engine {
  /// Carries out the actions of a script at `time`: cancels, amends, new orders, immediate orders.
  ///
  /// - Parameters:
  ///   - progress: the script.
  ///   - time: the instant (ns).
  ///   - isWarmUp: whether the measured run has not begun.
  mutating func act(_ progress: inout ScriptProgress, at time: Int64, isWarmUp: Bool = false) {
    let lane = progress.lane
    let first = progress.next
    while progress.nextTime == time { progress.next += 1 }
    let actions = progress.script.actions[first..<progress.next]
    counts[Int(lane)].decisions += 1
    decisionStamp += 1
    guard lanes[lane].hasStarted, lanes[lane].lastDecision < time else {
      let reason: Rejection =
        isWarmUp
        ? .warmUp
        : isStopped(lane) ? .liquidation : lanes[lane].hasStarted ? .session : .noMarket
      for action in actions {
        refuse(
          reason, lane: lane, at: time, side: action.side, quantity: action.quantity ?? 0,
          order: action.order)
      }
      return
    }
    var placed: [ScriptAction] = []
    var amended: [(slot: Int32, total: Int64)] = []
    for action in actions {
      switch action.kind {
      case .place: placed.append(action)
      case .immediate: break
      case .cancel:
        guard let slot = liveOrder(action.order, of: progress) else {
          refuse(
            .unknownOrder, lane: lane, at: time, side: action.side, order: action.order)
          continue
        }
        sendCancel(slot, at: time)
      case .amend:
        guard let slot = liveOrder(action.order, of: progress) else {
          refuse(
            .unknownOrder, lane: lane, at: time, side: action.side, order: action.order)
          continue
        }
        let price = action.price ?? orders[slot].price
        let quantity = action.quantity ?? orders[slot].asked
        if price == orders[slot].price, quantity <= orders[slot].asked {
          if quantity < orders[slot].asked { amended.append((slot, quantity)) }
        } else {
          sendCancel(slot, at: time)
          var replacement = action
          replacement.side = orders[slot].side
          replacement.price = price
          replacement.quantity = quantity
          replacement.isReduceOnly = orders[slot].isReduceOnly
          placed.append(replacement)
        }
      }
    }
    for amend in amended { sendAmend(amend.slot, total: amend.total, at: time) }
    for action in placed { place(action, &progress, at: time) }
    for action in actions where action.kind == .immediate {
      let quantity = action.quantity ?? 0
      if quantity > 0 {
        sendImmediate(
          action.side, quantity: quantity, limit: action.price, lane: lane, at: time,
          number: action.order, isReduceOnly: action.isReduceOnly)
      } else {
        refuse(.noQuantity, lane: lane, at: time, side: action.side, order: action.order)
      }
    }
  }

  private mutating func place(
    _ action: ScriptAction, _ progress: inout ScriptProgress, at time: Int64
  ) {
    guard let price = action.price, let quantity = action.quantity, quantity > 0 else {
      return refuse(
        .noQuantity, lane: progress.lane, at: time, side: action.side, order: action.order)
    }
    var key = action.side == .buy ? price : -price
    guard
      let isPostOnly = applyCrossing(
        key: &key, side: action.side, quantity: quantity, lane: progress.lane, at: time),
      let slot = sendNew(
        side: action.side, key: key, quantity: quantity, isPostOnly: isPostOnly,
        lane: progress.lane, at: time, number: action.order,
        isReduceOnly: action.isReduceOnly)
    else { return }
    progress.orders[action.order] = (slot, orders[slot].number)
  }

  /// Counts the actions of a script that lie after the last event.
  mutating func countRest(of progress: ScriptProgress) {
    for action in progress.script.actions[progress.next...] {
      refuse(
        .afterEnd, lane: progress.lane, at: action.time, side: action.side,
        quantity: action.quantity ?? 0, order: action.order)
    }
  }

  /// The slot of a script's order that is neither known to have ended nor being cancelled.
  private func liveOrder(_ order: Int64, of progress: ScriptProgress) -> Int32? {
    guard let (slot, number) = progress.orders[order], orders[slot].number == number,
      orders[slot].lane == progress.lane, !orders[slot].isKnownEnded, !orders[slot].cancelSent
    else { return nil }
    return slot
  }
}
