import Foundation
import Testing

/// The hand-checkable tape as CSV files through `ballast run`: one buy of 3 at 100.00, three times
/// at which it becomes active, seven fill models, all as scripted lanes of one replay.
struct FillTapeCommandTests {
  struct Vectors: Decodable {
    struct Row: Decodable {
      var ts: Int64
      var type: String
      var bid: Double?
      var bid_qty: Int?
      var ask: Double?
      var ask_qty: Int?
      var px: Double?
      var qty: Int?
      var aggr: String?
    }
    struct Fill: Decodable {
      var ts: Int64
      var qty: Int
      var reason: String
    }
    struct Expected: Decodable {
      var active_at: Int64
      var model: String
      var fills: [Fill]
    }
    var tape: [Row]
    var expected: [Expected]

    var ticks: Tape {
      Tape(
        ticks: tape.map { row in
          if row.type == "trade" {
            return (
              row.ts,
              .trade(side: row.aggr ?? "", price: "\(row.px ?? 0)", quantity: "\(row.qty ?? 0)")
            )
          }
          return (
            row.ts,
            .quote(
              bid: "\(row.bid ?? 0)", bidSize: "\(row.bid_qty ?? 0)", ask: "\(row.ask ?? 0)",
              askSize: "\(row.ask_qty ?? 0)")
          )
        })
    }
  }

  static let models = [
    "touch": "model: touch, fill: whole", "touch_partial": "model: touch",
    "through": "model: { through: 1 }",
    "risk_averse": "model: { queue: { cancels: risk-averse } }",
    "power1": "model: { queue: { cancels: power, n: 1 } }",
    "power2": "model: { queue: { cancels: power, n: 2 } }",
    "power3": "model: { queue: { cancels: power, n: 3 } }",
  ]

  /// On its way to the venue for this long (ms).
  static let orderLatency: Int64 = 20

  @Test("every model and time of activation, from both layouts", arguments: Tape.Layout.allCases)
  func fillTape(layout: Tape.Layout) throws {
    let url = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
      .appendingPathComponent("fill_tape.json")
    let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
    #expect(vectors.expected.count == 21)
    try TestFolder.with { folder in
      try vectors.ticks.write(layout, to: folder)
      var lanes = ""
      for (number, expected) in vectors.expected.enumerated() {
        let sent = Tape.nanoseconds(expected.active_at - Self.orderLatency)
        try folder.write(
          "timestamp_ns,action,order,side,price,quantity\n\(sent),place,1,buy,100.00,3\n",
          to: "script-\(number).csv")
        let model = try #require(Self.models[expected.model])
        lanes += """
            - name: lane-\(number)
              use: scripted
              file: script-\(number).csv
              fills: { \(model), latency: { order: \(Self.orderLatency)ms } }

          """
      }
      let run = try folder.run(
        """
        name: fill-tape
        instrument: { symbol: A, tick: 0.01, lot: 1 }
        data: \(layout.data)
        fills: { model: touch, latency: { feed: \(layout.feed) } }
        decide: every 10ms
        strategies:
        \(lanes)
        metrics: { horizon: 1s }
        """)
      let fills = try run.table("fills.csv").rows
      for (number, expected) in vectors.expected.enumerated() {
        let made = fills.filter { $0["strategy"] == "lane-\(number)" }
        #expect(
          made.map { "\($0["timestamp_ns"] ?? "") \($0["quantity"] ?? "")" }
            == expected.fills.map { "\(Tape.nanoseconds($0.ts)) \($0.qty)" },
          "\(expected.model) active at \(expected.active_at)")
        for (fill, wanted) in zip(made, expected.fills) {
          #expect(fill["price"] == "100" && fill["side"] == "buy" && fill["liquidity"] == "maker")
          let isThrough = wanted.reason == "through"
          #expect((fill["cause"] == "print-at") == !isThrough, "\(expected.model)")
        }
      }
    }
  }
}
