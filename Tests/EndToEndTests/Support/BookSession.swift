import Backtesting
import Foundation
import MarketData
import TestSupport

/// The real session with its book of many levels, as events of one timeline, and replays of it in
/// this process.
enum BookSession {
  static let instrument = Instrument(
    symbol: "BTCUSDT", tick: FixedDecimal(mantissa: 1, decimals: 1),
    lot: FixedDecimal(mantissa: 1, decimals: 3), quote: "USDT")

  /// What is added to the recorder's arrival times (ns).
  static let shift: Int64 = 1_273_520_000

  /// The folder with the fills that another engine made of the session; `nil` (and a word about it)
  /// where it is not there.
  static let logs: URL? = {
    guard let folder = PackageFolder.shared?.appendingPathComponent("vectors/hftbacktest"),
      FileManager.default.fileExists(atPath: folder.path)
    else {
      print("skipped: no fills of the real session to compare with")
      return nil
    }
    return folder
  }()

  /// The file of the product `name`.
  static func file(_ name: String) -> URL? {
    PackageFolder.shared?
      .appendingPathComponent("data/tardis/binance-futures_\(name)_2024-08-08_BTCUSDT.csv.gz")
  }

  /// All events of the session; `nil` where it is not there.
  static let events: [MarketEvent]? = file("incremental_book_L2").flatMap { book in
    try? events(book: book.path)
  }

  /// The events of the session with its book read from the file at `book`.
  static func events(book: String) throws -> [MarketEvent]? {
    guard let trades = file("trades"), let levels = TickFormat.named("tardis/incremental_book_L2"),
      let prints = TickFormat.named("tardis/trades")
    else { return nil }
    let timeline = try Timeline(
      sources: [
        SourceSpecification(format: levels, files: [book]),
        SourceSpecification(format: prints, files: [trades.path]),
      ], instruments: [instrument], clock: ClockSettings(shift: .given(shift)))
    var events: [MarketEvent] = []
    var batch: [MarketEvent] = []
    while try timeline.nextBatch(into: &batch) { events += batch }
    return events
  }

  /// What the session's fills were made under: 10 ms each way, whole orders, no fees.
  static func assumptions(_ model: FillModel) -> FillAssumptions {
    var assumptions = FillAssumptions()
    assumptions.model = model
    assumptions.fill = .whole
    assumptions.orderLatency = 10_000_000
    assumptions.cancelLatency = 10_000_000
    assumptions.responseLatency = 10_000_000
    return assumptions
  }

  /// The orders of `script.csv`.
  static func script(_ file: URL) throws -> [ScriptAction] {
    let table = CSVFile(try Data(contentsOf: file))
    let columns = ["timestamp_ns", "action", "order", "side", "price", "quantity"]
      .map(table.column)
    return try table.lines.map { line in
      let fields = CSVFile.fields(line)
      func ticks(_ text: String, _ step: FixedDecimal) -> Int64? {
        guard let value = FixedDecimal(text) else { return nil }
        return Int64((value.doubleValue / step.doubleValue).rounded())
      }
      guard let time = Int64(fields[columns[0]]),
        let kind = ScriptAction.Kind(rawValue: fields[columns[1]]),
        let order = Int64(fields[columns[2]])
      else { throw CocoaError(.formatting) }
      return ScriptAction(
        time: time, kind: kind, order: order, side: fields[columns[3]] == "buy" ? .buy : .sell,
        price: ticks(fields[columns[4]], instrument.tick),
        quantity: ticks(fields[columns[5]], instrument.lot))
    }
  }
}
