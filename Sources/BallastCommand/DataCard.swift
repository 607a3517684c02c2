internal import MarketData

/// The findings of `ballast check` as a Markdown data card, to keep beside the files.
enum DataCard {
  static func text(of quality: DataQuality) -> String {
    var lines = [
      "# Data card", "",
      "\(quality.files.count) files, \(quality.rowsRead) rows, \(quality.rowsRejected) rejected.",
    ]
    for set in quality.sets {
      let symbols = set.symbols.isEmpty ? "" : " of " + listed(set.symbols)
      lines += ["", "## \(cell(set.format))\(symbols)", ""]
      lines += QualityFacts.sentences(of: set).map { "- " + cell($0) }
      for file in quality.files where set.files.contains(file.file) && file.format == set.format {
        lines += ["", "### \(cell(file.file))", "", "| | |", "|---|---|"]
        lines += QualityFacts.facts(of: file).map { "| \($0.name) | \(cell($0.text)) |" }
        if !file.firstRejects.isEmpty {
          lines += ["", "The first rejected rows:", ""]
          lines += file.firstRejects.map { "- `\(code(QualityFacts.text(of: $0)))`" }
        }
      }
    }
    for fit in quality.printFits {
      lines += ["", "## \(cell(QualityFacts.title(fit)))", ""]
      if !fit.shares.isEmpty {
        lines += ["| the book as it stood | prints that fit |", "|---|---:|"]
        lines += fit.shares.map {
          "| \(QualityFacts.moment($0.offset)) | \(QualityFacts.percent($0.share)) |"
        }
        lines.append("")
      }
      lines += QualityFacts.sentences(of: fit)
    }
    for fit in quality.bookFits {
      lines += ["", "## \(cell(QualityFacts.title(fit)))", "", QualityFacts.sentence(of: fit)]
    }
    let advice = QualityFacts.clockAdvice(quality)
    if !advice.isEmpty { lines += ["", "## Clock", ""] + advice }
    if !quality.failures.isEmpty {
      lines += ["", "## Files that could not be read", ""]
      lines += quality.failures.map { "- " + cell($0.error.description) }
    }
    return lines.joined(separator: "\n")
  }

  private static func listed(_ symbols: [String]) -> String {
    let shown = symbols.prefix(10).map(cell).joined(separator: ", ")
    return symbols.count > 10 ? shown + " and \(symbols.count - 10) more" : shown
  }

  /// Text that Markdown takes as it is, in a cell of a table too.
  private static func cell(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "\\`*_{}[]<>|#".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }

  /// Text between two grave accents.
  private static func code(_ text: String) -> String {
    String(text.map { $0 == "`" ? "'" : $0 })
  }
}
