import Backtesting
import Glibc
import MarketData
import Strategies

/// Replays a market for a number of lanes and prints what it cost in CPU time.
///
///     replay-benchmark [NAME=VALUE]…
///
/// - `tape=QUOTES,TRADES`: files in Tardis layout, read into memory before the clock starts; else
/// - `market=walk|still|moving`: made in memory: a walking touch with trades, or quotes alone whose
///   sizes change (`still`) or whose prices all move by a tick from step to step (`moving`);
/// - `events=N`, `per-step=K`: how many of them, and how many in a decision interval of 100 ms;
/// - `kept=yes|no`: whether they are made before the clock starts, or while it runs;
/// - `cells=N`: how many lanes;
/// - `set=grid|mixed|deep|touch`: where they quote: a grid of half-spreads of 1 to 8 ticks and of
///   skews; a quarter within 3 ticks of the mid and the others 5 to 50 away; all 5 to 50; all
///   within 3;
/// - `latency=MS`: of orders, cancels and reports; `decide=MS`: the decision interval;
/// - `model=risk-averse|power3`: the queue model; `fee=yes`: a rebate of 0.5 basis points.
@main
struct ReplayBenchmark {
  static func main() throws {
    let options = Options(CommandLine.arguments.dropFirst())
    let interval = options.integer("decide", 100) * 1_000_000
    let market = try Market(options)
    let backtest = Backtest(instrument: Market.instrument, replay: settings(interval))
    for cell in 0..<Int(options.integer("cells", 1)) { try add(cell, options, to: backtest) }
    let sink = CountingSink()
    let before = cpuSeconds()
    let result = try backtest.run(market.events, into: sink)
    let seconds = cpuSeconds() - before
    let decisions = result.lanes.reduce(0) { $0 + $1.decisions }
    print(
      "events", result.events, "decisions", decisions, "fills", sink.fills, "hash", sink.hash,
      "seconds", seconds, "ns/event", seconds * 1e9 / Double(result.events), "ns/decision",
      seconds * 1e9 / Double(max(decisions, 1)))
  }

  private static func settings(_ interval: Int64) -> ReplaySettings {
    var settings = ReplaySettings()
    settings.decisionInterval = interval
    return settings
  }

  private static func add(_ cell: Int, _ options: Options, to backtest: Backtest) throws {
    let quoting = Quoting(cell, of: Int(options.integer("cells", 1)), options.text("set", "grid"))
    let values = try ParameterValues(
      texts: [
        "half-spread": "\(quoting.halfSpread) ticks", "size": "\(quoting.size) lots",
        "skew": "\(quoting.skew) ticks per lot",
      ], declared: LinearSkewStrategy.parameters, instrument: Market.instrument)
    var settings = LaneSettings(name: "cell \(cell)", limit: quoting.limit)
    let latency = options.integer("latency", 1) * 1_000_000
    settings.assumptions.orderLatency = latency
    settings.assumptions.cancelLatency = latency
    settings.assumptions.responseLatency = latency
    let isPower = options.text("model", "risk-averse") == "power3"
    settings.assumptions.model = .queue(isPower ? .power3(3) : .riskAverse)
    if options.text("fee", "no") == "yes" {
      settings.assumptions.makerFee = FixedDecimal(mantissa: -5, decimals: 5)
    }
    try backtest.add(LinearSkewStrategy.self, values, as: settings)
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// How one cell quotes.
struct Quoting {
  var halfSpread: Int
  var size: Int
  var skew: Double
  var limit: Int64

  init(_ cell: Int, of cells: Int, _ set: String) {
    if set == "grid" {
      // At most 200 lots, 10 an order: what HFTBACKTEST.md's makers do.
      halfSpread = 1 + cell % 8
      skew = Double(cell / 8) / Double(max(cells / 8, 1)) / 10
      (size, limit) = (10, 200)
    } else {
      let isNear = set == "touch" || (set == "mixed" && cell % 4 == 0)
      halfSpread = isNear ? cell % 3 + 1 : 5 + cell % 46
      skew = Double(cell % 9 + 1) / 100
      (size, limit) = (100 + cell % 350, 5_000)
    }
  }
}

/// `NAME=VALUE` arguments.
struct Options {
  private var values: [String: String] = [:]

  init(_ arguments: some Sequence<String>) {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map { String($0) }
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
  }

  func text(_ name: String, _ otherwise: String) -> String { values[name] ?? otherwise }
  func integer(_ name: String, _ otherwise: Int64) -> Int64 {
    values[name].flatMap { Int64($0) } ?? otherwise
  }
}

/// Counts fills and forgets them; the hash tells whether two replays had the same.
final class CountingSink: ResultSink {
  var fills = 0
  var hash: UInt64 = 0
  var wantsOrders: Bool { false }

  func record(_ fill: FillRecord) {
    fills += 1
    let sum = fill.time &+ fill.price &* 7 &+ fill.quantity &* 11 &+ fill.inventoryAfter &* 13
    hash = hash &* 31 &+ UInt64(bitPattern: sum &+ Int64(fill.lane) &+ fill.doubledMid &* 17)
  }

  func record(_ sample: SampleRecord) {
    hash = hash &* 31 &+ UInt64(truncatingIfNeeded: sample.equity &+ sample.spreadPnL &* 3)
  }

  func record(_ order: OrderRecord) {}
}
