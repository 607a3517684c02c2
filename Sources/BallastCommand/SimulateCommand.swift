import ArgumentParser
import Foundation
import MarketSimulator

/// `ballast simulate`: writes a synthetic market as tick CSVs.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write synthetic tick CSVs with known truth.",
    discussion: """
      Writes quotes.csv and trades.csv in the layout of Tardis.dev book_ticker and trades files.
      The same seed and length give the same bytes. Without options it makes the data of
      Data/sample again.
      """)

  @Option(help: "The folder to write quotes.csv and trades.csv into; made where absent.")
  var out = "Data/sample"

  @Option(help: "The seed: a whole number from 0. Other seeds give other markets.")
  var seed: UInt64 = 7

  @Option(help: "The length of the session in hours, above 0, such as 6 or 0.5.")
  var hours = 6.0

  func validate() throws {
    guard hours * 3_600 >= 1, hours <= 366 * 24 else {
      throw ValidationError("--hours must lie between 1 second (0.0003) and 366 days (8784).")
    }
  }

  func run() throws {
    var settings = SimulationSettings()
    settings.durationSeconds = Int64((hours * 3_600).rounded())
    let simulation = try MarketSimulation(settings: settings, seed: seed)
    let folder = URL(fileURLWithPath: out, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let quotes = try PartialFile(folder.appendingPathComponent("quotes.csv"))
    let trades = try PartialFile(folder.appendingPathComponent("trades.csv"))
    let rows = try TardisWriter(settings: settings).write(
      simulation, quotes: quotes.append, trades: trades.append)
    try quotes.publish()
    try trades.publish()
    print("\(quotes.target.path): \(rows.quotes) rows")
    print("\(trades.target.path): \(rows.trades) rows")
  }
}

/// A file that gets its name only once it is complete, so that a stopped command leaves no half.
private final class PartialFile {
  let target: URL
  private let temporary: URL
  private let handle: FileHandle

  init(_ target: URL) throws {
    self.target = target
    temporary = target.appendingPathExtension("partial")
    try Data().write(to: temporary)
    handle = try FileHandle(forWritingTo: temporary)
  }

  func append(_ bytes: [UInt8]) throws { try handle.write(contentsOf: Data(bytes)) }

  func publish() throws {
    try handle.synchronize()
    try handle.close()
    guard rename(temporary.path, target.path) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target.path])
    }
  }
}
