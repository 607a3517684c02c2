internal import Experiments
internal import MarketData

/// The findings of `ballast check` as names and sentences, whichever way they are laid out.
enum QualityFacts {
  typealias Fact = (name: String, text: String)

  /// What is to be said of `file`.
  static func facts(of file: FileQuality) -> [Fact] {
    var facts: [Fact] = [
      ("format", file.formatReason),
      ("rows", "\(file.rowsRead) read, \(file.rowsRejected) rejected" + reasons(file.rejects)),
    ]
    if file.rowsByKind.count > 1 || file.kind.isDeep {
      facts.append(("of these", list(file.rowsByKind)))
    }
    if let first = file.firstTime, let last = file.lastTime {
      let rate = file.rowsPerSecond.map { ", \(rounded($0)) rows/s" } ?? ""
      facts.append(
        (
          "span",
          "\(TimeText.instant(first)) to \(TimeText.instant(last)), "
            + TimeText.duration(last - first) + rate
        ))
    }
    facts += symbols(of: file)
    facts.append(
      (
        "times",
        "\(file.order.rawValue), \(file.timeReversals) exceptions (by at most "
          + "\(TimeText.duration(file.largestReversal))), \(file.equalTimes) equal the one before"
      ))
    facts += contents(of: file)
    if file.duplicateRows > 0 { facts.append(("duplicates", "\(file.duplicateRows)")) }
    if file.rowsWithoutExchangeTime > 0 {
      facts.append(("no exchange time", "\(file.rowsWithoutExchangeTime) rows"))
    }
    if let latency = file.latency {
      let quantiles = latency.quantiles.map {
        "\(rounded($0.level * 100)) % \(TimeText.duration($0.value))"
      }
      facts.append(
        (
          "feed latency",
          "\(TimeText.duration(latency.minimum)) to \(TimeText.duration(latency.maximum)); "
            + quantiles.joined(separator: ", ")
        ))
    }
    if file.isChecksumUnknown {
      facts.append(("checksum", "none in the file: damage to its contents would not be noticed"))
    }
    if let line = file.unterminatedLine {
      facts.append(("last row", "line \(line) has no newline at its end"))
    }
    if !file.skippedMembers.isEmpty {
      facts.append(("passed over", file.skippedMembers.joined(separator: ", ")))
    }
    for gap in file.largestGaps.prefix(3) {
      facts.append(
        (
          "gap",
          "\(TimeText.duration(gap.length)) from \(TimeText.instant(gap.start)), line \(gap.line)"
        ))
    }
    return facts
  }

  private static func symbols(of file: FileQuality) -> [Fact] {
    var facts: [Fact] = file.symbols.prefix(10).map { symbol in
      let name = symbol.name.map { "\($0): " } ?? ""
      var text = name + "tick \(text(symbol.tick)), lot \(text(symbol.lot))"
      if file.symbols.count > 1 { text += ", \(symbol.rows) rows" }
      if symbol.offTick + symbol.offLot > 0 {
        text +=
          "; \(symbol.offTick) rows off the given tick, \(symbol.offLot) off the given lot"
      }
      return ("grid", text)
    }
    if file.symbols.count > 10 { facts.append(("grid", "… \(file.symbols.count - 10) more")) }
    return file.kind == .funding ? [] : facts
  }

  private static func contents(of file: FileQuality) -> [Fact] {
    var facts: [Fact] = []
    if let book = file.book {
      facts.append(
        (
          "book",
          "\(book.messages) messages in \(book.messageGroups) groups of one time, "
            + "\(book.snapshots) snapshots; after them \(book.crossed) crossed, "
            + "\(book.locked) locked, \(book.oneSided) one-sided; up to \(book.deepest) levels"
        ))
    } else if file.kind.hasBook {
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
    return facts
  }

  /// What is to be said of a set of files beyond its files.
  static func sentences(of set: SourceFiles) -> [String] {
    var sentences = set.overlaps.map {
      "\($0.second) begins \(TimeText.duration($0.length)) before \($0.first) ends."
    }
    if !set.missingDays.isEmpty {
      let days = set.missingDays.map(TimeText.date)
      sentences.append("No rows of \(set.format) on \(days.joined(separator: ", ")).")
    }
    return sentences
  }

  /// What the comparison of prints with a book says.
  static func sentences(of fit: PrintFit) -> [String] {
    var sentences: [String] = []
    if let share = fit.shareAtPrint {
      sentences.append(
        "\(percent(share)) of \(fit.prints) prints lie at or beyond the book just before them.")
    }
    let sideless = fit.sideless.atAsk + fit.sideless.atBid + fit.sideless.inside
    if sideless > 0 {
      func share(_ count: Int) -> String { percent(Double(count) / Double(sideless)) }
      sentences.append(
        "Of \(sideless) prints without a side \(share(fit.sideless.atAsk)) are at or above the "
          + "ask, \(share(fit.sideless.atBid)) at or below the bid, "
          + "\(share(fit.sideless.inside)) between them.")
    }
    if let conclusion = conclusion(fit) { sentences.append(conclusion) }
    if let lag = fit.lag { sentences += Self.sentences(of: lag) }
    return sentences
  }

  /// What the comparison of a rebuilt book with quotes says.
  static func sentence(of fit: BookFit) -> String {
    "After \(percent(fit.share)) of \(fit.groups) message groups the best bid and ask are those of "
      + "the quotes at the same time."
  }

  /// What the fit says is about.
  static func title(_ fit: PrintFit) -> String {
    "Prints (\(fit.trades)) against the book (\(fit.book))" + of(fit.symbol)
  }

  /// What the fit says is about.
  static func title(_ fit: BookFit) -> String {
    "Book (\(fit.book)) against quotes (\(fit.quotes))" + of(fit.symbol)
  }

  /// The moment of a share of prints.
  static func moment(_ offset: Int64) -> String {
    if offset == 0 { return "at the print" }
    return TimeText.duration(abs(offset)) + (offset < 0 ? " earlier" : " later")
  }

  /// A share as a percentage with one decimal.
  static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

  /// What to do about a recorder whose clock is off, where one is.
  static func clockAdvice(_ quality: DataQuality) -> [String] {
    guard quality.isLatencyNegative, let shift = quality.measuredShift else { return [] }
    return [
      "Rows arrived before they happened: the recorder's clock is off. Set",
      "  fills: { latency: { clock-shift: measured } }",
      "in the experiment, or give the shift measured here: \(TimeText.duration(shift)).",
    ]
  }

  /// A rejected row with its place.
  static func text(of row: RejectedRow) -> String {
    let column = row.column.map { ":\($0)" } ?? ""
    let name = row.columnName.map { " in \($0)" } ?? ""
    return "\(row.file):\(row.line)\(column): \(row.reason.code)\(name): \(row.excerpt)"
  }

  private static func conclusion(_ fit: PrintFit) -> String? {
    guard let best = fit.bestOffset, let share = fit.shares.first(where: { $0.offset == best })
    else { return nil }
    let most = "Most prints, \(percent(share.share)), fit the book as it stood "
    if best == 0 { return most + "at the print: book and prints keep the same time." }
    return most + moment(best) + ": the book "
      + (best > 0 ? "lags behind the prints" : "runs ahead of the prints")
      + " by about \(TimeText.duration(abs(best)))."
  }

  private static func of(_ symbol: String?) -> String { symbol.map { " of \($0)" } ?? "" }

  private static func reasons(_ rejects: [RejectReason: Int]) -> String {
    let counts = Dictionary(uniqueKeysWithValues: rejects.map { ($0.key.code, $0.value) })
    return rejects.isEmpty ? "" : ": " + list(counts)
  }

  private static func list(_ counts: [String: Int]) -> String {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  private static func text(_ number: FixedDecimal?) -> String { number?.description ?? "unknown" }

  private static func rounded(_ number: Double) -> String {
    let text = "\((number * 10).rounded() / 10)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
