/// A rejected row as a block stores it, without the folder that the file is in.
struct StoredReject: Equatable {
  var line: Int
  var column: Int?
  var columnName: String?
  var reason: RejectReason
  var text: String?
  /// The name of its file where that is not the member being read, but lies beside it.
  var fileName: String?

  private static let reasons = Dictionary(
    uniqueKeysWithValues: RejectReason.allCases.map { ($0.code, $0) })

  /// The row as it is stored of the member `file` of the source at `path`.
  init(_ row: RejectedRow, of file: String, path: String) {
    if row.file != file {
      let folder = Self.folder(of: path)
      fileName =
        row.file.hasPrefix(folder) ? String(row.file.dropFirst(folder.count)) : row.file
    }
    line = row.line
    column = row.column
    columnName = row.columnName
    reason = row.reason
    text = row.text
  }

  init(_ reader: inout CacheBytesReader) throws {
    line = try reader.count(UInt64.self)
    let column = try reader.count(UInt32.self)
    self.column = column == 0 ? nil : column
    columnName = try reader.optionalText()
    guard let reason = Self.reasons[try reader.text()] else {
      throw CacheDamage(description: "a row in it was rejected for an unknown reason")
    }
    self.reason = reason
    text = try reader.optionalText()
    fileName = try reader.optionalText()
  }

  func append(to bytes: inout CacheBytes) {
    bytes.append(UInt64(line))
    bytes.append(UInt32(column ?? 0))
    bytes.append(columnName)
    // The code, for numbers may change when reasons are added.
    bytes.append(reason.code)
    bytes.append(text)
    bytes.append(fileName)
  }

  /// The row of the member `file` of the source at `path`.
  func row(of file: String, path: String) -> RejectedRow {
    RejectedRow(
      file: fileName.map { Self.folder(of: path) + $0 } ?? file, line: line, column: column,
      columnName: columnName, reason: reason, text: text)
  }

  /// The folder of the file at `path`, with a slash behind it.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }
}
