import Foundation
import Testing

/// A market to test promises on: half an hour of the sample, one-sided flow in part of it, and the
/// real session where it is at hand.
struct Session: CustomTestStringConvertible, Sendable {
  let name: String
  let instrument: String
  let quotes: TickText
  let trades: TickText
  /// What is added to arrival times (ns), and how an experiment writes it.
  let shift: Int64
  let clockShift: String
  /// Strategies of all kinds, as lines of an experiment.
  let strategies: [String]

  var testDescription: String { name }

  static let available: [Session] = [sample, real].compactMap { $0 }

  static let sample: Session? = {
    let hour: Int64 = 3_600_000_000_000
    let start: Int64 = 1_704_067_200_000_000_000 + hour * 5 / 6
    let window = start...(start + hour / 2)
    guard
      let quotes = TickText(PackageFolder.sample.appendingPathComponent("quotes.csv.gz"), window),
      let trades = TickText(PackageFolder.sample.appendingPathComponent("trades.csv.gz"), window)
    else { return nil }
    return Session(
      name: "sample", instrument: "{ symbol: SIM-PERP, tick: 0.1, lot: 0.001, quote: USD }",
      quotes: quotes, trades: trades, shift: 0, clockShift: "none",
      strategies: strategies(size: "0.1", band: "1", limit: "2", skew: "0.002", gamma: "0.25"))
  }()

  static let real: Session? = {
    guard let folder = PackageFolder.shared?.appendingPathComponent("data/tardis"),
      let quotes = TickText(
        folder.appendingPathComponent("binance-futures_book_ticker_2024-08-08_BTCUSDT.csv.gz")),
      let trades = TickText(
        folder.appendingPathComponent("binance-futures_trades_2024-08-08_BTCUSDT.csv.gz"))
    else { return nil }
    return Session(
      name: "real", instrument: "{ symbol: BTCUSDT, tick: 0.1, lot: 0.001, quote: USDT }",
      quotes: quotes, trades: trades, shift: 1_273_520_000, clockShift: "1273.520ms",
      strategies: strategies(size: "0.01", band: "0.05", limit: "0.2", skew: "0.5", gamma: "0.1"))
  }()

  private static func strategies(
    size: String, band: String, limit: String, skew: String, gamma: String
  ) -> [String] {
    let common = "size: \(size), limit: \(limit) }"
    return [
      "{ name: hold, use: hold }",
      "{ name: control, use: symmetric, half-spread: 2 ticks, \(common)",
      "{ name: touch, use: symmetric, anchor: touch, half-spread: 0 ticks, \(common)",
      "{ name: skew, use: linear-skew, anchor: touch, half-spread: 0 ticks, "
        + "skew: \(skew) ticks per lot, \(common)",
      "{ name: size-skew, use: size-skew, half-spread: 2 ticks, range: \(limit), \(common)",
      "{ name: threshold, use: threshold, anchor: touch, half-spread: 0 ticks, band: \(band), "
        + "to: edge, \(common)",
      "{ name: as, use: avellaneda-stoikov, gamma: \(gamma), horizon: 60s, "
        + "volatility: ewma 60s, intensity: { A: 1/s, k: 1/tick }, \(common)",
      "{ name: glft, use: glft, gamma: \(gamma), volatility: ewma 60s, "
        + "intensity: { A: 1/s, k: 1/tick }, \(common)",
    ]
  }

  /// Writes the tick files, plain.
  func write(to folder: TestFolder) throws {
    try folder.write(quotes.text, to: "quotes.csv")
    try folder.write(trades.text, to: "trades.csv")
  }

  /// An experiment on the tick files; `suffix` is that of their names.
  func experiment(
    _ strategies: [String]? = nil, suffix: String = "",
    model: String = "{ queue: { cancels: power, n: 3 } }",
    fills: String = "hidden-queue: touch", response: String = "10ms", clockShift: String? = nil,
    orders: Bool = true
  ) -> String {
    """
    name: \(name)
    instrument: \(instrument)
    data:
      - { format: tardis/book_ticker, files: quotes.csv\(suffix) }
      - { format: tardis/trades, files: trades.csv\(suffix) }
    fills:
      model: \(model)
      \(fills)
      latency: { feed: from-data, clock-shift: \(clockShift ?? self.clockShift), order: 10ms, \
    cancel: 10ms, response: \(response) }
      fees: { maker: -0.00005, taker: 0.0004 }
    decide: { every: 100ms, on: [fill] }
    start: { inventory: 0, cash: 100000 }
    strategies:
    \((strategies ?? self.strategies).map { "  - " + $0 }.joined(separator: "\n"))
    metrics: { horizon: 10s, sample: 500ms, seed: 7 }
    output: { orders: \(orders) }
    """ + "\n"
  }
}
