internal import ArgumentParser
internal import Backtesting
internal import Experiments
internal import MarketData

/// `ballast check FILES…`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what tick files hold and what is wrong with them.",
    discussion: """
      Reads the files once and reports rows and rejected rows, the span, gaps, times that go back, \
      duplicates, crossed and locked quotes, trades without a side, the feed latency and the clock \
      shift it calls for, and the tick and lot that all prices and quantities lie on. Formats are \
      found out unless --format names one: \(TickFormat.all.map(\.name).joined(separator: ", ")).

      Findings do not change the exit status; files that cannot be read end with 65.
      """)

  @Argument(help: "Files or patterns: CSV, plain or compressed (gz, zip, zst, xz, bz2).")
  var files: [String]

  @Option(help: "The format of all files.")
  var format: String?

  @Flag(help: "Print JSON.")
  var json = false

  mutating func run() throws {
    let format = try self.format.map { name in
      guard let format = TickFormat.named(name) else {
        let names = TickFormat.all.map(\.name)
        throw UsageError(
          message: "unknown format '\(name)'; " + NearestName.hint(for: name, among: names))
      }
      return format
    }
    let quality = try DataQuality.examine(files: files, format: format)
    print(json ? QualityJSON.value(of: quality).text : QualityText.text(of: quality))
  }
}
