/// Collects what is said of one file, row by row.
struct FileScan {
  private var quality: FileQuality
  private var times: TimeScan
  private var symbols: [SymbolScan] = []
  private var book: BookScan?
  private let grid: GivenGrid

  /// Reads the file at `path` to its end.
  static func scan(
    path: String, format: TickFormat, reason: String, grid: GivenGrid
  ) throws -> FileQuality {
    let reader = try RecordReaders.open(path: path, format: format)
    var scan = FileScan(
      FileQuality(
        file: path, bytes: reader.bytes, format: format.name, formatReason: reason,
        kind: format.kind), format, grid)
    while try reader.nextBatch() {
      for record in reader.records { scan.add(record) }
      if reader.hasRejects { for reject in reader.rejects() { scan.add(reject) } }
    }
    scan.quality.duplicateRows = try DuplicateLines.count(in: path)
    return scan.finished(reader)
  }

  private init(_ quality: FileQuality, _ format: TickFormat, _ grid: GivenGrid) {
    self.quality = quality
    self.grid = grid
    times = TimeScan(format)
  }

  private mutating func add(_ reject: RejectedRow) {
    quality.rejects[reject.reason, default: 0] += 1
    if quality.firstRejects.count < 10 { quality.firstRejects.append(reject) }
  }

  private mutating func add(_ record: TickRecord) {
    let place = Int(record.symbol)
    while symbols.count <= place { symbols.append(SymbolScan(grid)) }
    symbols[place].add(record)
    if record.kind == .level || record.kind == .depth {
      if book == nil { book = BookScan() }
      book?.add(record)
    }
    guard !record.flags.contains(.continuesRow) else { return }
    symbols[place].countRow()
    times.add(record)
    quality.rowsByKind[record.kind.plural, default: 0] += 1
    switch record.kind {
    case .trade:
      switch record.side {
      case 0: quality.buyTrades += 1
      case 1: quality.sellTrades += 1
      default: quality.tradesWithoutSide += 1
      }
    case .quote, .depth:
      guard record.hasBid, record.hasAsk else { return quality.oneSidedQuotes += 1 }
      let (bid, ask) = (record.bidPrice, record.askPriceDecimal)
      if bid == ask { quality.lockedQuotes += 1 } else if ask < bid { quality.crossedQuotes += 1 }
    case .level, .funding:
      break
    }
  }

  private func finished(_ reader: any RecordReader) -> FileQuality {
    var quality = quality
    times.finish(&quality)
    quality.rowsRead = reader.rowsRead
    quality.rowsPassedOver = reader.rowsPassedOver
    for (what, count) in reader.rowsPassedOver { quality.rowsByKind[what, default: 0] += count }
    if !reader.rowsByKind.isEmpty { quality.rowsByKind = reader.rowsByKind }
    quality.isChecksumUnknown = reader.isChecksumUnknown
    quality.unterminatedLine = reader.unterminatedLine
    quality.skippedMembers = reader.skippedMembers
    quality.book = book?.finished
    let names = reader.symbols
    quality.symbols = symbols.enumerated().map { place, scan in
      scan.finished(place < names.count ? names[place] : nil)
    }
    // Sorting is stable: the first to appear stays first among equals.
    quality.symbols.sort { $0.rows > $1.rows }
    return quality
  }
}

extension TickRecord.Kind {
  /// What rows of the kind are called.
  var plural: String {
    switch self {
    case .quote: "quotes"
    case .trade: "trades"
    case .depth: "book snapshots"
    case .level: "book changes"
    case .funding: "funding rates"
    }
  }
}
