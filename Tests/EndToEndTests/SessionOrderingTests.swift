import Backtesting
import Foundation
import MarketData
import TestSupport
import Testing

/// How fill models and latencies order the fills of one fixed set of orders on the real session: at
/// no moment has a harsher one filled more than a milder one.
@Suite(.serialized)
struct SessionOrderingTests {
  /// From the pessimistic bound to the optimistic one.
  static let models: [(String, FillModel)] = [
    ("through", .through(ticks: 1)), ("risk-averse", .queue(.riskAverse)),
    ("power", .queue(.power(3))), ("touch", .touch),
  ]

  static func fills(
    _ script: [ScriptAction], _ events: [MarketEvent], _ lanes: [FillAssumptions]
  ) throws -> SessionSink {
    let backtest = Backtest(instrument: BookSession.instrument, replay: ReplaySettings())
    for (lane, assumptions) in lanes.enumerated() {
      try backtest.add(
        Script(script), as: LaneSettings(name: "\(lane)", assumptions: assumptions))
    }
    let sink = SessionSink()
    _ = try backtest.run(InMemoryEventStream(events), into: sink)
    return sink
  }

  @Test(
    "models in order: no moment at which a harsher one has filled more",
    arguments: FillQuantity.allCases)
  func models(fill: FillQuantity) throws {
    guard let logs = BookSession.logs, let events = BookSession.events else { return }
    let script = try BookSession.script(logs.appendingPathComponent("script.csv"))
    let lanes = Self.models.map { _, model in
      var assumptions = BookSession.assumptions(model)
      assumptions.fill = fill
      return assumptions
    }
    let sink = try Self.fills(script, events, lanes)
    let fills = lanes.indices.map { sink.fills[$0] ?? [] }
    let totals = fills.map { $0.reduce(0) { $0 + $1.quantity } }
    print(fill, zip(Self.models, totals).map { "\($0.0) \($1)" }.joined(separator: " <= "), "lots")
    for index in 1..<lanes.count {
      #expect(
        FillOrdering.isDominated(fills[index - 1], by: fills[index]), "\(Self.models[index].0)")
    }
    // Ordered by more than equality.
    #expect(totals[0] < totals[1] && totals[1] < totals[3])
  }

  @Test("an order that comes later never fills earlier")
  func latencies() throws {
    guard let logs = BookSession.logs, let events = BookSession.events else { return }
    var script = try BookSession.script(logs.appendingPathComponent("script.csv"))
    let lanes = [0, 1, 5, 10, 50, 100].map { (milliseconds: Int64) in
      var assumptions = BookSession.assumptions(.queue(.riskAverse))
      assumptions.orderLatency = milliseconds * 1_000_000
      return assumptions
    }
    // Orders that some latency makes the venue reject have no place in a queue to compare.
    let rejected = try Self.fills(script, events, lanes).rejected.values.reduce(Set()) {
      $0.union($1)
    }
    script.removeAll { rejected.contains($0.order) }
    #expect(script.count { $0.kind == .place } > 200)
    let sink = try Self.fills(script, events, lanes)
    let fills = lanes.indices.map { sink.fills[$0] ?? [] }
    let entries = fills.map { $0.map(\.queueAheadAtEntry) }
    #expect(entries.first != entries.last, "latencies make a difference")
    print("lots by latency:", fills.map { $0.reduce(0) { $0 + $1.quantity } })
    for index in 1..<lanes.count {
      #expect(FillOrdering.isDominated(fills[index], by: fills[index - 1]), "latency \(index)")
    }
  }
}
