internal import Backtesting
internal import MarketData

/// Reads `data`.
enum DataSettings {
  /// Keys of every source.
  static let keys = ["format", "files", "recorder", "snap"]

  static func read(_ value: Setting) throws -> [DataSource] {
    guard case .list(let elements) = value.content, !elements.isEmpty else {
      throw value.error("data must list at least one source; write - { format: …, files: … }")
    }
    return try elements.map(source)
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
    var mapping: [MappingEntry] = []
    for entry in map.entries where !keys.contains(entry.key) {
      flatten(entry, prefix: "", into: &mapping)
    }
    return DataSource(
      format: name, tickFormat: format, files: files,
      recorder: try map["recorder"]?.text("recorder") ?? "recorder", mapping: mapping,
      place: value.place)
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
