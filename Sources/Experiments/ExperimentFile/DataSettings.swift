internal import Backtesting
internal import MarketData

/// Reads `data`.
enum DataSettings {
  /// Keys of every source.
  static let keys = [
    "format", "files", "date", "dates", "missing-days", "order", "reorder", "symbol", "recorder",
    "snap", "instrument", "feed",
  ]

  /// The sources in `value`; `book` names the format of the one book source that is replayed where
  /// an instrument has several. Formats that are not named are found out from files in `folder`.
  static func read(
    _ value: Setting, book: Setting?, instruments: InstrumentsSettings, folder: String
  ) throws -> [DataSource] {
    guard case .list(let elements) = value.content, !elements.isEmpty else {
      throw value.error("data must list at least one source; write - { format: …, files: … }")
    }
    var sources = try elements.map { try source($0, instruments, folder: folder) }
    let several = instruments.instruments
    for (place, instrument) in several.enumerated() {
      try chooseBook(
        among: &sources, of: place, isMade: try instruments.touchSpread(of: place) != nil,
        named: try book.map { try name(in: $0, of: instrument, several) },
        in: value, called: several.count > 1 ? instrument.name : nil)
      let funding = sources.filter { $0.instrument == place && $0.tickFormat.kind == .funding }
      guard funding.count < 2 else {
        throw ExperimentError(
          funding[1].place,
          "a second source of funding beside \(funding[0].format) would have it paid twice; put "
            + "files of one feed into one source, and take the other out")
      }
    }
    return sources
  }

  /// What `book` says for `instrument`: the name itself, or that under the instrument's name.
  private static func name(
    in book: Setting, of instrument: Instrument, _ instruments: [Instrument]
  ) throws -> Setting? {
    guard case .map = book.content else { return book.isGiven ? book : nil }
    let map = try book.map("book", known: instruments.map(\.name))
    return map[instrument.name]
  }

  /// Leaves one book source of the instrument at `place` to be replayed.
  private static func chooseBook(
    among sources: inout [DataSource], of place: Int, isMade: Bool, named book: Setting??,
    in value: Setting, called name: String?
  ) throws {
    let books = sources.indices.filter {
      sources[$0].tickFormat.kind.hasBook && sources[$0].instrument == place
    }
    if let name, !sources.contains(where: { $0.instrument == place }) {
      throw value.error(
        "no source has ticks of the instrument '\(name)'; add one with 'instrument: \(name)'")
    }
    let data = name.map { "the data of '\($0)'" } ?? "data"
    guard let first = books.first else {
      guard !isMade else { return }
      throw value.error(
        "\(data) has trades alone, and without a book there is no mid to value anything by; add a "
          + "source of quotes, or have a touch made of the trades: 'touch: from-trades(2 ticks)'")
    }
    if isMade {
      throw ExperimentError(
        sources[first].place,
        "\(data) has a book, and 'touch: from-trades' would make another; take one of them out")
    }
    if let book = book ?? nil {
      let name = try book.text("book")
      let chosen = books.filter { sources[$0].format == name }
      guard chosen.count == 1 else {
        throw book.error(
          chosen.isEmpty
            ? "no book source has the format '\(name)'; "
              + NearestName.hint(for: name, among: books.map { sources[$0].format })
            : "several sources have the format '\(name)'; put their files into one source")
      }
      for index in books where index != chosen[0] { sources[index].replaysBook = false }
    } else if books.count > 1 {
      throw ExperimentError(
        sources[books[1]].place,
        "a second book source beside \(sources[first].format); put files of one feed into one "
          + "source, or say 'book: \(sources[first].format)'")
    }
  }

  private static func source(
    _ value: Setting, _ instruments: InstrumentsSettings, folder: String
  ) throws -> DataSource {
    let formatSetting = try value.map("a data source")["format"]
    let name = try formatSetting?.text("format") ?? "auto"
    let isGeneric = name == "generic"
    let own =
      switch name {
      case "generic": GenericSettings.keys
      case UniswapSettings.format: UniswapSettings.keys
      default: ZoneSettings.keys
      }
    let map = try value.map("a data source", known: keys + own)
    let fileSettings = try map.required("files").list()
    let files = try fileSettings.map { try $0.text("a file name") }
    guard !files.isEmpty else {
      throw try map.required("files").error("files is empty; name at least one file or glob")
    }
    let dates = try map["dates"].map(dateRange)
    var decided: SniffedFormat?
    if name == "auto" {
      decided = try NamedFiles.locating(
        files, fileSettings.map(\.place), of: map.place, in: folder,
        as: "the format of a source cannot be found out: "
      ) { try sniffed(files, dates: dates, folder: folder) }
    }
    guard
      var format = try decided?.format ?? self.format(name, map)
    else {
      throw (formatSetting ?? value).error(
        "'\(name)' is no known format; " + FormatNames.hint(for: name))
    }
    if let snap = map["snap"] { format.snapsToTick = try snap.onOff("snap") }
    format.date = try map["date"].map(date)
    if !isGeneric { format = try ZoneSettings.applied(map, to: format) }
    var mapping: [MappingEntry] = []
    for entry in map.entries where !keys.contains(entry.key) {
      flatten(entry, prefix: "", into: &mapping)
    }
    if isGeneric {
      mapping += GenericSettings.defaults(map, format)
    } else if let size = format.constantQuantity, map["size"] == nil {
      mapping.append(MappingEntry(key: "size", texts: [size.description], isList: false))
    }
    var place = 0
    if let named = map["instrument"] {
      place = try InstrumentsSettings.place(named, among: instruments.instruments)
    } else if instruments.instruments.count > 1 {
      throw value.error(
        "the source does not say whose ticks it has; add instrument: and one of "
          + instruments.instruments.map(\.name).joined(separator: ", "))
    }
    // A format that has no name to be read back by stays to be found out.
    let isNamed = decided.map { TickFormat.named($0.format.name) == $0.format } ?? true
    var source = DataSource(
      format: isNamed ? decided?.format.name ?? name : name, tickFormat: format, files: files,
      recorder: try map["recorder"]?.text("recorder") ?? "recorder", mapping: mapping,
      instrument: place,
      feed: try map["feed"].map { try ClockKeys.feed($0) } ?? instruments.feed(of: place),
      place: value.place)
    source.filePlaces = fileSettings.map(\.place)
    source.formatDecision = decided?.explanation
    source.dates = dates
    source.symbol = try map["symbol"]?.text("symbol")
    if let missing = map["missing-days"] {
      source.failsOnMissingDates = try missing.choice(
        "missing-days", [("allow", false), ("fail", true)])
    }
    if let order = map["order"] {
      source.order = try order.choice("order", RowOrder.allCases.map { ($0.rawValue, $0) })
    }
    if let reorder = map["reorder"] {
      source.reorderWindow = try reorder.duration("reorder")
      if source.reorderWindow > 3_600_000_000_000 {
        throw reorder.error(
          "reorder is above an hour, and all rows within it are held in memory; write the time "
            + "that rows come late by, such as 200ms")
      }
    }
    return source
  }

  private static func dateRange(_ value: Setting) throws -> DateRange {
    let text = try value.text("dates")
    do {
      return try DateRange(reading: text)
    } catch {
      throw value.error("dates '\(text)' \(error.message); \(error.advice)")
    }
  }

  /// What the first of `files` seems to be.
  private static func sniffed(
    _ files: [String], dates: DateRange?, folder: String
  ) throws -> SniffedFormat? {
    let paths = try FilePatterns.resolve(files.map { Paths.join(folder, $0) }, dates: dates).files
    return try paths.first.map { try TickFormat.sniff(path: $0.path) }
  }

  /// The format `name`, described in `map` where its files do not tell all of it; `nil` where there
  /// is none.
  private static func format(_ name: String, _ map: SettingMap) throws -> TickFormat? {
    switch name {
    case "generic": try GenericSettings.read(map)
    case UniswapSettings.format: try UniswapSettings.read(map)
    default: TickFormat.named(name)
    }
  }

  private static func date(_ value: Setting) throws -> CalendarDate {
    let text = try value.text("date")
    guard let date = CalendarDate(text) else {
      throw value.error("'\(text)' is no day from 1970 to 2115; write it like 2012-06-21")
    }
    return date
  }

  private static func flatten(
    _ entry: Setting.Entry, prefix: String, into mapping: inout [MappingEntry]
  ) {
    switch entry.value.content {
    case .map(let entries):
      for inner in entries { flatten(inner, prefix: prefix + entry.key + ".", into: &mapping) }
    case .list(let elements):
      let texts = elements.compactMap { element -> String? in
        if case .text(let text) = element.content { return text }
        return nil
      }
      mapping.append(MappingEntry(key: prefix + entry.key, texts: texts, isList: true))
    case .text(let text):
      mapping.append(MappingEntry(key: prefix + entry.key, texts: [text], isList: false))
    }
  }
}
