/// Messages whose latency is measured or drawn. Constants do not come here.
///
/// A lane's messages to the venue never overtake each other, and neither do its reports: one that
/// would arrive before an earlier one arrives with it, after it.
extension Engine {
  /// Lets an order message travel that was sent at `message.time`.
  @inline(never)
  mutating func postVarying(_ message: OrderMessage, lane: Int32) {
    var message = message
    let compiled = Int(lanes[lane].assumptions)
    let variable = givenAssumptions[compiled].variableLatency
    let isCancel = message.kind == .cancel
    if let latency = isCancel ? variable.cancel : variable.order {
      message.time += latency.nanoseconds(
        isCancel ? .cancelLatency : .orderLatency, at: message.time,
        seed: givenAssumptions[compiled].seed)
    }
    message.time = max(message.time, lanes[lane].lastArrival)
    lanes[lane].lastArrival = message.time
    messages.sendHeldBack(message)
  }

  /// Lets a report travel of what happened now.
  @inline(never)
  mutating func sendVarying(_ report: Report, lane: Int32) {
    var report = report
    report.time = reportArrival(at: now, lane: lane)
    lanes[lane].lastReport = report.time
    reports.sendHeldBack(report)
  }

  /// When a report to `lane` arrives of what happens at `time`.
  mutating func reportArrival(at time: Int64, lane: Int32) -> Int64 {
    let compiled = lanes[lane].assumptions
    guard assumptions[compiled].responseVaries,
      let latency = givenAssumptions[Int(compiled)].variableLatency.response
    else { return time + assumptions[compiled].responseLatency }
    let seed = givenAssumptions[Int(compiled)].seed
    return max(
      time + latency.nanoseconds(.responseLatency, at: time, seed: seed), lanes[lane].lastReport)
  }
}
