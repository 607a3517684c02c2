import Backtesting
import Experiments
import MarketData
import Strategies
import Testing

/// What a source in an experiment file says of its files' layout.
@Suite struct SourceSettingsTests {
  private func parse(_ source: String) throws -> Experiment {
    try ExperimentFile.parse(
      """
      name: layout
      instrument: { symbol: X, tick: 0.1, lot: 1 }
      data:
        - \(source)
        - { format: tardis/trades, files: t.csv }
      fills: { latency: { feed: 1ms } }
      strategies: [{ name: s, use: symmetric, half-spread: 2 ticks, size: 1 }]
      """, file: "e.yaml", catalogue: StrategyCatalogue.builtIn)
  }

  private func message(_ source: String) -> String {
    do {
      _ = try parse(source)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "the resolved experiment says every setting and reads back equal",
    arguments: [
      "{ format: generic, files: q.csv, kind: quotes, time: ms, zone: America/New_York, "
        + "columns: { time: t, bid: b, ask: a }, size: 5, null: [0, NaN], "
        + "missing-side: unchanged }",
      "{ format: generic, files: q.csv, kind: quotes, time: 'HH:mm:ss.SSS', utc-offset: -18000s, "
        + "columns: { time: t, date: d, price: p, size: s, side: w, symbol: x }, "
        + "date-format: dd.MM.yyyy, price-scale: 0.0001, size-scale: 100, separator: tab, "
        + "sides: { buy: [BID], sell: [OFR] } }",
      "{ format: generic, files: q.csv, kind: quotes, time: s-of-day, date: 2012-06-21, "
        + "header: off, columns: { time: 1, bid: 2, bid-size: 3, ask: 4, ask-size: 5 } }",
      "{ format: lean-forex/quotes, files: q.zip, zone: UTC-5 }",
      "{ format: histdata/ticks, files: q.csv, size: 100000, date: 2012-06-21 }",
      "{ format: dukascopy/ticks, files: q.csv, zone: Europe/Kyiv, snap: off }",
    ])
  func resolved(source: String) throws {
    let experiment = try parse(source)
    let again = try ExperimentFile.parse(
      experiment.json.text, file: "again.json", catalogue: StrategyCatalogue.builtIn)
    #expect(again.data.map(\.tickFormat) == experiment.data.map(\.tickFormat))
    #expect(again.json.text == experiment.json.text)
    if source.contains("lean") { #expect(experiment.json.text.contains("1000000")) }
    if source.contains("generic"), !source.contains("utc-offset") {
      #expect(experiment.json.text.contains("\"zone\""))
    }
  }

  @Test("books and funding rates can be described")
  func otherKinds() throws {
    let quotes = "{ format: tardis/quotes, files: q.csv }\n  - "
    let book = try parse(
      quotes + "{ format: generic, files: b.csv, kind: funding, time: iso-8601, "
        + "columns: { time: t, rate: r, mark: m } }")
    #expect(book.data[1].tickFormat.kind == .funding)
  }

  @Test(
    "what cannot be is an error that says what to do",
    arguments: [
      ("{ format: lean-forex/quotes, files: q.zip, zone: America/New_Yrok }", "America/New_York"),
      ("{ format: lean-forex/quotes, files: q.zip, zone: nowhere }", "EST5EDT,M3.2.0,M11.1.0"),
      ("{ format: tardis/quotes, files: q.csv, zone: UTC }", "drop 'zone'"),
      ("{ format: tardis/quotes, files: q.csv, size: 1 }", "drop 'size'"),
      ("{ format: tardis/quotes, files: q.csv, date: 2012-02-30 }", "2012-06-21"),
      (
        "{ format: generic, files: q.csv, kind: quotes, time: ms, zone: UTC, utc-offset: 0s, "
          + "columns: { time: t, bid: b, ask: a }, size: 1 }", "keep one"
      ),
      (
        "{ format: generic, files: q.csv, kind: quotes, time: ms, "
          + "columns: { time: t, bid: b, price: p, size: s, side: w } }", "drop 'bid'"
      ),
      (
        "{ format: generic, files: q.csv, kind: quotes, time: ms, "
          + "columns: { time: t, date: d, bid: b, ask: a }, size: 1 }", "HH:mm:ss"
      ),
      (
        "{ format: generic, files: q.csv, kind: book, time: ms, columns: { time: t, price: p } }",
        "size"
      ),
      (
        "{ format: generic, files: q.csv, kind: quotes, time: ms, side: up, "
          + "columns: { time: t, bid: b, ask: a }, size: 1 }", "infer"
      ),
      (
        "{ format: generic, files: q.csv, kind: quotes, time: ms, price-scale: 0, "
          + "columns: { time: t, bid: b, ask: a }, size: 1 }", "price-scale"
      ),
    ])
  func errors(source: String, advice: String) {
    let message = message(source)
    #expect(message.hasPrefix("e.yaml:4:"), "\(message)")
    #expect(message.contains(advice), "\(message)")
  }
}
