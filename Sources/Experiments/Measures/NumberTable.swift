internal import Backtesting
public import MarketData

/// Columns of numbers of a user's own CSV, checked field by field.
public struct NumberTable: Sendable {
  /// The names of the columns.
  public var names: [String]
  /// The numbers of each column: 8 bytes a row and column.
  public var columns: [[Double]]
  /// Rows read.
  public var rows: Int { columns.first?.count ?? 0 }

  /// Reads the columns `names` of `reader`'s file, or where there are none all of them.
  ///
  /// - Throws: `TickFileError` with file, line and column where one is missing or a field is no
  ///   finite number.
  public static func read(
    _ reader: TableReader, _ names: [String]
  ) throws -> NumberTable {
    let names = names.isEmpty ? reader.header : names
    let places = try names.map { try place(of: $0, in: reader) }
    var columns = [[Double]](repeating: [], count: places.count)
    while let row = try reader.next() {
      for (index, place) in places.enumerated() {
        columns[index].append(try number(row, place, in: reader))
      }
    }
    return NumberTable(names: names, columns: columns)
  }

  /// The place of the column `name`, with the nearest name where it is missing.
  static func place(of name: String, in reader: TableReader) throws -> Int {
    if let place = reader.column(name) { return place }
    throw TickFileError(
      .missingColumn, file: reader.path, line: 1, "there is no column '\(name)'",
      advice: NearestName.hint(for: name, among: reader.header))
  }

  /// The number in a field.
  static func number(
    _ row: TableReader.Row, _ place: Int, in reader: TableReader
  ) throws -> Double {
    if let number = row.number(place) { return number }
    throw fault(row, place, in: reader, "is no finite number")
  }

  /// An error about the field at `place` of `row`.
  static func fault(
    _ row: TableReader.Row, _ place: Int, in reader: TableReader, _ problem: String,
    advice: String = "give a number there or remove the row"
  ) -> TickFileError {
    let name = reader.header[place]
    let what =
      row.isEmpty(place)
      ? "the field of column '\(name)' is empty"
      : "'\(row.text(place).prefix(40))' in column '\(name)' \(problem)"
    return TickFileError(
      .rejectedRow, file: reader.path, line: row.line, column: place + 1, what, advice: advice)
  }
}
