import Backtesting
import Foundation
import MarketData
import TestSupport
import Testing

/// Fill by fill against hftbacktest 2.4.4 on the real session: the same rules, the same queue
/// models, every fill in exchange time, side, price and quantity.
@Suite(.serialized)
struct HftbacktestTests {
  static let models: [String: FillModel] = [
    "risk": .queue(.riskAverse), "power": .queue(.power(3)), "power2": .queue(.power2(3)),
    "power3": .queue(.power3(3)), "log": .queue(.log), "log2": .queue(.log2),
  ]

  /// One fill as both engines tell it.
  struct Fill: Hashable, Comparable, CustomStringConvertible {
    var time: Int64
    var side: String
    var price: Int64
    var quantity: Int64
    var description: String { "\(time) \(side) \(price) ticks \(quantity) lots" }

    static func < (lhs: Fill, rhs: Fill) -> Bool {
      (lhs.time, lhs.side, lhs.price, lhs.quantity) < (rhs.time, rhs.side, rhs.price, rhs.quantity)
    }
  }

  /// The names of the logs.
  static let cases: [String] = {
    guard let logs = BookSession.logs else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: logs.path)) ?? []
    return names.filter { $0.hasPrefix("r") && $0.hasSuffix(".csv") }.sorted()
      .map { String($0.dropLast(4)) }
  }()

  /// The fills of all `cases` in one replay of `events`, and what the replay counted.
  static func replayed(
    _ events: [MarketEvent], _ logs: URL
  ) throws -> (fills: [[Fill]], result: BacktestResult) {
    let backtest = Backtest(instrument: BookSession.instrument, replay: ReplaySettings())
    for (lane, name) in cases.enumerated() {
      let parts = name.split(separator: "_")
      let model = try #require(models[String(parts[1])])
      let settings = LaneSettings(name: name, assumptions: BookSession.assumptions(model))
      if name.hasPrefix("r2") {
        let script = try BookSession.script(logs.appendingPathComponent("script.csv"))
        try backtest.add(Script(script), as: settings)
        continue
      }
      // r1hH has a half-spread of H ticks; r3 keeps quotes up to 20 ticks further out.
      let half = name.hasPrefix("r1h") ? String(parts[0].dropFirst(3)) : "0"
      let keep = name.hasPrefix("r3") ? "20" : "0"
      let values = try ParameterValues(
        texts: ["half": half, "keep": keep, "lane": "\(lane)"],
        declared: SessionMaker.parameters, instrument: BookSession.instrument)
      try backtest.add(SessionMaker.self, values, as: settings)
    }
    let sink = SessionSink(tells: true)
    let result = try backtest.run(InMemoryEventStream(events), into: sink)
    let fills = cases.indices.map { lane in
      (sink.fills[lane] ?? []).map {
        Fill(
          time: $0.time, side: $0.side == .buy ? "buy" : "sell", price: $0.price,
          quantity: $0.quantity)
      }
    }
    return (fills, result)
  }

  /// The fills of a log.
  static func logged(_ name: String, _ logs: URL) throws -> [Fill] {
    let table = CSVFile(try Data(contentsOf: logs.appendingPathComponent(name + ".csv")))
    let columns = ["exchange_ns", "side", "price", "quantity"].map(table.column)
    return try table.lines.map { line in
      let fields = CSVFile.fields(line)
      let price = try #require(Double(fields[columns[2]]))
      let quantity = try #require(Double(fields[columns[3]]))
      return Fill(
        time: try #require(Int64(fields[columns[0]])), side: fields[columns[1]],
        price: Int64((price * 10).rounded()), quantity: Int64((quantity * 1000).rounded()))
    }
  }

  /// How many fills are in both, each counted as often as it is there.
  static func common(_ left: [Fill], _ right: [Fill]) -> Int {
    var counts = left.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return right.count { fill in
      guard let count = counts[fill], count > 0 else { return false }
      counts[fill] = count - 1
      return true
    }
  }

  @Test("every fill of every log is made here too, and no other")
  func everyFill() throws {
    guard let logs = BookSession.logs, let events = BookSession.events else { return }
    #expect(Self.cases.count == 14)
    let (fills, result) = try Self.replayed(events, logs)
    for (name, made) in zip(Self.cases, fills) {
      let expected = try Self.logged(name, logs)
      let equal = Self.common(expected, made)
      print("\(name): \(expected.count) fills logged, \(made.count) made, \(equal) equal")
      #expect(expected.count > 190 && equal == expected.count && equal == made.count, "\(name)")
      if expected.sorted() != made.sorted() {
        let first = zip(expected.sorted(), made.sorted()).first { $0 != $1 }
        Issue.record("\(name): the first that differs: \(String(describing: first))")
      }
    }
    #expect(result.bookStatesCrossed == 0 && result.levelsDroppedCrossed == 0)
  }

  /// Delete rows that got lost leave levels standing that the market has left; rule 9 takes away
  /// those that the other side reaches, so that few fills differ and no state is crossed.
  @Test("lost delete rows are healed: no book stays crossed, and hardly a fill is wrong")
  func lostDeletes() throws {
    guard let logs = BookSession.logs, let whole = BookSession.events,
      let file = BookSession.file("incremental_book_L2"), var text = TickText(file)
    else { return }
    let rows = text.lines.count
    var random = SplitMix64(seed: 2024)
    text.lines.removeAll { line in
      line.hasSuffix(",0") && !line.contains(",true,") && random.oneIn(1_000)
    }
    #expect(rows - text.lines.count > 50)
    try TestFolder.with { folder in
      try folder.write(text.text, to: "book.csv")
      let path = folder.url.appendingPathComponent("book.csv").path
      let events = try #require(try BookSession.events(book: path))
      let (before, _) = try Self.replayed(whole, logs)
      let (after, result) = try Self.replayed(events, logs)
      let fills = before.reduce(0) { $0 + $1.count }
      let equal = zip(before, after).reduce(0) { $0 + Self.common($1.0, $1.1) }
      print(
        "\(rows - text.lines.count) of \(rows) rows lost: \(result.levelsDroppedCrossed) levels "
          + "healed, \(result.bookStatesCrossed) crossed, \(equal) of \(fills) fills as before")
      #expect(result.levelsDroppedCrossed > 0 && result.bookStatesCrossed == 0)
      #expect(equal * 100 > fills * 90)
    }
  }
}
