extension DataQuality {
  /// Reads `files` once, and quotes and trades a second time to compare them where there are both.
  ///
  /// - Parameters:
  ///   - files: paths or patterns.
  ///   - format: how all of them are laid out; `nil` finds it out for each.
  /// - Returns: what can be said of each file, and of prints against quotes.
  /// - Throws: `TickFileError` where a file is missing, damaged or of no known format.
  public static func examine(files: [String], format: TickFormat? = nil) throws -> DataQuality {
    var quality = DataQuality()
    var trades: [(path: String, format: TickFormat)] = []
    var quotes: [(path: String, format: TickFormat)] = []
    for path in try FilePatterns.expand(files) {
      let found =
        try format.map { SniffedFormat(format: $0, explanation: "as named") }
        ?? TickFormat.sniff(path: path)
      let file = try FileScan.scan(
        path: path, format: found.format, reason: found.explanation)
      if format == nil, let first = file.firstRejects.first, file.rowsRejected == file.rowsRead {
        throw TickFileError(
          .unknownFormat, file: first.file, line: first.line,
          "the file looks like \(found.format.name) but no row of it can be read as that; "
            + "\(first.reason.code): \(first.excerpt)",
          advice: "name its format")
      }
      quality.files.append(file)
      if found.format.kind == .trades { trades.append((path, found.format)) }
      if found.format.kind == .quotes { quotes.append((path, found.format)) }
    }
    if !trades.isEmpty, !quotes.isEmpty {
      quality.bookLag = try BookLagMeasurement.measure(trades: trades, quotes: quotes)
    }
    return quality
  }
}
