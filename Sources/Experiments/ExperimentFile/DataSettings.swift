internal import Backtesting
internal import MarketData

/// Reads `data`.
enum DataSettings {
  /// Keys of every source.
  static let keys = ["format", "files", "recorder", "snap", "date"]

  /// The sources in `value`; `book` names the format of the one book source that is replayed where
  /// there are several.
  static func read(_ value: Setting, book: Setting?) throws -> [DataSource] {
    guard case .list(let elements) = value.content, !elements.isEmpty else {
      throw value.error("data must list at least one source; write - { format: …, files: … }")
    }
    var sources = try elements.map(source)
    let books = sources.indices.filter { sources[$0].tickFormat.kind == .quotes }
    guard let first = books.first else {
      throw value.error(
        "data has trades alone, and without a book there is no mid to value anything by; "
          + "add a source of quotes (a touch made from the trades, 'touch: from-trades(spread)', "
          + "is not supported yet)")
    }
    if let book {
      let name = try book.text("book")
      let chosen = books.filter { sources[$0].format == name }
      guard chosen.count == 1 else {
        throw book.error(
          chosen.isEmpty
            ? "no book source has the format '\(name)'; "
              + NearestName.hint(for: name, among: books.map { sources[$0].format })
            : "several sources have the format '\(name)'; put their files into one source")
      }
      for index in books where index != chosen[0] { sources[index].isReplayed = false }
    } else if books.count > 1 {
      throw ExperimentError(
        sources[books[1]].place,
        "a second book source beside \(sources[first].format); put files of one feed into one "
          + "source, or say 'book: \(sources[first].format)'")
    }
    return sources
  }

  private static func source(_ value: Setting) throws -> DataSource {
    let formatSetting = try value.map("a data source").required("format")
    let name = try formatSetting.text("format")
    let isGeneric = name == "generic"
    let map = try value.map(
      "a data source", known: keys + (isGeneric ? GenericSettings.keys : []))
    let files = try map.required("files").list().map { try $0.text("a file name") }
    guard !files.isEmpty else {
      throw try map.required("files").error("files is empty; name at least one file or glob")
    }
    guard var format = try isGeneric ? GenericSettings.read(map) : TickFormat.named(name) else {
      throw formatSetting.error(
        "'\(name)' is no known format; " + NearestName.hint(for: name, among: TickFormat.names))
    }
    if let snap = map["snap"] { format.snapsToTick = try snap.onOff("snap") }
    format.date = try map["date"].map(date)
    var mapping: [MappingEntry] = []
    for entry in map.entries where !keys.contains(entry.key) {
      flatten(entry, prefix: "", into: &mapping)
    }
    return DataSource(
      format: name, tickFormat: format, files: files,
      recorder: try map["recorder"]?.text("recorder") ?? "recorder", mapping: mapping,
      place: value.place)
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
