/// A rejected row as a block stores it: the file's name is left out.
struct StoredReject: Equatable {
  var line: Int
  var column: Int?
  var columnName: String?
  var reason: RejectReason
  var text: String?

  private static let reasons = Dictionary(
    uniqueKeysWithValues: RejectReason.allCases.map { ($0.code, $0) })

  init(_ row: RejectedRow) {
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
  }

  func append(to bytes: inout CacheBytes) {
    bytes.append(UInt64(line))
    bytes.append(UInt32(column ?? 0))
    bytes.append(columnName)
    // The code, for numbers may change when reasons are added.
    bytes.append(reason.code)
    bytes.append(text)
  }

  /// The row with the name of its file.
  func row(of file: String) -> RejectedRow {
    RejectedRow(
      file: file, line: line, column: column, columnName: columnName, reason: reason, text: text)
  }
}
