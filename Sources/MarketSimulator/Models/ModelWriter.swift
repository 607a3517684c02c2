internal import MarketData

/// Writes a market of known law as CSV: ticks in the layout of Tardis.dev `book_ticker` and
/// `trades`
/// files, funding as `timestamp,rate,mark` with times in µs, in constant memory.
public struct ModelWriter {
  /// The files of a simulated market.
  public enum File: String, Sendable, CaseIterable {
    /// The touch of the instrument.
    case quotes = "quotes.csv"
    /// The market orders.
    case trades = "trades.csv"
    /// The touch of the second instrument.
    case second = "second.csv"
    /// Funding payments.
    case funding = "funding.csv"
  }

  private let rows: TardisWriter
  private let secondRows: TardisWriter
  private let settings: ModelSettings

  /// A writer for markets of these settings.
  public init(settings: ModelSettings) {
    var format = SimulationSettings()
    format.instrument = settings.instrument
    rows = TardisWriter(settings: format)
    format.instrument.symbol += "-2"
    secondRows = TardisWriter(settings: format)
    self.settings = settings
  }

  /// The files that a market of the settings fills.
  public var files: [File] {
    var files: [File] = [.quotes, .trades]
    if settings.correlation != nil { files.append(.second) }
    if settings.fundingSeconds > 0 { files.append(.funding) }
    return files
  }

  /// Writes all events in blocks to `sink` and returns the rows of each file, headers not counted.
  ///
  /// - Throws: what the sink throws.
  public func write(
    _ events: some Sequence<ModelMarket.Event>, sink: (File, [UInt8]) throws -> Void
  ) throws -> [File: Int] {
    var buffers: [[UInt8]] = File.allCases.map { file in
      let header =
        switch file {
        case .quotes, .second: TardisWriter.quotesHeader
        case .trades: TardisWriter.tradesHeader
        case .funding: "timestamp,rate,mark"
        }
      return Array("\(header)\n".utf8)
    }
    var counts = [Int](repeating: 0, count: File.allCases.count)
    func add(_ file: Int, _ row: String) throws {
      counts[file] += 1
      buffers[file].append(contentsOf: row.utf8)
      guard buffers[file].count >= 1 << 18 else { return }
      try sink(File.allCases[file], buffers[file])
      buffers[file].removeAll(keepingCapacity: true)
    }
    for event in events {
      switch event {
      case .market(let tick) where tick.kind.isTrade:
        try add(1, rows.tradeRow(tick, number: counts[1] + 1))
      case .market(let tick): try add(0, rows.quoteRow(tick))
      case .second(let tick): try add(2, secondRows.quoteRow(tick))
      case .funding(let time, let rate, let mark): try add(3, "\(time),\(rate),\(mark)\n")
      }
    }
    var result: [File: Int] = [:]
    for file in files {
      let place = File.allCases.firstIndex(of: file) ?? 0
      try sink(file, buffers[place])
      result[file] = counts[place]
    }
    return result
  }
}
