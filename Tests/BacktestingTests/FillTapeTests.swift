import Backtesting
import Foundation
import MarketData
import TestSupport
import Testing

/// The hand-checkable tape: one buy of 3 at 100.00, three activation times, seven fill models.
struct FillTapeTests {
  struct Tape: Decodable {
    struct Row: Decodable {
      var ts: Int64
      var type: String
      var bid: Double?
      var bid_qty: Int64?
      var ask: Double?
      var ask_qty: Int64?
      var px: Double?
      var qty: Int64?
      var aggr: String?
    }
    struct Fill: Decodable {
      var ts: Int64
      var qty: Int64
      var reason: String
    }
    struct Expected: Decodable {
      var active_at: Int64
      var model: String
      var fills: [Fill]
    }
    var tape: [Row]
    var expected: [Expected]
  }

  static let tape: Tape? = try? JSONDecoder().decode(
    Tape.self, from: Data(contentsOf: fixture("fill_tape.json")))

  static func fixture(_ name: String) throws -> URL {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return folder.appendingPathComponent(name)
  }

  static func cents(_ price: Double) -> Int64 { Int64((price * 100).rounded()) }

  static func events(_ tape: Tape) -> [MarketEvent] {
    tape.tape.map { row in
      if row.type == "trade" {
        return .trade(
          row.aggr == "sell" ? .sellTrade : .buyTrade, price: cents(row.px ?? 0),
          quantity: row.qty ?? 0, exchangeTime: row.ts, arrivalTime: row.ts, source: 1)
      }
      return .quote(
        bid: (cents(row.bid ?? 0), row.bid_qty ?? 0), ask: (cents(row.ask ?? 0), row.ask_qty ?? 0),
        exchangeTime: row.ts, arrivalTime: row.ts)
    }
  }

  static func assumptions(_ model: String) -> FillAssumptions {
    var result = FillAssumptions()
    switch model {
    case "touch": (result.model, result.fill) = (.touch, .whole)
    case "touch_partial": result.model = .touch
    case "through": result.model = .through(ticks: 1)
    case "risk_averse": result.model = .queue(.riskAverse)
    case "power1": result.model = .queue(.power(1))
    case "power2": result.model = .queue(.power(2))
    default: result.model = .queue(.power(3))
    }
    return result
  }

  @Test func everyModelAndActivation() throws {
    let tape = try #require(Self.tape)
    #expect(tape.expected.count == 21)
    // All cases are lanes of one replay: that they do not disturb each other is part of the test.
    let lanes = tape.expected.enumerated().map { index, expected in
      TestLane(
        script: [
          ScriptAction(
            time: expected.active_at, kind: .place, order: 1, side: .buy, price: 10_000,
            quantity: 3)
        ],
        LaneSettings(
          name: "\(index)", assumptions: Self.assumptions(expected.model)))
    }
    let (_, sink) = try replay(Self.events(tape), lanes)
    for (index, expected) in tape.expected.enumerated() {
      let fills = sink.fills.filter { $0.lane == index }
      #expect(
        fills.map { "\($0.time) \($0.quantity)" } == expected.fills.map { "\($0.ts) \($0.qty)" },
        "\(expected.model) active at \(expected.active_at)")
      for (fill, wanted) in zip(fills, expected.fills) {
        let causes: [FillCause] =
          wanted.reason == "through" ? [.printThrough, .bookCross] : [.printAt]
        #expect(causes.contains(fill.cause))
      }
    }
  }
}
