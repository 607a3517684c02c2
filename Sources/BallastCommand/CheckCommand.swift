internal import ArgumentParser
internal import Experiments
internal import MarketData

/// `ballast check FILES…`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what tick files hold and what is wrong with them.",
    discussion: """
      Reads the files and reports rows by kind and rejected rows, the span, gaps and rate, times \
      that go the wrong way, duplicates, crossed, locked and one-sided quotes, trades without a \
      side, the quantiles of the feed latency and the clock shift it calls for, the tick and lot \
      that all prices and quantities lie on, how prints fit the book and a rebuilt book fits the \
      quotes, overlapping files and missing days. Formats are found out unless --format names \
      one:

      \(FormatOption.list)

      Findings do not change the exit status; a file that cannot be read is told of, the others \
      are checked all the same, and the status is 65 in the end.
      """)

  @Argument(help: "Files or patterns: CSV, plain or compressed (gz, zip, zst, xz, bz2).")
  var files: [String]

  @Option(help: "The format of all files.")
  var format: String?

  @Option(help: "The tick that all prices should lie on.")
  var tick: String?

  @Option(help: "The lot that all quantities should lie on.")
  var lot: String?

  @OptionGroup var threads: ThreadsOption

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print a data card in Markdown.")
  var markdown = false

  mutating func validate() throws {
    if json, markdown { throw ValidationError("--json and --markdown exclude each other") }
  }

  mutating func run() throws {
    threads.apply()
    let format = try FormatOption.format(self.format)
    let quality = try DataQuality.examine(
      files: files, format: format, tick: try step(tick, "--tick"), lot: try step(lot, "--lot"))
    if json {
      print(QualityJSON.value(of: quality).text)
    } else if markdown {
      print(DataCard.text(of: quality))
    } else if !quality.files.isEmpty {
      print(QualityText.text(of: quality))
    }
    if !quality.failures.isEmpty { throw UnreadableFiles(failures: quality.failures) }
  }

  private func step(_ text: String?, _ option: String) throws -> FixedDecimal? {
    guard let text else { return nil }
    guard let step = FixedDecimal(text), step.isPositive else {
      throw UsageError(message: "\(option) '\(text)' is no number greater than 0")
    }
    return step
  }
}

/// Files among others that could not be read.
struct UnreadableFiles: Error, CustomStringConvertible {
  var failures: [DataQuality.Failure]
  var description: String { failures.map(\.error.description).joined(separator: "\n") }
}
