internal import MarketData

/// The events of one source: its files one after the other, rejects reported in file order.
final class SourceReplay {
  private let specification: SourceSpecification
  /// The files that are read.
  private let files: [String]
  private let missingDates: [String]
  private var unreadFiles: [UnreadFile]
  private let policy: RejectPolicy
  private let isShiftGiven: Bool
  private let cache: TickCache?
  private let onReject: (RejectedRow) throws -> Void
  private var converter: RowConverter
  private var selection: RowSelection
  /// Whether rows can be replayed as columns, as far as the settings go.
  private let takesColumns: Bool
  private var reader: (any RecordReader)?
  private var nextFile = 0
  /// The order of the rows of the file being read, or of the latest one that told.
  private var order = RowOrder.oldestFirst
  private var finished: [FileStatistics] = []
  private var finishedBytes = 0
  private var firstRejects: [RejectedRow] = []
  /// Symbols seen in the files, the first ones.
  private var symbolsSeen: [String] = []
  /// Rows that count against the budget, and those of them that were rejected.
  private var rowsRead = 0
  private var rowsRejected = 0
  /// Rows of the current file that gave records or were rejected.
  private var rowsCounted = 0
  private var isFinished = false
  /// Whether no row of the current file has been compared with the file before it yet.
  private var isFileNew = false
  /// Whether files are archives, read member by member.
  private var readsMembers = false

  init(
    _ specification: SourceSpecification, converter: RowConverter, policy: RejectPolicy,
    isShiftGiven: Bool = false, window: TimeWindow = TimeWindow(), cache: TickCache? = nil,
    onReject: @escaping (RejectedRow) throws -> Void
  ) throws {
    self.isShiftGiven = isShiftGiven
    self.cache = cache
    self.specification = specification
    let set = try specification.fileSet()
    missingDates = set.missingDates
    unreadFiles = try Self.unread(set, specification.format, window)
    let unread = Set(unreadFiles.map(\.path))
    files = set.files.map(\.path).filter { !unread.contains($0) }
    self.converter = converter
    takesColumns = converter.takesColumns && window.from == nil && window.to == nil
    self.policy = policy
    self.onReject = onReject
    selection = RowSelection(specification, window: window, times: converter.times)
  }

  /// Bytes on disk consumed so far.
  var bytesConsumed: Int { finishedBytes + (reader?.bytesConsumed ?? 0) }

  /// The files that are read.
  var paths: [String] { files }

  /// What became of the rows so far.
  var statistics: SourceStatistics {
    var statistics = SourceStatistics(
      format: specification.format.name, kind: specification.format.kind,
      recorder: specification.recorder, files: finished)
    if reader != nil { statistics.files.append(converter.statistics) }
    statistics.missingDates = missingDates
    statistics.unreadFiles = unreadFiles
    statistics.minimumLatencyByQuarter = converter.drift.quarters
    return statistics
  }

  /// The files of `set` that need not be read.
  private static func unread(
    _ set: FileSet, _ format: TickFormat, _ window: TimeWindow
  ) throws -> [UnreadFile] {
    var unread: [UnreadFile] = []
    for file in set.files {
      guard let days = file.days, let reason = window.reasonToPassOver(days: days) else { continue }
      unread.append(UnreadFile(path: file.path, reason: reason))
    }
    if format.hasTimesOfDay { return unread }
    let outside = Set(unread.map(\.path))
    for duplicate in try set.duplicates() where !outside.contains(duplicate.path) {
      unread.append(
        UnreadFile(path: duplicate.path, reason: .duplicate(of: duplicate.original)))
    }
    return unread
  }

  /// Appends the next events, at least one; returns `false` at the end of the source.
  func fill(_ events: inout [MarketEvent]) throws -> Bool {
    let before = events.count
    while events.count == before {
      if isFinished { return false }
      guard let reader else {
        try openNextFile(&events)
        continue
      }
      if let rows = try nextColumns(reader) {
        try convert(rows, reader, &events)
      } else if try reader.nextBatch() {
        try convert(reader, &events)
        if selection.stop != nil { try stop(reader) }
      } else {
        try closeFile(reader)
      }
    }
    return true
  }

  private func openNextFile(_ events: inout [MarketEvent]) throws {
    guard nextFile < files.count else {
      isFinished = true
      converter.finish(into: &events)
      if !finished.isEmpty { finished[finished.count - 1] = converter.statistics }
      try checkSymbol()
      return try judge(atEnd: true)
    }
    let path = files[nextFile]
    nextFile += 1
    try findOrder(of: path)
    let reader = try RecordReaders.open(
      path: path, format: specification.format, cache: cache,
      order: order == .newestFirst ? .reversed : .asWritten)
    selection.beginFile()
    converter.statistics = FileStatistics(file: path, bytes: reader.bytes)
    converter.statistics.order = order
    rowsCounted = 0
    self.reader = reader
    isFileNew = true
  }

  /// Finds out in which order the rows of the file at `path` stand; a file too short to tell is
  /// taken to be like the one before it.
  private func findOrder(of path: String) throws {
    let found = try OrderProbe.order(of: path, specification.format)
    switch specification.order {
    case .auto:
      order = found ?? order
    case .oldestFirst, .newestFirst:
      order = specification.order
      if let found, found != order {
        throw TickFileError(
          .badOrder, file: path,
          "its first rows are \(found.rawValue), and order: \(order.rawValue) is given",
          advice: "write order: \(found.rawValue), or order: auto")
      }
    }
    // Turned round, such rows would tell what only later ones do.
    guard order == .newestFirst, specification.format.dependsOnEarlierRows else { return }
    throw TickFileError(
      .badOrder, file: path,
      "its rows are newest-first, and what a row of \(specification.format.name) tells depends on "
        + "the rows before it",
      advice: "write its rows again, oldest first")
  }

  private func closeFile(_ reader: any RecordReader) throws {
    converter.statistics.rowsPassedOver = reader.rowsPassedOver
    if let path = files.prefix(nextFile).last, reader.file != path { readsMembers = true }
    converter.statistics.isChecksumUnknown = reader.isChecksumUnknown
    converter.statistics.skippedMembers = reader.skippedMembers
    converter.statistics.unterminatedLine = reader.unterminatedLine
    endFile(reader)
    try judgeOrder()
  }

  private func endFile(_ reader: any RecordReader) {
    finished.append(converter.statistics)
    finishedBytes += reader.bytes
    self.reader = nil
  }

  /// Ends the source in the middle of a file: what follows lies past the window.
  ///
  /// Rows that tell nothing are not counted in such a file: how many of them have been passed over
  /// where it ends depends on how it was read.
  private func stop(_ reader: any RecordReader) throws {
    converter.statistics.rowsPassedOver = [:]
    converter.statistics.rowsRead = rowsCounted
    endFile(reader)
    for path in files[nextFile...] {
      unreadFiles.append(UnreadFile(path: path, reason: .afterWindow))
    }
    nextFile = files.count
    try judgeOrder()
  }

  /// The next rows as columns, where rows of the source can be replayed without a look at each.
  private func nextColumns(_ reader: any RecordReader) throws -> RowColumns? {
    // The first rows of a file tell its symbol, and whether it follows the file before it.
    guard !isFileNew, takesColumns else { return nil }
    return try reader.nextColumns()
  }

  /// Whether rows of the symbol at `place` are replayed without a look at each.
  private func isPlain(symbol place: UInt16) -> Bool {
    switch selection.plainSymbol {
    case .unknown: false
    case .none: true
    case .place(let wanted): place == wanted
    }
  }

  private func convert(
    _ rows: RowColumns, _ reader: any RecordReader, _ events: inout [MarketEvent]
  ) throws {
    guard isPlain(symbol: rows.template.symbol), converter.convert(rows, into: &events) else {
      reader.makeRecords()
      return try convert(reader, &events)
    }
    let rowsBefore = converter.statistics.rowsRead
    converter.statistics.rowsRead = reader.rowsRead
    rowsRead += reader.rowsRead - rowsBefore
  }

  private func convert(_ reader: any RecordReader, _ events: inout [MarketEvent]) throws {
    let rowsBefore = converter.statistics.rowsRead
    let records = reader.records
    selection.select(records, of: reader)
    try note(reader)
    if selection.keepsAll {
      try convert(records, reader, &events)
    } else {
      let kept = selection.kept
      try kept.withUnsafeBufferPointer { try convert($0, reader, &events) }
      for (reason, count) in selection.counted {
        converter.statistics.rejects[reason, default: 0] += count
        rowsRead -= count
      }
    }
    converter.statistics.rowsRead = reader.rowsRead
    converter.statistics.rowsPassedOver = reader.rowsPassedOver
    rowsRead += reader.rowsRead - rowsBefore
    try judge(atEnd: false)
  }

  private func convert(
    _ records: UnsafeBufferPointer<TickRecord>, _ reader: any RecordReader,
    _ events: inout [MarketEvent]
  ) throws {
    try checkOrder(reader, records)
    converter.convert(records, into: &events)
    if let index = converter.negativeLatency { throw refusal(reader, records[index]) }
    let others = selection.keepsAll ? [] : selection.rejects
    var undecoded = reader.hasRejects ? reader.rejects() : []
    if let stop = selection.stop {
      let last = Int(reader.records[stop].line)
      converter.statistics.lastLineRead = last
      undecoded.removeAll { order == .newestFirst ? $0.line < last : $0.line > last }
    }
    countRows(reader, rejects: undecoded.count)
    guard !undecoded.isEmpty || !converter.failures.isEmpty || !others.isEmpty else { return }
    let unconverted = converter.failures.map { failure in
      reader.reject(records[failure.index], failure.reason, slot: failure.slot)
    }
    let rejects = (undecoded + unconverted + others).sorted {
      order == .newestFirst ? $0.line > $1.line : $0.line < $1.line
    }
    for reject in rejects { try report(reject) }
    rowsRejected += rejects.count
  }

  /// Counts the rows of the batch up to where reading stops.
  private func countRows(_ reader: any RecordReader, rejects: Int) {
    guard selection.mayStop else { return }
    let records = reader.records.prefix((selection.stop ?? reader.records.count - 1) + 1)
    rowsCounted += rejects
    for record in records where !record.flags.contains(.continuesRow) { rowsCounted += 1 }
  }

  /// Remembers symbols for the error that the one that was asked for is not among them.
  private func note(_ reader: any RecordReader) throws {
    guard specification.symbol != nil, symbolsSeen.count < 20 else { return }
    if reader.symbols.isEmpty, !reader.records.isEmpty {
      throw TickFileError(
        .badSpecification, file: reader.file,
        "rows of \(specification.format.name) do not tell their symbol",
        advice: "leave symbol out of the source")
    }
    for symbol in reader.symbols where symbolsSeen.count < 20 && !symbolsSeen.contains(symbol) {
      symbolsSeen.append(symbol)
    }
  }

  /// Refuses a source in which the symbol that was asked for never appears.
  private func checkSymbol() throws {
    guard let symbol = specification.symbol, !selection.hasSeenSymbol,
      finished.contains(where: { $0.rowsRead > 0 })
    else { return }
    throw TickFileError(
      .badSpecification, file: files.first, "no row has the symbol '\(symbol)'",
      advice: "the symbols are \(symbolsSeen.joined(separator: ", "))"
        + (symbolsSeen.count < 20 ? "" : " and maybe more"))
  }

  private func report(_ reject: RejectedRow) throws {
    converter.statistics.rejects[reject.reason, default: 0] += 1
    if reject.line == reader?.unterminatedLine {
      converter.statistics.isUnterminatedRowRejected = true
    }
    if firstRejects.count < 5 { firstRejects.append(reject) }
    try onReject(reject)
    if policy == .fail {
      throw TickFileError(
        .rejectedRow, file: reject.file, line: reject.line, column: reject.column,
        "\(reject.reason.code): \(reject.excerpt)",
        advice: "correct the row, or allow rejects with a budget")
    }
  }

  private func judge(atEnd: Bool) throws {
    guard rowsRejected > 0, case .reject(let budget) = policy,
      budget.isExceeded(rejected: rowsRejected, read: rowsRead, atEnd: atEnd)
    else { return }
    let examples = firstRejects.map { reject in
      "\(reject.file):\(reject.line): \(reject.reason.code): \(reject.excerpt)"
    }
    throw TickFileError(
      .budgetExceeded, file: firstRejects.first?.file, line: firstRejects.first?.line,
      "\(rowsRejected) of \(rowsRead) rows rejected, more than the budget of \(budget.text):\n  "
        + examples.joined(separator: "\n  "),
      advice: "check format, tick and lot, or raise the budget")
  }

  /// Refuses a file that begins more than an hour before the file before it ended.
  private func checkOrder(
    _ reader: any RecordReader, _ records: UnsafeBufferPointer<TickRecord>
  ) throws {
    guard isFileNew, let first = records.first else { return }
    isFileNew = false
    // Times that the vendor filled in are those of another clock.
    let skipsEqual =
      specification.format.equalTimesMeanNoExchangeTime && specification.format.hasArrivalTime
    let record =
      records.first { !skipsEqual || $0.exchangeTime != $0.arrivalTime } ?? first
    guard let previous = finished.last(where: { $0.lastExchangeTime != nil })?.file else { return }
    let overlap = converter.latestExchange - record.exchangeTime
    converter.statistics.overlap = max(0, overlap)
    guard overlap > 3_600_000_000_000 else { return }
    throw TickFileError(
      .badOrder, file: reader.file, line: Int(record.line),
      "the file begins (\(record.exchangeTime) ns) more than an hour before \(previous), which "
        + "comes before it, ends (\(converter.latestExchange) ns)",
      advice: "put the files in time order, or make sources of them where they overlap")
  }

  /// Refuses a source most of whose order is lost: moved times would be made up.
  private func judgeOrder() throws {
    let statistics = statistics
    let rows = statistics.rowsReplayed
    guard rows >= 1_000, statistics.exchangeTimesMovedFar * 5 > rows else { return }
    throw TickFileError(
      .badOrder, file: finished.last?.file,
      "\(statistics.exchangeTimesMovedFar) of \(rows) rows go back in time by more than a second, "
        + "by \(Double(statistics.largestExchangeTimeMove) / 1e9) s at most",
      advice: (readsMembers
        ? "unpack the archive and name its members as files, oldest first, if they do not all "
          + "stand in one order: the order of each file is found out; else " : "")
        + "sort the rows by exchange time, and check the time's column, unit and zone")
  }

  private func refusal(_ reader: any RecordReader, _ record: TickRecord) -> TickFileError {
    TickFileError(
      .negativeLatency, file: reader.file, line: Int(record.line),
      "the row arrived (\(record.arrivalTime) ns) before it happened (\(record.exchangeTime) ns): "
        + "the recorder's clock is off, and using it would look ahead",
      advice: isShiftGiven
        ? "give clock-shift: measured, or a larger number" : "give clock-shift: measured")
  }
}
