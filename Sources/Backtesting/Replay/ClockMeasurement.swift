internal import MarketData

/// The first pass over a recorder's files that measures how far its clock is off.
enum ClockMeasurement {
  /// What is added to minus the smallest latency: nothing arrives faster than this (ns).
  static let margin: Int64 = 1_000_000

  /// Measures the clock of `recorder` on all rows that have both times, replayed or not.
  ///
  /// - Throws: `TickFileError` where a file cannot be read or no row has both times.
  static func measure(
    _ recorder: String, _ sources: [SourceSpecification], cache: TickCache?
  ) throws -> RecorderClock {
    var smallest = Int64.max
    var rows = 0
    for source in sources where source.recorder == recorder && source.format.hasArrivalTime {
      for file in try source.expandedFiles() {
        let reader = try RecordReaders.open(
          path: file, format: source.format, cache: cache, timesOnly: true)
        let skipsEqual = source.format.equalTimesMeanNoExchangeTime
        while try reader.nextBatch() {
          for record in reader.records
          where (!skipsEqual || record.exchangeTime != record.arrivalTime)
            && !record.flags.contains(.continuesRow)
          {
            smallest = min(smallest, record.arrivalTime - record.exchangeTime)
            rows += 1
          }
        }
      }
    }
    guard rows > 0 else {
      // Rows without an exchange time follow the arrival clock as it is.
      return RecorderClock(
        recorder: recorder, shift: 0, isMeasured: true, minimumLatency: nil, rows: 0)
    }
    return RecorderClock(
      recorder: recorder, shift: margin - smallest, isMeasured: true, minimumLatency: smallest,
      rows: rows)
  }
}
