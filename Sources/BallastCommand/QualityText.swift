internal import Experiments
internal import MarketData

/// The findings of `ballast check` for people at a terminal.
enum QualityText {
  private static let width = 18

  static func text(of quality: DataQuality) -> String {
    var blocks = quality.files.map(lines)
    if quality.files.count > 1 {
      blocks.append([
        "All files: \(quality.rowsRead) rows, \(quality.rowsRejected) rejected"
      ])
    }
    blocks += quality.sets.map(QualityFacts.sentences).filter { !$0.isEmpty }
    for fit in quality.printFits {
      blocks.append(
        [QualityFacts.title(fit)]
          + fit.shares.map { row(QualityFacts.moment($0.offset), QualityFacts.percent($0.share)) }
          + QualityFacts.sentences(of: fit).map { "  " + $0 })
    }
    for fit in quality.bookFits {
      blocks.append([QualityFacts.title(fit), "  " + QualityFacts.sentence(of: fit)])
    }
    let advice = QualityFacts.clockAdvice(quality)
    if !advice.isEmpty { blocks.append(advice) }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private static func lines(of file: FileQuality) -> [String] {
    [file.file] + QualityFacts.facts(of: file).map { row($0.name, $0.text) }
      + file.firstRejects.map { "  " + QualityFacts.text(of: $0) }
  }

  private static func row(_ name: String, _ text: String) -> String {
    "  " + name + String(repeating: " ", count: max(1, width - name.count)) + text
  }
}
