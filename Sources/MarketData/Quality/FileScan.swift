/// Collects what is said of one file, row by row.
struct FileScan {
  private var quality: FileQuality
  private let skipsEqualTimes: Bool
  private let hasArrival: Bool
  private var tick = GridInference()
  private var lot = GridInference()
  private var latencies = SystematicSample()
  private var latencyRows = 0
  private var minimumLatency = Int64.max
  private var maximumLatency = Int64.min
  private var previousTime: Int64?
  private var recentLines = RecentLines()

  /// Reads the file at `path` to its end.
  static func scan(
    path: String, format: TickFormat, reason: String
  ) throws -> FileQuality {
    let reader = try RecordReaders.open(path: path, format: format)
    var scan = FileScan(
      FileQuality(
        file: path, bytes: reader.bytes, format: format.name, formatReason: reason,
        kind: format.kind), format)
    while try reader.nextBatch() {
      for record in reader.records { scan.add(record) }
      if reader.hasRejects { for reject in reader.rejects() { scan.add(reject) } }
      scan.compareLines(reader)
    }
    scan.quality.isChecksumUnknown = reader.isChecksumUnknown
    return scan.finished(rowsRead: reader.rowsRead)
  }

  private init(_ quality: FileQuality, _ format: TickFormat) {
    self.quality = quality
    hasArrival = format.hasArrivalTime
    skipsEqualTimes = format.equalTimesMeanNoExchangeTime
  }

  private mutating func add(_ reject: RejectedRow) {
    quality.rejects[reject.reason, default: 0] += 1
    if quality.firstRejects.count < 10 { quality.firstRejects.append(reject) }
  }

  private mutating func add(_ record: TickRecord) {
    time(record)
    switch record.kind {
    case .depth, .level, .funding:
      return
    case .trade:
      tick.add(record.price, decimals: record.priceDecimals)
      lot.add(record.quantity, decimals: record.quantityDecimals)
      switch record.side {
      case 0: quality.buyTrades += 1
      case 1: quality.sellTrades += 1
      default: quality.tradesWithoutSide += 1
      }
    case .quote:
      if record.hasBid { tick.add(record.price, decimals: record.priceDecimals) }
      if record.hasAsk { tick.add(record.askPrice, decimals: record.askPriceDecimals) }
      if record.present & 2 != 0 {
        lot.add(record.quantity, decimals: record.quantityDecimals)
      }
      if record.present & 8 != 0 {
        lot.add(record.askQuantity, decimals: record.askQuantityDecimals)
      }
      guard record.hasBid, record.hasAsk else { return quality.oneSidedQuotes += 1 }
      let bid = FixedDecimal(mantissa: record.price, decimals: record.priceDecimals)
      let ask = FixedDecimal(mantissa: record.askPrice, decimals: record.askPriceDecimals)
      if bid == ask { quality.lockedQuotes += 1 } else if ask < bid { quality.crossedQuotes += 1 }
    }
  }

  private mutating func time(_ record: TickRecord) {
    let time = record.exchangeTime
    if hasArrival {
      if skipsEqualTimes, time == record.arrivalTime {
        quality.rowsWithoutExchangeTime += 1
      } else {
        let latency = record.arrivalTime - time
        minimumLatency = min(minimumLatency, latency)
        maximumLatency = max(maximumLatency, latency)
        latencies.add(latency)
        latencyRows += 1
      }
    }
    if let previousTime {
      if time == previousTime { quality.equalTimes += 1 }
      if time < previousTime { quality.timeReversals += 1 }
    }
    previousTime = time
    if let last = quality.lastTime {
      if time > last {
        gap(FileQuality.Gap(start: last, end: time, line: Int(record.line)))
      } else {
        quality.largestReversal = max(quality.largestReversal, last - time)
      }
    }
    quality.lastTime = max(quality.lastTime ?? time, time)
    quality.firstTime = min(quality.firstTime ?? time, time)
  }

  private mutating func gap(_ gap: FileQuality.Gap) {
    if let shortest = quality.largestGaps.last, quality.largestGaps.count == 5,
      gap.length <= shortest.length
    {
      return
    }
    let place = quality.largestGaps.firstIndex { $0.length < gap.length }
    quality.largestGaps.insert(gap, at: place ?? quality.largestGaps.count)
    if quality.largestGaps.count > 5 { quality.largestGaps.removeLast() }
  }

  private mutating func compareLines(_ reader: any RecordReader) {
    guard let reader = reader as? any LineReader else { return }
    var lines = recentLines
    var duplicates = 0
    reader.forEachLine { line in if lines.insert(line) { duplicates += 1 } }
    recentLines = lines
    quality.duplicateRows += duplicates
  }

  private func finished(rowsRead: Int) -> FileQuality {
    var quality = quality
    quality.rowsRead = rowsRead
    quality.inferredTick = tick.step
    quality.inferredLot = lot.step
    if let median = latencies.median {
      quality.latency = FileQuality.Latency(
        rows: latencyRows, minimum: minimumLatency, median: median, maximum: maximumLatency)
    }
    return quality
  }
}
