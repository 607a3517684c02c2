internal import Experiments
internal import MarketData

extension QualityFacts {
  /// What of a file deserves a second look, in sentences; none where nothing does.
  static func notes(on file: FileQuality) -> [String] {
    var notes: [String] = []
    func note(_ count: Int, _ one: String, _ several: String) {
      if count > 0 { notes.append(count == 1 ? "1 \(one)." : "\(count) \(several).") }
    }
    note(file.rowsRejected, "row cannot be decoded", "rows cannot be decoded")
    note(
      file.duplicateRows, "line repeats one of the 64 before it",
      "lines repeat one of the 64 before them")
    note(
      file.timeReversals, "time goes against the order of the file (\(file.order.rawValue))",
      "times go against the order of the file (\(file.order.rawValue)), by at most "
        + TimeText.duration(file.largestReversal))
    note(file.crossedQuotes, "quote is crossed", "quotes are crossed")
    note(file.tradesWithoutSide, "trade has no side", "trades have no side")
    note(
      file.rowsWithoutExchangeTime, "row has no exchange time of its own",
      "rows have no exchange time of their own")
    if let book = file.book {
      note(book.crossed, "message leaves the book crossed", "messages leave the book crossed")
    }
    if let line = file.unterminatedLine {
      notes.append("The last row, line \(line), ends without a newline and may be cut short.")
    }
    if file.isChecksumUnknown {
      notes.append("The file has no checksum: damage to its contents would not be noticed.")
    }
    if !file.skippedMembers.isEmpty {
      notes.append("Passed over in the archive: \(file.skippedMembers.joined(separator: ", ")).")
    }
    return notes
  }
}
