import Backtesting
import Foundation
import MarketData
import Strategies
import Testing

@testable import Experiments

@Suite("Experiment file: data")
struct DataSettingsTests {
  private static func experiment(_ source: String) -> String {
    """
    name: sample
    instrument: { symbol: BTCUSDT, tick: 0.1, lot: 0.001 }
    data:
      - { \(source) }
    \(Samples.symmetric)
    """
  }

  @Test("order, disorder, symbol and dates are read and written back")
  func keys() throws {
    let experiment = try Samples.parse(
      Self.experiment(
        "format: tardis/quotes, files: 'q_{date}.csv', dates: 2024-01-01..2024-03-31, "
          + "missing-days: fail, order: newest-first, reorder: 200ms, symbol: XBTUSD"))
    let source = experiment.data[0]
    #expect(source.dates == DateRange("2024-01-01..2024-03-31"))
    #expect(source.failsOnMissingDates && source.order == .newestFirst)
    #expect(source.reorderWindow == 200_000_000 && source.symbol == "XBTUSD")
    let again = try Samples.parse(experiment.json.text)
    #expect(again.json.text == experiment.json.text)
    #expect(again.data[0].dates == source.dates)
    let usual = try Samples.parse(Self.experiment("format: tardis/quotes, files: q.csv")).data[0]
    #expect(usual.order == .auto && usual.reorderWindow == 0 && usual.symbol == nil)
    #expect(usual.dates == nil && !usual.failsOnMissingDates)
  }

  @Test(
    "what cannot be used is named with its place",
    arguments: [
      (
        "dates: 2024-01-02..2024-01-01",
        "ends before it begins; write 2024-01-01..2024-01-02"
      ),
      ("dates: 1900-01-01..2024-01-01", "has 45291 days, and a range may have 36600"),
      ("dates: 2024-02-30..2024-03-01", "has '2024-02-30', which is no date of the calendar"),
      ("dates: 2024-01-01", "is no range of dates; write 2024-01-01..2024-03-31"),
      ("missing-days: skip", "'skip' is not a known missing-days"),
      ("order: oldest", "'oldest' is not a known order"),
      ("reorder: 2h", "reorder is above an hour"),
      ("reorder: 200", "has no unit"),
      ("symbl: A", "did you mean 'symbol'"),
    ])
  func complaints(key: String, complaint: String) {
    let text = Samples.complaint(Self.experiment("format: tardis/quotes, files: q.csv, \(key)"))
    #expect(text?.contains(complaint) == true, "\(text ?? "")")
    #expect(text?.hasPrefix("e.yaml:4:") == true)
  }

  @Test("a format that is not named is found out and noted", arguments: ["", "format: auto, "])
  func sniffed(key: String) throws {
    try Samples.inFolder { folder in
      let header = "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,"
      try Data((header + "bid_amount\nx,A,1700000000000001,1700000000000002,1,101,100,1\n").utf8)
        .write(to: URL(fileURLWithPath: folder + "/quotes_2024-01-02.csv"))
      let yaml = Self.experiment(key + "files: 'quotes_{2024-01-01..2024-01-02}.csv'")
      let experiment = try ExperimentFile.parse(
        yaml, file: "e.yaml", folder: folder, catalogue: StrategyCatalogue.builtIn)
      #expect(experiment.data[0].format == "tardis/quotes")
      #expect(experiment.notes.contains { $0.contains("read as tardis/quotes") })
      #expect(experiment.json.text.contains("\"format\": \"tardis/quotes\""))
    }
    let text = Samples.complaint(Self.experiment(key + "files: nothing_here.csv"))
    #expect(text?.contains("the format of a source cannot be found out") == true)
    #expect(text?.hasPrefix("e.yaml:4:") == true)
  }

  @Test(
    "files that are not there are named with the place of their name",
    arguments: [
      ("[here.csv, gone.csv]", "", "e.yaml:5:25: error: gone.csv: no file matches"),
      ("'gone_*.csv'", "", "e.yaml:5:14: error: gone_*.csv: no file matches"),
      ("['here.csv', 'x_{date}.csv']", "", "e.yaml:5:27: error: x_{date}.csv: the name leaves a"),
      (
        "'x_{2024-01-01..2024-01-02}.csv'", "",
        "e.yaml:5:14: error: x_{2024-01-01..2024-01-02}.csv: no file matches for any date of"
      ),
      (
        "'x_{2024-01-03..2024-01-02}.csv'", "",
        "e.yaml:5:14: error: x_{2024-01-03..2024-01-02}.csv: '{2024-01-03..2024-01-02}' ends "
      ),
      (
        "'h{date}.csv'", ", dates: 2024-01-01..2024-01-02, missing-days: fail",
        "e.yaml:5:14: error: h{date}.csv: 1 dates have no file, the first of them 2024-01-02"
      ),
    ])
  func missingFiles(files: String, keys: String, complaint: String) throws {
    try Samples.inFolder { folder in
      for name in ["here.csv", "h2024-01-01.csv"] {
        try Data("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n".utf8)
          .write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      let yaml = Self.experiment("format: tardis/quotes,\n      files: \(files)\(keys)")
      let experiment = try ExperimentFile.parse(
        yaml, file: "e.yaml", folder: folder, catalogue: StrategyCatalogue.builtIn)
      let rejects = try RejectsFile(in: try RunFolder(path: folder + "/run"))
      let error = #expect(throws: ExperimentError.self) {
        try TickFeed(experiment, rejects: rejects)
      }
      #expect(error?.description.hasPrefix(complaint) == true, "\(error?.description ?? "")")
    }
  }
}
