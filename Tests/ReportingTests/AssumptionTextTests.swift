import Foundation
import Testing

@Suite("What a report says of the assumptions")
struct AssumptionTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var says: [String]
    var leaves: [String] = []
    var testDescription: String { new }
  }

  private static let latency = "\"order\": \"10ms\", \"cancel\": \"10ms\", \"response\": \"10ms\"}"
  private static let fees = "\"fees\": {\"maker\": -0.00005, \"taker\": 0.0004}"
  private static let model = "\"model\": \"power(3)\""

  @Test(
    "Each kind is worded as itself",
    arguments: [
      Case(
        old: model, new: "\"model\": \"probabilistic(0.3)\"",
        says: ["a draw accepts the print (`probabilistic(0.3)`", "is assumed, not observed"],
        leaves: ["behind the displayed queue", "Places in the queue"]),
      Case(
        old: model, new: "\"model\": \"intensity(0.9/s, 0.3/tick)\"",
        says: ["rate falls with its distance from the mid", "Fills come from a model"],
        leaves: ["behind the displayed queue"]),
      Case(
        old: "\"feed\": \"from-data\"", new: "\"feed\": \"from-data x2.5\"",
        says: ["with 2.5 times the latency recorded in the data"],
        leaves: ["the venue's plus a constant"]),
      Case(
        old: latency,
        new: """
          "order": {"file": "lat.csv"}, "cancel": {"uniform": {"from": "1ms", "to": "3ms"}}, \
          "response": {"lognormal": {"median": "2ms", "spread": "0.5"}}}
          """,
        says: [
          "Orders take times measured in lat.csv to the venue, cancels random times (uniform from "
            + "1ms to 3ms), reports back random times (lognormal with median 2ms and spread 0.5)",
          "Order latencies are drawn by themselves",
        ], leaves: ["are constants"]),
      Case(
        old: latency,
        new: """
          "order": {"exponential": {"median": "4ms"}}, "cancel": "10ms", "response": "10ms"}
          """,
        says: [
          "random times (exponential with median 4ms)", "Some order latencies are constants",
        ]),
      Case(
        old: fees,
        new: """
          "fees": {"maker": 0.0002, "taker": 0.0005, "per-lot": {"maker": 0.25, "taker": 0.5},
          "per-fill": {"maker": 0, "taker": 0}, "volume": "30d",
          "tiers": [{"from": 1000000, "maker": 0, "taker": 0.0003}]}, "impact": {"linear":
          "0.5 ticks per lot"}
          """,
        says: [
          "plus 0.25 and 0.5 USDT per lot (negative", "of the last 30d they change to",
          "beyond the displayed depth it gets at the deepest price plus 0.5 ticks per lot",
        ], leaves: ["per fill"]),
      Case(
        old: "\"kind\": \"linear\"", new: "\"kind\": \"inverse\"",
        says: ["## Inventory (contracts)", "an inventory of 0 contracts", "USDT per contract)"],
        leaves: ["base units"]),
      Case(
        old: "\"quotes_crossed\": 0",
        new: """
          "quotes_crossed": 0, "lanes": [
          {"strategy": "no-rebalancing", "rejections": {"limit": 1520, "post-only": 3}},
          {"strategy": "idle", "rejections": {}}]
          """,
        says: [
          "## Orders refused", "`limit`: the hard limit", "`post-only`: met the opposite best",
          "1,520 |         3 |",
        ], leaves: ["`margin`"]),
    ])
  func wording(_ example: Case) throws {
    let before = try ReportTests.report(try ReportTests.copy())
    let after = try ReportTests.report(
      try ReportTests.copy(edits: [("manifest.json", example.old, example.new)]))
    for phrase in example.says {
      #expect(after.contains(phrase))
      #expect(!before.contains(phrase))
    }
    for phrase in example.leaves { #expect(!after.contains(phrase)) }
  }
}
