public import MarketData

/// A runnable experiment for files that were examined: the sources, the grid and the clock as they
/// were found, and seven strategies whose parameters have the size of the data.
public struct ExperimentDraft {
  /// What the files cannot be replayed for, with what to do.
  public struct Refusal: Error, CustomStringConvertible {
    /// The message.
    public var description: String
  }

  private let quality: DataQuality
  private let sources: DraftSources
  private let scale: DraftScale
  private let name: String
  private let folder: String

  /// A draft for the files that were examined.
  ///
  /// - Parameters:
  ///   - quality: what is known of the files.
  ///   - name: the experiment's name; `nil` = from the symbol, or from the first file.
  ///   - folder: the folder the experiment will be in; paths are written relative to it.
  ///   - symbol: the symbol to trade; `nil` = the one with the most rows.
  /// - Throws: `Refusal` where the files hold nothing that can be replayed.
  public init(
    _ quality: DataQuality, name: String? = nil, folder: String, symbol: String? = nil
  ) throws {
    self.quality = quality
    sources = try DraftSources(quality, symbol: symbol)
    scale = DraftScale(sources.files, symbol: sources.symbol)
    self.name = name ?? Self.name(of: sources)
    self.folder = folder
  }

  /// The experiment file.
  public var yaml: String {
    ([heading, instrument, data, fills, decisions, strategies, metrics]).joined(separator: "\n")
      + "\n"
  }

  /// What the files do not tell and a user has to fill in before the experiment runs, in sentences.
  public var gaps: [String] {
    sources.replayed.filter(\.lacksDate).map { source in
      "the names of the files of \(source.set.format) tell no date; fill in the line 'date:' of "
        + "that source before you run it"
    }
  }

  // MARK: - Sections

  private var heading: String {
    let rows = sources.files.reduce(0) { $0 + $1.rowsRead }
    let first = sources.files.compactMap(\.firstTime).min().map(TimeText.instant) ?? "?"
    let last = sources.files.compactMap(\.lastTime).max().map(TimeText.instant) ?? "?"
    return """
      # \(rows) rows from \(first) to \(last), read by 'ballast check'.
      # What is marked with (?) is a guess that a look at the data cannot settle: go through it.
      # Run it with: ballast run <this file>
      name: \(Self.quoted(name))
      """
  }

  private var instrument: String {
    let symbol = sources.symbol ?? name
    return """
      # The coarsest grid that all prices and quantities lie on. (?) A short file may show a coarser
      # one than the venue's. (?) kind: spot is never sold short; linear is a contract.
      instrument: { symbol: \(Self.quoted(symbol)), tick: \(scale.tick), lot: \(scale.lot), \
      kind: \(sources.isSpot ? "spot" : "linear") }
      """
  }

  private var data: String {
    var lines = ["data:"]
    for source in sources.replayed {
      lines.append("  # \(comment(source.reason))")
      var entry = "  - format: \(source.set.format)\n    files:\n"
      entry += source.set.files.map { "      - \(Self.quoted(Paths.relative($0, to: folder)))" }
        .joined(separator: "\n")
      if source.set.symbols.count > 1, let symbol = sources.symbol {
        entry += "\n    symbol: \(Self.quoted(symbol))"
      }
      if source.lacksDate {
        entry +=
          "\n    # The names of these files tell no date: fill it in, or the run is refused. (?)"
          + "\n    # date: 2012-06-21"
      }
      if source.needsSize {
        entry += "\n    size: \(scale.size) # (?) the files show no sizes"
      }
      lines.append(entry)
    }
    if let book = sources.chosenBook {
      lines.append("# Several sources tell the book: the deepest is replayed.\nbook: \(book)")
    }
    if sources.hasNoBook {
      lines.append(
        "# Prints alone: the touch is made of them. (?) The spread decides what quoting earns.\n"
          + "touch: from-trades(\(scale.halfSpreadTicks * 2) ticks)")
    }
    for note in sources.notes { lines.append("# " + comment(note)) }
    return lines.joined(separator: "\n")
  }

  private var fills: String {
    let clock = sources.feedIsFromData ? "from-data" : "5ms"
    let shift = sources.isLatencyNegative ? ", clock-shift: measured" : ""
    let why =
      sources.feedIsFromData
      ? (sources.isLatencyNegative
        ? "Rows arrived before they happened: the recorder's clock is corrected."
        : "Both clocks are in the files.")
      : "(?) The files give one clock: what the feed takes is assumed."
    return """
      fills:
        # How many of those ahead in the queue cancel before a trade reaches you. (?) touch and
        # through(ticks: 1) bracket it from above and below.
        model: { queue: { cancels: power, n: 3 } }
        hidden-queue: touch
        # \(why) (?) Order latencies are yours.
        latency: { feed: \(clock)\(shift), order: 10ms, cancel: 10ms, response: 10ms }
        # (?) Shares of notional; a negative maker fee is a rebate.
        fees: { maker: 0.0002, taker: 0.0005 }
      """
  }

  private var decisions: String {
    """
    decide: every \(scale.isSlow ? "1s" : "100ms")
    # In quote units. (?)
    start: { inventory: 0, cash: \(scale.startCash) }
    """
  }

  private var strategies: String {
    let half = "half-spread: \(scale.halfSpreadTicks) ticks"
    let size = "size: \(scale.size)"
    let limit = "limit: \(scale.limit)"
    let model =
      "gamma: \(scale.gamma), intensity: { A: 0.9/s, k: \(scale.intensityPerTick)/tick }, "
      + "volatility: ewma 60s, \(size)"
    let skew = "skew: \(scale.skew) ticks per lot"
    let band = "band: \(scale.band), to: edge"
    let horizon = "horizon: 5m"
    return """
      # (?) Sizes are the median of what trades, distances half the median spread, limits 20 sizes.
      strategies:
        - { name: hold, use: hold }
        - { name: no-rebalancing, use: symmetric, \(half), \(size), \(limit) }
        - { name: skew, use: linear-skew, \(half), \(size), \(skew), \(limit) }
        - { name: size-skew, use: size-skew, \(half), \(size), range: \(scale.limit), \(limit) }
        - { name: threshold, use: threshold, \(half), \(size), \(band), \(limit) }
        # (?) Intensity A exp(-k distance): calibrate it on other days than these.
        - { name: avellaneda-stoikov, use: avellaneda-stoikov, \(model), \(horizon), \(limit) }
        - { name: glft, use: glft, \(model), \(limit) }
      """
  }

  private var metrics: String {
    "metrics: { horizon: 60s, cvar: [0.95, 0.99], baseline: no-rebalancing, seed: 1 }"
  }

  // MARK: - Texts

  private static func name(of sources: DraftSources) -> String {
    let text = sources.symbol ?? sources.files.first.map { Paths.name(of: $0.file) } ?? "experiment"
    let allowed = text.split(separator: ".").first.map(String.init) ?? text
    let name = String(
      allowed.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? Character($0.lowercased()) : "-" })
    return name.allSatisfy { $0 == "-" } ? "experiment" : name
  }

  /// A YAML scalar: plain where that is safe, else in double quotes.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0))
    }
    if isPlain, let first = text.first, first.isLetter || first == "/" || first == "." {
      return text
    }
    return JSONValue.string(text).text
  }

  private func comment(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
