internal import Backtesting
internal import MarketData

/// Reads files of measured latencies, each once.
///
/// CSV with the columns `timestamp_ns,entry_ns,response_ns`: when a request was sent, how long it
/// took to the venue, and the answer back; or `req_ts,exch_ts,resp_ts`: when it was sent, when it
/// arrived there, and when the answer was received. Times in ns, never decreasing.
struct LatencyFiles {
  static let spans = ["timestamp_ns", "entry_ns", "response_ns"]
  static let instants = ["req_ts", "exch_ts", "resp_ts"]

  /// The folder that relative paths start from.
  let folder: String
  /// What was read, for the manifest.
  private(set) var inputs: [Manifest.Input] = []
  private var known: [String: MeasuredLatencies] = [:]

  init(folder: String) { self.folder = folder }

  /// `given` with the measurements of its files.
  ///
  /// - Throws: `FileError` where a file cannot be read, `ExperimentError` where a row cannot be
  ///   used.
  mutating func loaded(_ given: FillAssumptions) throws -> FillAssumptions {
    var result = given
    result.variableLatency.order = try loaded(given.variableLatency.order)
    result.variableLatency.cancel = try loaded(given.variableLatency.cancel)
    result.variableLatency.response = try loaded(given.variableLatency.response)
    return result
  }

  private mutating func loaded(_ latency: VariableLatency?) throws -> VariableLatency? {
    guard case .measured(let empty)? = latency else { return latency }
    if let rows = known[empty.file] { return .measured(rows) }
    let path = Paths.join(folder, empty.file)
    let rows = MeasuredLatencies(
      file: empty.file, rows: try Self.parse(try FileOperations.read(path), file: path))
    known[empty.file] = rows
    inputs.append(
      try Manifest.Input(
        reading: empty.file, folder: folder, format: "latency", rows: Int64(rows.rows.count)))
    return .measured(rows)
  }

  static func parse(_ bytes: [UInt8], file: String) throws -> [MeasuredLatencies.Row] {
    var rows = CSVText.rows(bytes)[...]
    guard let header = rows.popFirst(),
      let columns = [spans, instants].first(where: { $0.allSatisfy(header.fields.contains) })
    else {
      throw ExperimentError(
        SourcePlace(file: file, line: 1, column: 1),
        "the first line must name the columns " + spans.joined(separator: ",") + " or "
          + instants.joined(separator: ","))
    }
    let places = columns.map { header.fields.firstIndex(of: $0) ?? 0 }
    var result: [MeasuredLatencies.Row] = []
    for row in rows {
      guard row.fields.count == header.fields.count else {
        throw ExperimentError(
          SourcePlace(file: file, line: row.line, column: 1),
          "the row has \(row.fields.count) fields, the header \(header.fields.count); complete it")
      }
      let settings = places.map { place in
        Setting(
          content: .text(row.fields[place]),
          place: SourcePlace(file: file, line: row.line, column: place + 1))
      }
      let one = try measurement(settings, columns: columns)
      if let last = result.last, one.time < last.time {
        throw settings[0].error(
          "\(columns[0]) goes back from \(last.time) to \(one.time); sort the rows by it")
      }
      result.append(one)
    }
    guard !result.isEmpty else {
      throw ExperimentError(
        SourcePlace(file: file, line: 2, column: 1),
        "there are no measurements; add a row, or give a constant latency")
    }
    return result
  }

  private static func measurement(
    _ settings: [Setting], columns: [String]
  ) throws -> MeasuredLatencies.Row {
    // Instants from 1677 to 2262 leave room for sums with latencies.
    let limit: Int64 = 1 << 62
    let numbers = try zip(settings, columns).map { setting, column in
      let number = try setting.integer(column, minimum: -limit)
      guard number <= limit else { throw setting.error("\(column) \(number) is out of range") }
      return number
    }
    let isSpans = columns == spans
    let entry = isSpans ? numbers[1] : numbers[1] - numbers[0]
    let response = isSpans ? numbers[2] : numbers[2] - numbers[1]
    let longest: Int64 = 366 * 86_400_000_000_000
    for (place, latency) in [(1, entry), (2, response)] where latency < 0 || latency > longest {
      throw settings[place].error(
        "\(columns[place]) makes a latency of \(latency) ns, which is not from 0 to 366 days; "
          + "leave out requests that were never answered")
    }
    return MeasuredLatencies.Row(time: numbers[0], entry: entry, response: response)
  }
}
