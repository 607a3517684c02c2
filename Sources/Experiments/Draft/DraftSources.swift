internal import MarketData

/// Which of the examined files a draft replays, and what there is to say of the others.
struct DraftSources {
  /// Files of one format that are replayed.
  struct Source {
    var set: SourceFiles
    /// How the format was decided.
    var reason: String
    /// Whether the files show no sizes.
    var needsSize: Bool
    /// Whether times are of the day and nothing tells which day: they are read as in 1970.
    var lacksDate: Bool
    var format: TickFormat?
  }

  let replayed: [Source]
  /// The symbol that is traded, where the files name one.
  let symbol: String?
  /// The files of the replayed sources.
  let files: [FileQuality]
  /// What is left out and why.
  private(set) var notes: [String] = []
  /// The format of the book that is replayed, where several tell it.
  private(set) var chosenBook: String?

  init(_ quality: DataQuality, symbol wanted: String?) throws {
    let market = quality.files.filter { $0.kind != .funding && Self.hasTimes($0) }
    let symbols = Self.rowsBySymbol(market)
    if let wanted, !symbols.contains(where: { $0.name == wanted }) {
      throw ExperimentDraft.Refusal(
        description: "no file has the symbol '\(wanted)'; "
          + "there is \(symbols.prefix(10).map(\.name).joined(separator: ", "))")
    }
    let symbol = wanted ?? symbols.first?.name
    let sets = quality.sets.filter { set in
      guard let kind = market.first(where: { set.files.contains($0.file) })?.kind else {
        return false
      }
      return kind != .funding
        && (set.symbols.isEmpty || symbol.map { set.symbols.contains($0) } ?? true)
    }
    guard !sets.isEmpty else {
      throw ExperimentDraft.Refusal(description: "the files hold no quotes, books or prints")
    }
    let sources = sets.map { set in
      let file = market.first { set.files.contains($0.file) }
      return Source(
        set: set, reason: file?.formatReason ?? set.format,
        needsSize: TickFormat.named(set.format).map { $0.constantQuantity != nil } ?? false,
        lacksDate: (TickFormat.named(set.format)?.hasTimesOfDay ?? false)
          && market.contains {
            set.files.contains($0.file) && ($0.firstTime ?? .max) < 2 * 86_400_000_000_000
          },
        format: TickFormat.named(set.format))
    }
    self.symbol = symbol
    replayed = sources
    files = quality.files.filter { file in
      sources.contains { $0.set.files.contains(file.file) && $0.set.format == file.format }
    }
    let books = sources.filter { $0.format?.kind.hasBook ?? false }
    if books.count > 1 {
      let deepest = books.first { $0.format?.kind.isDeep ?? false } ?? books[0]
      chosenBook = deepest.set.format
    }
    if symbols.count > 1, let symbol {
      let others = symbols.map(\.name).filter { $0 != symbol }
      notes.append(
        "Also in the files: \(others.prefix(10).joined(separator: ", ")); choose with --symbol.")
    }
    for file in quality.files where file.kind == .funding {
      notes.append("\(file.file) holds funding rates.")
    }
    for file in quality.files where !Self.hasTimes(file) {
      notes.append("\(file.file) has no times of its own: it is read with the file that has them.")
    }
    for failure in quality.failures { notes.append("Left out: \(failure.error.description)") }
  }

  /// Whether no source tells a book.
  var hasNoBook: Bool { !replayed.contains { $0.format?.kind.hasBook ?? false } }
  /// Whether every source has arrival times.
  var feedIsFromData: Bool { replayed.allSatisfy { $0.format?.hasArrivalTime ?? false } }
  /// Whether rows arrived before they happened.
  var isLatencyNegative: Bool {
    feedIsFromData && files.contains { ($0.latency?.minimum ?? 0) < 0 }
  }
  /// Whether the vendor's name says that it is a spot market.
  var isSpot: Bool {
    replayed.allSatisfy { source in
      let name = source.set.format
      return name.contains("spot") || name.hasPrefix("kraken/") || name.hasPrefix("uniswap")
        || name.hasPrefix("lobster") || name.hasPrefix("lean-equity")
    }
  }

  private static func hasTimes(_ file: FileQuality) -> Bool {
    TickFormat.named(file.format)?.hasExchangeTime ?? true
  }

  /// Every symbol with its rows in all files, the most frequent first.
  private static func rowsBySymbol(_ files: [FileQuality]) -> [(name: String, rows: Int)] {
    var rows: [(name: String, rows: Int)] = []
    for symbol in files.flatMap(\.symbols) {
      guard let name = symbol.name else { continue }
      if let place = rows.firstIndex(where: { $0.name == name }) {
        rows[place].rows += symbol.rows
      } else {
        rows.append((name, symbol.rows))
      }
    }
    return rows.sorted { $0.rows > $1.rows }
  }
}
