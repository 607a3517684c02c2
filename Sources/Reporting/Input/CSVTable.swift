/// A row of a result file by column name.
struct CSVRow {
  private let fields: [String]
  private let columns: [String: Int]

  init(fields: [String], columns: [String: Int]) {
    self.fields = fields
    self.columns = columns
  }

  /// The text in `column`; `nil` where it is empty or there is no such column.
  subscript(column: String) -> String? {
    guard let index = columns[column], index < fields.count, !fields[index].isEmpty else {
      return nil
    }
    return fields[index]
  }

  /// The number in `column`; `nil` where there is none, also where it is not finite.
  func number(_ column: String) -> Double? {
    guard let text = self[column], let number = Double(text), number.isFinite else { return nil }
    return number
  }
}

/// A result file small enough to be held: one row per strategy or so.
struct CSVTable {
  /// The names of the columns, in the file's order.
  var header: [String]
  /// The rows, in the file's order.
  var rows: [CSVRow]

  /// Reads a whole file.
  ///
  /// - Throws: `ReportError` where it cannot be read.
  init(file: String) throws {
    var header: [String]?
    var rows: [CSVRow] = []
    try Self.forEachRow(of: file) { row, columns in
      header = columns
      rows.append(row)
    }
    self.header = header ?? []
    self.rows = rows
  }

  /// Calls `body` with each row of a file of any size and the names of its columns.
  static func forEachRow(
    of file: String, _ body: (CSVRow, [String]) throws -> Void
  ) throws {
    let records = try CSVRecords(file: file)
    guard let header = try records.next() else {
      throw ReportError(file: file, line: 1, message: "is empty; a header line is expected")
    }
    var columns: [String: Int] = [:]
    for (index, name) in header.enumerated() where columns[name] == nil { columns[name] = index }
    while let fields = try records.next() {
      guard fields.count == header.count else {
        throw ReportError(
          file: file, line: records.line,
          message: "has \(fields.count) fields where its header has \(header.count)")
      }
      try body(CSVRow(fields: fields, columns: columns), header)
    }
  }
}
