internal import MarketData

/// The events of one source: its files one after the other, rejects reported in file order.
final class SourceReplay {
  private let specification: SourceSpecification
  private let files: [String]
  private let policy: RejectPolicy
  private let isShiftGiven: Bool
  private let cache: TickCache?
  private let onReject: (RejectedRow) throws -> Void
  private var converter: RowConverter
  private var reader: (any RecordReader)?
  private var nextFile = 0
  /// The symbol that is replayed, once it is known: rows of another are rejected.
  private var symbol: String?
  /// Its place in the current file's list of symbols.
  private var symbolPlace: UInt16?
  /// The records of the batch that are of that symbol, where there are others.
  private var ownRecords: [TickRecord] = []
  private var finished: [FileStatistics] = []
  private var finishedBytes = 0
  private var firstRejects: [RejectedRow] = []
  private var rowsRead = 0
  private var rowsRejected = 0
  private var isFinished = false
  /// Whether no row of the current file has been compared with the file before it yet.
  private var isFileNew = false

  init(
    _ specification: SourceSpecification, converter: RowConverter, policy: RejectPolicy,
    isShiftGiven: Bool = false, cache: TickCache? = nil,
    onReject: @escaping (RejectedRow) throws -> Void
  ) throws {
    self.isShiftGiven = isShiftGiven
    self.cache = cache
    self.specification = specification
    files = try specification.expandedFiles()
    self.converter = converter
    symbol = specification.symbol
    self.policy = policy
    self.onReject = onReject
  }

  /// Bytes on disk consumed so far.
  var bytesConsumed: Int { finishedBytes + (reader?.bytesConsumed ?? 0) }

  /// The files of the source.
  var paths: [String] { files }

  /// What became of the rows so far.
  var statistics: SourceStatistics {
    var statistics = SourceStatistics(
      format: specification.format.name, kind: specification.format.kind,
      recorder: specification.recorder, files: finished)
    if reader != nil { statistics.files.append(converter.statistics) }
    statistics.minimumLatencyByQuarter = converter.drift.quarters
    return statistics
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
      if try reader.nextBatch() {
        try convert(reader, &events)
      } else {
        closeFile(reader)
        try judgeOrder()
      }
    }
    return true
  }

  private func openNextFile(_ events: inout [MarketEvent]) throws {
    guard nextFile < files.count else {
      isFinished = true
      converter.finish(into: &events)
      if !finished.isEmpty { finished[finished.count - 1] = converter.statistics }
      return try judge(atEnd: true)
    }
    let path = files[nextFile]
    nextFile += 1
    let reader = try RecordReaders.open(
      path: path, format: specification.format, cache: cache)
    symbolPlace = nil
    converter.statistics = FileStatistics(file: path, bytes: reader.bytes)
    self.reader = reader
    isFileNew = true
  }

  private func closeFile(_ reader: any RecordReader) {
    converter.statistics.isChecksumUnknown = reader.isChecksumUnknown
    converter.statistics.skippedMembers = reader.skippedMembers
    finished.append(converter.statistics)
    finishedBytes += reader.bytes
    self.reader = nil
  }

  private func convert(_ reader: any RecordReader, _ events: inout [MarketEvent]) throws {
    let rowsBefore = converter.statistics.rowsRead
    let records = reader.records
    let others = try select(records, of: reader)
    if others.isEmpty {
      try convert(records, others, reader, &events)
    } else {
      let own = ownRecords
      try own.withUnsafeBufferPointer { try convert($0, others, reader, &events) }
    }
    converter.statistics.rowsRead = reader.rowsRead
    converter.statistics.rowsPassedOver = reader.rowsPassedOver
    rowsRead += reader.rowsRead - rowsBefore
    try judge(atEnd: false)
  }

  private func convert(
    _ records: UnsafeBufferPointer<TickRecord>, _ others: [RejectedRow],
    _ reader: any RecordReader, _ events: inout [MarketEvent]
  ) throws {
    try checkOrder(reader, records)
    converter.convert(records, into: &events)
    if let index = converter.negativeLatency { throw refusal(reader, records[index]) }
    guard reader.hasRejects || !converter.failures.isEmpty || !others.isEmpty else { return }
    let undecoded = reader.rejects()
    let unconverted = converter.failures.map { failure in
      reader.reject(records[failure.index], failure.reason, slot: failure.slot)
    }
    let rejects = (undecoded + unconverted + others).sorted { $0.line < $1.line }
    for reject in rejects { try report(reject) }
    rowsRejected += rejects.count
  }

  /// Finds the rows of other symbols than the source's, and leaves the rest in `ownRecords` where
  /// there are any.
  private func select(
    _ records: UnsafeBufferPointer<TickRecord>, of reader: any RecordReader
  ) throws -> [RejectedRow] {
    guard let first = records.first, !reader.symbols.isEmpty else { return [] }
    if symbol == nil { symbol = reader.symbols[Int(first.symbol)] }
    if symbolPlace == nil {
      symbolPlace = reader.symbols.firstIndex { $0 == symbol }.map { UInt16($0) }
    }
    guard let symbolPlace else { return others(records, reader) { _ in false } }
    guard records.contains(where: { $0.symbol != symbolPlace }) else { return [] }
    return others(records, reader) { $0.symbol == symbolPlace }
  }

  private func others(
    _ records: UnsafeBufferPointer<TickRecord>, _ reader: any RecordReader,
    unless isOwn: (TickRecord) -> Bool
  ) -> [RejectedRow] {
    ownRecords.removeAll(keepingCapacity: true)
    var others: [RejectedRow] = []
    for record in records {
      if isOwn(record) {
        ownRecords.append(record)
      } else if !record.flags.contains(.continuesRow) {
        others.append(reader.reject(record, .otherSymbol, slot: TickRecord.symbolSlot))
      }
    }
    return others
  }

  private func report(_ reject: RejectedRow) throws {
    converter.statistics.rejects[reject.reason, default: 0] += 1
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
    guard let previous = finished.last(where: { $0.lastExchangeTime != nil })?.file,
      converter.lastExchange - record.exchangeTime > 3_600_000_000_000
    else { return }
    throw TickFileError(
      .badOrder, file: reader.file, line: Int(record.line),
      "the file begins (\(record.exchangeTime) ns) more than an hour before \(previous), which "
        + "comes before it, ends (\(converter.lastExchange) ns)",
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
      advice: "sort the rows by exchange time, and check the time's column, unit and zone")
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
