import Backtesting
import Foundation
import MarketData

/// Small tick files written for one test, and the events that come of them.
struct ReplayFixture: ~Copyable {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A source of Tardis trades: µs of exchange and arrival time after a fixed second, price and
  /// amount.
  func trades(
    _ rows: [(Int, Int, String, String)], named name: String = "trades.csv", side: String = "buy",
    isReplayed: Bool = true
  ) throws -> SourceSpecification {
    var text = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    for (index, row) in rows.enumerated() {
      text += "x,A,\(Self.base + row.0),\(Self.base + row.1),\(index),\(side),\(row.2),\(row.3)\n"
    }
    return try source(text, named: name, format: "tardis/trades", isReplayed: isReplayed)
  }

  /// A source of Tardis trades at price 100 and quantity 1.
  func trades(
    _ times: [(Int, Int)], named name: String = "trades.csv", isReplayed: Bool = true
  ) throws -> SourceSpecification {
    try trades(times.map { ($0.0, $0.1, "100", "1") }, named: name, isReplayed: isReplayed)
  }

  /// A source of Tardis quotes 100 bid, 101 asked.
  func quotes(
    _ times: [(Int, Int)], named name: String = "quotes.csv"
  ) throws -> SourceSpecification {
    var text = "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,"
    text += "bid_amount\n"
    for time in times { text += "x,A,\(Self.base + time.0),\(Self.base + time.1),1,101,100,1\n" }
    return try source(text, named: name, format: "tardis/quotes")
  }

  func source(
    _ text: String, named name: String, format: String, isReplayed: Bool = true
  ) throws -> SourceSpecification {
    guard let format = TickFormat.named(format) else { throw CocoaError(.formatting) }
    return SourceSpecification(
      format: format, files: [try write(text, named: name)], isReplayed: isReplayed)
  }

  func write(_ text: String, named name: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// The second that all times are counted from (µs since the epoch).
  static let base = 1_700_000_000_000_000
  static let instrument = Instrument(
    symbol: "A", tick: FixedDecimal(mantissa: 5, decimals: 1),
    lot: FixedDecimal(mantissa: 1, decimals: 1))
}

extension Timeline {
  /// All events to the end.
  func all() throws -> [MarketEvent] {
    var events: [MarketEvent] = []
    var batch: [MarketEvent] = []
    while try nextBatch(into: &batch) { events += batch }
    return events
  }
}

extension MarketEvent {
  /// Exchange and arrival time in µs after the fixtures' second.
  var microseconds: [Int] {
    [Int(exchangeTime / 1_000) - ReplayFixture.base, Int(arrivalTime / 1_000) - ReplayFixture.base]
  }
}
