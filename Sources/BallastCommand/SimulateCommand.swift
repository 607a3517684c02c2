internal import ArgumentParser
internal import Experiments
internal import MarketSimulator

/// `ballast simulate`: writes a synthetic market as tick CSVs.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Write synthetic tick CSVs with known truth.",
    discussion: """
      Writes quotes.csv and trades.csv in the layout of Tardis.dev book_ticker and trades files.
      The same seed and length give the same bytes. Without options it makes the data of
      Data/sample again. With --model the market has a known law, written to truth.json beside the
      ticks.
      """)

  @Option(help: "The folder to write quotes.csv and trades.csv into; made where absent.")
  var out = "Data/sample"

  @Option(help: "The seed: a whole number from 0. Other seeds give other markets.")
  var seed: UInt64 = 7

  @Option(help: "The length of the session in hours, above 0, such as 6 or 0.5.")
  var hours = 6.0

  @OptionGroup(title: "Markets of known law")
  var market: SimulateOptions

  func validate() throws {
    guard hours * 3_600 >= 1, hours <= 366 * 24 else {
      throw ValidationError("--hours must lie between 1 second (0.0003) and 366 days (8784).")
    }
  }

  func run() throws {
    if market.model != nil { return try writeModel() }
    var settings = SimulationSettings()
    settings.durationSeconds = Int64((hours * 3_600).rounded())
    let simulation = try MarketSimulation(settings: settings, seed: seed)
    try Paths.createFolder(out)
    let quotes = try AtomicFile(path: Paths.join(out, "quotes.csv"))
    let trades = try AtomicFile(path: Paths.join(out, "trades.csv"))
    let rows = try TardisWriter(settings: settings).write(
      simulation, quotes: { bytes in try quotes.append { $0.append(contentsOf: bytes) } },
      trades: { bytes in try trades.append { $0.append(contentsOf: bytes) } })
    try quotes.commit()
    try trades.commit()
    print("\(quotes.path): \(rows.quotes) rows")
    print("\(trades.path): \(rows.trades) rows")
  }

  private func writeModel() throws {
    let settings = try market.settings(hours: hours)
    let events = try ModelMarket(settings: settings, seed: seed)
    let writer = ModelWriter(settings: settings)
    try Paths.createFolder(out)
    var files: [ModelWriter.File: AtomicFile] = [:]
    for file in writer.files {
      files[file] = try AtomicFile(path: Paths.join(out, file.rawValue))
    }
    let rows = try writer.write(events) { file, bytes in
      try files[file]?.append { $0.append(contentsOf: bytes) }
    }
    let counts = writer.files.map { ($0.rawValue, rows[$0] ?? 0) }
    let truth = try AtomicFile(path: Paths.join(out, "truth.json"))
    let text = settings.truth(seed: seed, rows: counts).text + "\n"
    try truth.append { $0.append(contentsOf: text.utf8) }
    for file in writer.files { try files[file]?.commit() }
    try truth.commit()
    for (name, count) in counts { print("\(Paths.join(out, name)): \(count) rows") }
    print(truth.path)
  }
}
