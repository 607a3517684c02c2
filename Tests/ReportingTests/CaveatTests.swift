import Foundation
import Testing

@Suite("Caveats of a report")
struct CaveatTests {
  /// What one edit of the fixture must add to the caveats and what it must remove.
  struct Case: Sendable, CustomTestStringConvertible {
    var file = "manifest.json"
    var old: String
    var new: String
    var says: String?
    var leaves: String?
    var testDescription: String { says ?? leaves ?? old }
  }

  static let quotesOnly = "There were no trades in the data"

  @Test(
    "Each holds when it should and only then",
    arguments: [
      Case(old: "\"trades\": 21213", new: "\"trades\": 0", says: quotesOnly),
      Case(
        old: "\"model\": \"power(3)\"", new: "\"model\": \"touch\"",
        says: "an optimistic bound", leaves: "Places in the queue are modelled"),
      Case(
        old: "\"model\": \"power(3)\"", new: "\"model\": \"through(2)\"",
        says: "`through(2)` is a pessimistic bound"),
      Case(
        old: "\"hidden-queue\": \"touch\"", new: "\"hidden-queue\": \"none\"",
        says: "is taken to be empty"),
      Case(
        old: "\"fill\": \"printed\"", new: "\"fill\": \"whole\"",
        says: "even where the print was smaller"),
      Case(
        old: "\"order\": \"10ms\"", new: "\"order\": \"0ms\"", says: "Some order latency is zero"),
      Case(
        old: "\"feed\": \"from-data\"", new: "\"feed\": \"5ms\"",
        says: "the venue's plus a constant 5ms"),
      Case(
        old: "\"book-crossing\": \"on\"", new: "\"book-crossing\": \"off\"",
        says: "does not fill it in this run"),
      Case(old: "1273520000", new: "0", leaves: "Arrival times were shifted"),
      Case(
        old: "{\"no exchange time\": 100, \"price off the grid\": 2}", new: "{}",
        leaves: "were rejected and not replayed"),
      Case(
        old: "\"baseline\": \"no-rebalancing\"", new: "\"baseline\": \"gone\"",
        says: "The control gone is not among the results"),
      Case(old: "\"baseline\": \"no-rebalancing\", ", new: "", says: "No control is named"),
      Case(
        old: "\"trades_without_side\": 5", new: "\"trades_without_side\": 0",
        leaves: "trades have no side"),
      Case(
        file: "fills.csv", old: "book-cross", new: "print-at",
        leaves: "come from the opposite best crossing"),
      Case(
        file: "metrics.csv", old: ",0.375,", new: ",0.05,",
        leaves: "The hard limit, not the strategy"),
      Case(
        file: "risk.csv", old: ",5,", new: ",2000,", leaves: "The span is too short for the tail"),
      Case(file: "metrics.csv", old: "-12.36", new: "-99.5", says: "Closing would cost up to 99.5"),
      Case(
        file: "metrics.csv", old: ",3.25,5.25,", new: ",6.25,2.25,",
        leaves: "Maker rebates exceed spread capture"),
    ])
  func caveat(_ test: Case) throws {
    let before = try ReportTests.report(try ReportTests.copy())
    let after = try ReportTests.report(
      try ReportTests.copy(edits: [(test.file, test.old, test.new)]))
    if let says = test.says {
      #expect(!before.contains(says))
      #expect(after.contains(says))
    }
    if let leaves = test.leaves {
      #expect(before.contains(leaves))
      #expect(!after.contains(leaves))
    }
  }
}
