internal import Experiments
internal import MarketData

/// The findings of `ballast check` for people.
enum QualityText {
  static func text(of quality: DataQuality) -> String {
    var lines = quality.files.flatMap(lines)
    if let lag = quality.bookLag { lines += [""] + self.lines(of: lag) }
    if quality.isLatencyNegative, let shift = quality.measuredShift {
      lines += [
        "", "Rows arrived before they happened: the recorder's clock is off. Set",
        "  fills: { latency: { clock-shift: measured } }",
        "in the experiment, or give the shift measured here: \(TimeText.duration(shift)).",
      ]
    }
    return lines.joined(separator: "\n")
  }

  private static func lines(of file: FileQuality) -> [String] {
    var facts: [(String, String)] = [
      ("format", file.formatReason),
      ("rows", "\(file.rowsRead), \(file.rowsRejected) rejected"),
    ]
    if let first = file.firstTime, let last = file.lastTime {
      facts.append(
        (
          "span",
          "\(TimeText.instant(first)) to \(TimeText.instant(last)), "
            + TimeText.duration(last - first)
        )
      )
    }
    if let tick = file.inferredTick, let lot = file.inferredLot {
      facts.append(("grid", "tick \(tick), lot \(lot)"))
    }
    facts.append(
      (
        "times",
        "\(file.timeReversals) go back (by at most \(TimeText.duration(file.largestReversal))), "
          + "\(file.equalTimes) equal the one before"
      ))
    if file.kind.hasBook {
      facts.append(
        (
          "quotes",
          "\(file.crossedQuotes) crossed, \(file.lockedQuotes) locked, "
            + "\(file.oneSidedQuotes) one-sided"
        ))
    }
    if file.kind.hasTrades {
      facts.append(
        (
          "trades",
          "\(file.buyTrades) buys, \(file.sellTrades) sells, \(file.tradesWithoutSide) without side"
        ))
    }
    if file.duplicateRows > 0 { facts.append(("duplicates", "\(file.duplicateRows) rows")) }
    if file.rowsWithoutExchangeTime > 0 {
      facts.append(("no exchange time", "\(file.rowsWithoutExchangeTime) rows"))
    }
    if let latency = file.latency {
      facts.append(
        (
          "feed latency",
          "\(TimeText.duration(latency.minimum)) to \(TimeText.duration(latency.maximum)), "
            + "median \(TimeText.duration(latency.median))"
        ))
    }
    if file.isChecksumUnknown {
      facts.append(
        ("checksum", "none in the file: damage to its contents would not be noticed"))
    }
    for gap in file.largestGaps.prefix(3) {
      facts.append(("gap", "\(TimeText.duration(gap.length)) before line \(gap.line)"))
    }
    let width = 18
    return [file.file]
      + facts.map { name, text in
        "  " + name + String(repeating: " ", count: max(1, width - name.count)) + text
      }
      + file.firstRejects.map { row in
        let column = row.column.map { ":\($0)" } ?? ""
        let name = row.columnName.map { " in \($0)" } ?? ""
        return "  \(row.file):\(row.line)\(column): \(row.reason.code)\(name)"
      }
  }

  /// What the comparison of prints with quotes says, offset by offset and in one sentence.
  static func lines(of lag: BookLag) -> [String] {
    let width = 18
    return [
      "Prints against quotes: the share of \(lag.prints) prints at or beyond the quotes as they "
        + "stood"
    ]
      + lag.shares.map { share in
        let name = moment(share.offset)
        return "  " + name + String(repeating: " ", count: max(1, width - name.count))
          + percent(share.share)
      } + [conclusion(lag)].compactMap { $0 }
  }

  private static func moment(_ offset: Int64) -> String {
    if offset == 0 { return "at the print" }
    return TimeText.duration(abs(offset)) + (offset < 0 ? " earlier" : " later")
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 1000).rounded() / 10) %"
  }

  private static func conclusion(_ lag: BookLag) -> String? {
    guard let best = lag.bestOffset, let share = lag.shares.first(where: { $0.offset == best })
    else { return nil }
    let fit = "Most prints, \(percent(share.share)), fit the quotes as they stood "
    if best == 0 { return fit + "at the print: book and prints keep the same time." }
    return fit + moment(best) + ": the book "
      + (best > 0 ? "lags behind the prints" : "runs ahead of the prints")
      + " by about \(TimeText.duration(abs(best)))."
  }
}
