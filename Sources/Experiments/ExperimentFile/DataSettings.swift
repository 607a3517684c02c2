/// Reads `data`.
enum DataSettings {
  static let keys = ["format", "files", "recorder", "snap", "columns", "time", "options"]

  static func read(_ value: Setting) throws -> [DataSource] {
    guard case .list(let elements) = value.content, !elements.isEmpty else {
      throw value.error("data must list at least one source; write - { format: …, files: … }")
    }
    return try elements.map(source)
  }

  private static func source(_ value: Setting) throws -> DataSource {
    // Which further keys a format takes is the format's business: they pass as texts.
    let map = try value.map("a data source")
    let format = try map.required("format").text("format")
    if format != "generic" { _ = try value.map("a data source", known: keys) }
    let files = try map.required("files").list().map { try $0.text("a file name") }
    guard !files.isEmpty else {
      throw try map.required("files").error("files is empty; name at least one file or glob")
    }
    var mapping: [MappingEntry] = []
    for entry in map.entries where !["format", "files", "recorder", "snap"].contains(entry.key) {
      try flatten(entry, prefix: "", into: &mapping)
    }
    return DataSource(
      format: format, files: files,
      recorder: try map["recorder"]?.text("recorder") ?? "default",
      snap: try map["snap"]?.onOff("snap"), mapping: mapping, place: value.place)
  }

  private static func flatten(
    _ entry: Setting.Entry, prefix: String, into mapping: inout [MappingEntry]
  ) throws {
    if case .map(let entries) = entry.value.content {
      for inner in entries {
        try flatten(inner, prefix: prefix + entry.key + ".", into: &mapping)
      }
    } else {
      mapping.append(
        MappingEntry(
          key: prefix + entry.key, text: try entry.value.text("'\(entry.key)'"),
          place: entry.value.place))
    }
  }
}
