extension DataQuality {
  /// Reads `files` once, and books and prints a second time to compare them where there are both.
  ///
  /// A file that cannot be read, or that fits no format, is told of in `failures`.
  ///
  /// - Parameters:
  ///   - files: paths or patterns.
  ///   - format: how all of them are laid out; `nil` finds it out for each.
  ///   - tick: the price grid to compare with, if there is one.
  ///   - lot: the quantity grid to compare with, if there is one.
  /// - Throws: `TickFileError` where a pattern names no file.
  public static func examine(
    files: [String], format: TickFormat? = nil, tick: FixedDecimal? = nil,
    lot: FixedDecimal? = nil
  ) throws -> DataQuality {
    var quality = DataQuality()
    let grid = GivenGrid(
      tick: tick.map { DecimalGrid(step: $0) }, lot: lot.map { DecimalGrid(step: $0) })
    var formats: [String: TickFormat] = [:]
    for path in try FilePatterns.expand(files) {
      do {
        let found =
          try format.map { SniffedFormat(format: $0, explanation: "as named") }
          ?? TickFormat.sniff(path: path)
        let file = try FileScan.scan(
          path: path, format: found.format, reason: found.explanation, grid: grid)
        if format == nil, let first = file.firstRejects.first, file.rowsRejected == file.rowsRead {
          throw TickFileError(
            .unknownFormat, file: first.file, line: first.line,
            "the file looks like \(found.format.name) but no row of it can be read as that; "
              + "\(first.reason.code): \(first.excerpt)",
            advice: "name its format")
        }
        quality.files.append(file)
        formats[path] = found.format
      } catch let error as TickFileError {
        quality.failures.append(Failure(file: path, error: error))
      }
    }
    quality.sets = SourceFiles.sets(of: quality.files)
    try quality.compare(formats)
    return quality
  }

  /// Compares every source of prints, and every book told by changes, with the books and quotes of
  /// the same symbol and time.
  private mutating func compare(_ formats: [String: TickFormat]) throws {
    for symbol in Set(sets.flatMap(\.symbols)).sorted().map({ $0 as String? }) + [nil] {
      let sources = sets.filter { set in
        symbol.map { set.symbols.contains($0) } ?? set.symbols.isEmpty
      }.compactMap { SymbolSource($0, symbol, formats, self.files) }
      for book in sources where book.format.kind.hasBook && book.isInOrder {
        for trades in sources where trades.format.kind.hasTrades && trades.isInOrder {
          guard trades.overlaps(book) else { continue }
          let fit = try PrintFitMeasurement.measure(trades: trades, book: book)
          if let fit { printFits.append(fit) }
        }
        for quotes in sources where quotes.format.kind == .quotes && book.format.kind.isDeep {
          guard quotes.overlaps(book), quotes.isInOrder else { continue }
          if let fit = try BookFit.measure(book: book, quotes: quotes) { bookFits.append(fit) }
        }
      }
    }
  }
}

/// The rows of one symbol in the files of one format.
struct SymbolSource {
  let format: TickFormat
  let paths: [String]
  let symbol: String?
  /// Whether the rows come oldest first.
  let isInOrder: Bool
  private let first: Int64
  private let last: Int64

  init?(
    _ set: SourceFiles, _ symbol: String?, _ formats: [String: TickFormat], _ files: [FileQuality]
  ) {
    let members = files.filter { set.files.contains($0.file) && $0.format == set.format }
    guard let path = set.files.first, let format = formats[path],
      let first = members.compactMap(\.firstTime).min(),
      let last = members.compactMap(\.lastTime).max()
    else { return nil }
    self.format = format
    paths = set.files
    self.symbol = symbol
    self.first = first
    self.last = last
    isInOrder = members.allSatisfy { $0.order == .oldestFirst || $0.order == .mostlyOldestFirst }
  }

  /// Whether both tell of a common time.
  func overlaps(_ other: SymbolSource) -> Bool { first <= other.last && other.first <= last }
}
