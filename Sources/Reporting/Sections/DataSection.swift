extension ReportText {
  /// What was replayed: files, rows, rejects, clocks.
  var dataSection: String {
    var text = "## Data\n\n"
    if !manifest.inputs.isEmpty {
      text += inputs.markdown + "\n"
    }
    text += rowSentence + "\n"
    if !manifest.rejected.isEmpty {
      var table = Table()
      table.addText("reason of rejection", manifest.rejected.map(\.name))
      table.addFormatted("rows", manifest.rejected.map { NumberFormat.count($0.count) })
      text += "\n" + table.markdown
    }
    if !manifest.otherCounts.isEmpty {
      let counts = manifest.otherCounts.map {
        "\(Escaping.markdown($0.name)) \(NumberFormat.count($0.count))"
      }
      text += "\nAlso counted: \(counts.joined(separator: ", ")).\n"
    }
    text +=
      "\nShift added to arrival times: "
      + (manifest.clockShift.map(Escaping.markdown) ?? "none") + ".\n"
    return text
  }

  private var inputs: Table {
    let inputs = manifest.inputs
    func counts(_ values: [Int?]) -> [String] {
      values.map { $0.map(NumberFormat.count) ?? NumberFormat.missing }
    }
    var table = Table()
    table.addText("file", inputs.map(\.path))
    if inputs.contains(where: { $0.format != nil }) {
      table.addText("format", inputs.map(\.format))
    }
    table.addFormatted("bytes", counts(inputs.map(\.bytes)))
    if inputs.contains(where: { $0.rowsRead != nil }) {
      table.addFormatted("rows read", counts(inputs.map(\.rowsRead)))
    }
    if inputs.contains(where: { $0.rowsReplayed != nil }) {
      table.addFormatted("replayed", counts(inputs.map(\.rowsReplayed)))
      table.addFormatted("rejected", counts(inputs.map(\.rowsRejected)))
    }
    table.addText("SHA-256", inputs.map { $0.sha256.map { "\($0.prefix(16))…" } })
    return table
  }

  private var rowSentence: String {
    guard let read = manifest.rowsRead, let replayed = manifest.rowsReplayed else {
      return "The manifest does not count the rows."
    }
    let rejected = manifest.rejectedTotal
    var sentence =
      "\(NumberFormat.count(read)) rows read, \(NumberFormat.count(replayed)) replayed, "
      + "\(NumberFormat.count(rejected)) rejected"
    if read - replayed != rejected {
      sentence += "; \(NumberFormat.count(read - replayed - rejected)) not accounted for"
    }
    return sentence + "."
  }
}
