/// What a tick file seems to be, decided by its first rows.
public struct SniffedFormat: Sendable, Equatable {
  /// The format to read it as.
  public var format: TickFormat
  /// What the decision rests on, for the reader of a report.
  public var explanation: String
}

extension TickFormat {
  /// Finds out the format of the file at `path`: from its header, or from the shape of its first
  /// rows where it has none. Of formats that are laid out alike, the rows that can be read and then
  /// the file's name decide.
  ///
  /// - Throws: `TickFileError` where the file cannot be read or fits no known format.
  public static func sniff(path: String) throws -> SniffedFormat {
    guard let sample = try FormatSample(path: path) else {
      throw TickFileError(
        .unknownFormat, file: path, "the file is empty", advice: "name its format")
    }
    let row = sample.firstRow(separator: UInt8(ascii: ","))
    if let found = try sniffLobster(path: path, member: sample.member, row: row) { return found }
    let candidates = all.filter { !$0.isFoundByNameOnly }
    var found = (candidates + [tardisSnapshots(header: row)].compactMap { $0 }).compactMap {
      FormatCandidate($0, sample)
    }
    if found.contains(where: \.isByHeader) { found.removeAll { !$0.isByHeader } }
    if let schema = sniffDatabento(row, sample.rows) {
      return SniffedFormat(
        format: schema, explanation: "read as \(schema.name) (by its header and its actions)")
    }
    let rows = found.map(\.rows).max() ?? 0
    found.removeAll { $0.rows < rows }
    let marked = found.map { $0.format.marks(in: sample.name, of: sample.member) }
    guard let best = marked.max(), let place = marked.firstIndex(of: best) else {
      throw unknown(row, sample)
    }
    let chosen = found[place]
    var basis = [chosen.isByHeader ? "by its header" : chosen.shape]
    let alike = found.map(\.format.name).filter { $0 != chosen.format.name }
    if !alike.isEmpty {
      let decided = marked.filter { $0 == best }.count == 1
      basis.append(
        alike.joined(separator: " and ") + (alike.count == 1 ? " is" : " are")
          + " laid out alike: "
          + (decided
            ? "told by the file's name"
            : "nothing tells them apart, and \(chosen.format.name) is assumed; name the format if "
              + "another is meant"))
    }
    if let assumption = chosen.format.assumption { basis.append(assumption) }
    return SniffedFormat(
      format: chosen.format,
      explanation: "read as \(chosen.format.name) (\(basis.joined(separator: "; ")))")
  }

  private static func unknown(_ row: [String], _ sample: FormatSample) -> TickFileError {
    if let refused = RefusedLayout.all.first(where: { $0.isHeader(row) }) {
      return TickFileError(
        .unknownFormat, file: sample.member, line: 1,
        "this is \(refused.name): \(refused.contents)", advice: refused.advice)
    }
    return TickFileError(
      .unknownFormat, file: sample.member, line: 1,
      "the first row fits no known format: " + Excerpt.of(row.joined(separator: ", ")),
      advice: "name the format, one of those that 'ballast check --help' lists, or describe the "
        + "columns in an experiment: format: generic")
  }

  /// How much of a file's name, in lower case, speaks for the format.
  fileprivate func marks(in name: String, of path: String) -> Int {
    let folders = path.lowercased()
    let placed = folderMarks.contains { folders.contains("/\($0)/") } ? 1 : 0
    let product = self.name.split(separator: "/").last.map { $0.lowercased() } ?? ""
    return (fileNameMarks + [product]).reduce(placed) { sum, mark in
      name.contains(mark) ? sum + mark.count : sum
    }
  }
}

/// A format that the first rows of a file fit.
private struct FormatCandidate {
  var format: TickFormat
  /// Whether the first row is the format's header.
  var isByHeader = false
  /// How many rows of the sample can be read as the format's.
  var rows = 0
  /// How many rows there are, and of how many columns.
  private var width = 0

  /// What the decision rests on where there is no header.
  var shape: String { "no header, \(width) columns" }

  /// `nil` where the format's header or, without one, the first row and half of the rows differ.
  init?(_ format: TickFormat, _ sample: FormatSample) {
    self.format = format
    let row = sample.firstRow(separator: format.separator)
    width = row.count
    if let layout = format.layouts.first(where: { $0.header != .absent && $0.isHeader(row) }) {
      isByHeader = true
      rows = readable(sample, row, layout.plausibleTimes).count
      return
    }
    let bare = format.layouts.first { $0.header != .present && $0.fieldCount == row.count }
    guard let bare else { return nil }
    let lines = readable(sample, row, bare.plausibleTimes)
    guard lines.first == 1, lines.count * 2 >= sample.lines.count else { return nil }
    rows = lines.count
  }

  /// The lines of the sample, from 1, that the parser reads as the format's.
  private func readable(
    _ sample: FormatSample, _ row: [String], _ times: ClosedRange<Int64>
  ) -> [Int] {
    guard let found = try? format.resolve(firstRow: row, file: sample.member, line: 1) else {
      return []
    }
    let size = sample.lines.reduce(0) { $0 + $1.count + 1 }
    let parser = CSVParser(
      plan: found.plan, separator: format.separator, sliceCapacity: size,
      symbols: SymbolTable())
    for line in sample.lines.dropFirst(found.hasHeader ? 1 : 0) {
      // A quotation mark that does not pair up ends what is read: the rest need not be looked at.
      guard parser.feed(Array(line) + [10], line.count + 1) else { break }
    }
    let records = parser.rawRows
    return (0..<records.count).compactMap { index in
      let record = records[index].pointee
      return times.contains(record.exchangeTime) ? Int(record.line) : nil
    }
  }
}
