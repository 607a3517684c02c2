import Backtesting
import Glibc
import MarketData
import Strategies

/// Replays an in-memory market for a number of lanes and prints the CPU time per event.
///
///     replay-benchmark LANES EVENTS EVENTS-PER-DECISION SET LATENCY-MS
///
/// SET is `touch` (all lanes within 3 ticks of the touch), `deep` (5 to 50 ticks) or `mixed`.
@main
struct ReplayBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst().map { String($0) }
    let lanes = arguments.count > 0 ? Int(arguments[0]) ?? 1 : 1
    let count = arguments.count > 1 ? Int(arguments[1]) ?? 1_000_000 : 1_000_000
    let perDecision = arguments.count > 2 ? Int64(arguments[2]) ?? 12 : 12
    let set = arguments.count > 3 ? arguments[3] : "mixed"
    let latency = arguments.count > 4 ? Int64(arguments[4]) ?? 0 : 0

    let stream = SyntheticEvents(count: count, spacing: 100_000_000 / perDecision)
    let instrument = Instrument(
      symbol: "BENCH", tick: FixedDecimal(mantissa: 1, decimals: 1),
      lot: FixedDecimal(mantissa: 1, decimals: 3))
    let backtest = Backtest(instrument: instrument, replay: ReplaySettings())
    for lane in 0..<lanes {
      let isNear = set == "touch" || (set == "mixed" && lane % 4 == 0)
      let half = isNear ? lane % 3 + 1 : 5 + lane % 46
      let values = try ParameterValues(
        texts: [
          "half-spread": "\(half) ticks", "size": "\(100 + lane % 350) lots",
          "skew": "0.0\(lane % 9 + 1) ticks per lot",
        ], declared: LinearSkewStrategy.parameters, instrument: instrument)
      var settings = LaneSettings(name: "lane \(lane)", limit: 5_000)
      settings.assumptions.orderLatency = latency * 1_000_000
      settings.assumptions.cancelLatency = latency * 1_000_000
      settings.assumptions.responseLatency = latency * 1_000_000
      settings.assumptions.model = .queue(.riskAverse)
      try backtest.add(LinearSkewStrategy.self, values, as: settings)
    }
    let before = cpuSeconds()
    let sink = CountingSink()
    let result = try backtest.run(stream, into: sink)
    let seconds = cpuSeconds() - before
    let decisions = result.lanes.reduce(0) { $0 + $1.decisions }
    print(
      "lanes \(lanes) events \(result.events) ns/event \(seconds * 1e9 / Double(result.events))",
      "fills \(sink.fills) decisions \(decisions)",
      "ns/decision \(seconds * 1e9 / Double(max(decisions, 1)))")
  }

  static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Counts fills and forgets them.
final class CountingSink: ResultSink {
  var fills = 0
  var wantsOrders: Bool { false }
  func record(_ fill: FillRecord) { fills += 1 }
  func record(_ sample: SampleRecord) {}
  func record(_ order: OrderRecord) {}
}

/// 60 % quotes and 40 % trades around a walking touch, determined by a fixed seed.
final class SyntheticEvents: EventStream {
  private var left: Int
  private let spacing: Int64
  private var time: Int64 = 1_700_000_000_000_000_000
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var bid: Int64 = 600_000
  private var ask: Int64 = 600_001
  private var sizes: (bid: Int64, ask: Int64) = (900, 900)

  init(count: Int, spacing: Int64) {
    left = count
    self.spacing = spacing
  }

  private func random() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  func nextBatch(into batch: inout [MarketEvent]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    for _ in 0..<min(left, 1024) {
      time += Int64(random() % UInt64(2 * spacing)) + 1
      let draw = random()
      if draw % 10 < 6 {
        if draw >> 8 & 1023 < 110 {
          let step: Int64 = draw >> 20 & 1 == 0 ? 1 : -1
          (bid, ask) = (bid + step, ask + step)
          sizes = (Int64(draw >> 24 & 2047) + 1, Int64(draw >> 36 & 2047) + 1)
        } else if draw >> 8 & 1 == 0 {
          sizes.bid = Int64(draw >> 24 & 2047) + 1
        } else {
          sizes.ask = Int64(draw >> 24 & 2047) + 1
        }
        batch.append(
          .quote(
            bid: (bid, sizes.bid), ask: (ask, sizes.ask), exchangeTime: time, arrivalTime: time))
      } else {
        let through: Int64 = draw >> 8 & 31 == 0 ? 2 : 0
        let isBuy = draw >> 14 & 1 == 0
        batch.append(
          .trade(
            isBuy ? .buyTrade : .sellTrade, price: isBuy ? ask + through : bid - through,
            quantity: Int64(draw >> 24 & 255) + 1, exchangeTime: time, arrivalTime: time,
            source: 1))
      }
    }
    left -= batch.count
    return !batch.isEmpty
  }
}
