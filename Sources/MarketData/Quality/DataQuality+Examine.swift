extension DataQuality {
  /// Reads `files` once, and books and prints a second time to compare them where there are both.
  ///
  /// A file that cannot be read or fits no format, and a pattern that names no file, are told of
  /// in `failures`.
  ///
  /// - Parameters:
  ///   - files: paths or patterns.
  ///   - format: how all of them are laid out; `nil` finds it out for each.
  ///   - tick: the price grid to compare with, if there is one.
  ///   - lot: the quantity grid to compare with, if there is one.
  /// - Returns: what can be said of each file, and of prints against books.
  /// - Throws: `TickFileError` where a file that was read before cannot be read again.
  public static func examine(
    files: [String], format: TickFormat? = nil, tick: FixedDecimal? = nil,
    lot: FixedDecimal? = nil
  ) throws -> DataQuality {
    var quality = DataQuality()
    let grid = GivenGrid(
      tick: tick.map { DecimalGrid(step: $0) }, lot: lot.map { DecimalGrid(step: $0) })
    var formats: [String: TickFormat] = [:]
    for path in quality.expanded(files) {
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

  /// The files that `patterns` name, each once; patterns that name none become failures.
  private mutating func expanded(_ patterns: [String]) -> [String] {
    var paths: [String] = []
    for pattern in patterns {
      do {
        for path in try FilePatterns.expand([pattern]) where !paths.contains(path) {
          paths.append(path)
        }
      } catch let error as TickFileError {
        failures.append(Failure(file: pattern, error: error))
      } catch {
        failures.append(Failure(file: pattern, error: TickFileError(.unreadable, "\(error)")))
      }
    }
    return paths
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
          guard let trades = trades.files(beside: book), let book = book.files(beside: trades)
          else { continue }
          let fit = try PrintFitMeasurement.measure(trades: trades, book: book)
          if let fit { printFits.append(fit) }
        }
        for quotes in sources where quotes.format.kind == .quotes && book.format.kind.isDeep {
          guard quotes.isInOrder, let quotes = quotes.files(beside: book),
            let book = book.files(beside: quotes)
          else { continue }
          if let fit = try BookFit.measure(book: book, quotes: quotes) { bookFits.append(fit) }
        }
      }
    }
  }
}

/// The rows of one symbol in the files of one format.
struct SymbolSource {
  let format: TickFormat
  let symbol: String?
  private var members: [FileQuality]

  init?(
    _ set: SourceFiles, _ symbol: String?, _ formats: [String: TickFormat], _ files: [FileQuality]
  ) {
    let members = files.filter { set.files.contains($0.file) && $0.format == set.format }
    guard let path = set.files.first, let format = formats[path], format.hasExchangeTime else {
      return nil
    }
    self.format = format
    self.symbol = symbol
    // In the order of the set, which is that of time.
    self.members = set.files.compactMap { path in members.first { $0.file == path } }
  }

  /// The files, by time.
  var paths: [String] { members.map(\.file) }

  /// Whether the rows come oldest first.
  var isInOrder: Bool {
    members.allSatisfy { $0.order == .oldestFirst || $0.order == .mostlyOldestFirst }
  }

  /// The source with those of its files alone that tell of a time that a file of `other` tells of;
  /// `nil` where there are none.
  func files(beside other: SymbolSource) -> SymbolSource? {
    var source = self
    source.members = members.filter { file in other.members.contains { file.overlaps($0) } }
    return source.members.isEmpty ? nil : source
  }
}

extension FileQuality {
  /// Whether both files tell of a common time.
  fileprivate func overlaps(_ other: FileQuality) -> Bool {
    guard let firstTime, let lastTime, let first = other.firstTime, let last = other.lastTime else {
      return false
    }
    return firstTime <= last && first <= lastTime
  }
}
