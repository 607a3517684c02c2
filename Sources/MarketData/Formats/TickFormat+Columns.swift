extension TickFormat {
  /// Finds the format's columns in the first row of a file.
  ///
  /// - Returns: how to decode the rows, and whether the first row is a header.
  /// - Throws: `TickFileError` with code `missingColumn` where a column is not there.
  func resolve(
    firstRow row: [String], file: String, line: Int
  ) throws -> (plan: ColumnPlan, hasHeader: Bool) {
    let looksLikeData = Self.isNumber(row.first ?? "")
    let fitting = layouts.filter { layout in
      switch layout.header {
      case .present: true
      case .absent: looksLikeData || layout.columns.allSatisfy { $0.names.isEmpty }
      case .either: true
      }
    }
    let candidates = fitting.isEmpty ? layouts : fitting
    let headed = candidates.filter {
      $0.header == .present || ($0.header == .either && !looksLikeData)
    }
    if let first = headed.first {
      let layout = headed.first { $0.missingColumn(in: row) == nil } ?? first
      if let missing = layout.missingColumn(in: row) {
        throw TickFileError(
          .missingColumn, file: file, line: line,
          "no column \"\(missing.label)\", which \(name) needs; found: "
            + Excerpt.of(row.joined(separator: ", "), limit: 200),
          advice: "check the format's name")
      }
      let names = layout.namesEndAtSlash ? row.map(TickLayout.beforeSlash) : row
      let plan = try plan(
        layout, names: names, positions: layout.positions(in: row), file: file)
      return (plan, true)
    }
    let bare = candidates.filter { $0.header != .present }
    guard
      let layout = bare.first(where: { $0.fieldCount == row.count })
        ?? bare.filter({ $0.fieldCount < row.count }).max(by: { $0.fieldCount < $1.fieldCount })
        ?? bare.first
    else { throw TickFileError(.unknownFormat, file: file, line: line, "no layout fits") }
    var names = (0..<max(layout.fieldCount, row.count)).map { "\($0 + 1)" }
    for column in layout.columns { if let at = column.position { names[at] = column.label } }
    let plan = try plan(
      layout, names: names, positions: layout.columns.map(\.position), file: file)
    return (plan, false)
  }

  private func plan(
    _ layout: TickLayout, names: [String], positions: [Int?], file: String
  ) throws -> ColumnPlan {
    var plan = ColumnPlan(
      operations: Array(repeating: ColumnOperation(), count: names.count), names: names)
    plan.sideWords = sideWords
    plan.interpretation = layout.interpretation
    plan.blanks = blanks(layout)
    plan.emptyWords = emptyWords
    if namesTellSymbol { plan.symbol = Self.symbol(inName: file) }
    let hasQuantities = layout.columns.contains { $0.role == .quantity || $0.role == .askQuantity }
    plan.pairsPricesWithQuantities =
      pairsPricesWithQuantities && hasQuantities && !layout.allowsUnpaired
    plan.dropsUnpaired = zeroIsEmpty || !emptyWords.isEmpty
    for (column, position) in zip(layout.columns, positions) {
      if position == nil, column.role == .symbol { continue }
      guard let position, position < names.count else {
        throw TickFileError(
          .missingColumn, "\(name) reads column \((position ?? 0) + 1) but there are \(names.count)"
        )
      }
      plan.operations[position] = try operation(for: column, file: file, &plan)
    }
    try findDates(of: layout, &plan, positions: positions, file: file)
    return plan
  }

  /// What the raw records of a row start as.
  private func blanks(_ layout: TickLayout) -> [TickRecord] {
    let kinds = layout.records.isEmpty ? [kind == .trades ? .trade : .quote] : layout.records
    return kinds.map { kind in
      var blank = TickRecord()
      blank.kind = kind
      blank.side = constantSide.rawValue
      if kind == .trade, infersSide { blank.flags = .infersSide }
      return blank
    }
  }

  private func operation(
    for column: TickColumn, file: String, _ plan: inout ColumnPlan
  ) throws -> ColumnOperation {
    var operation = ColumnOperation()
    operation.optional = column.optional
    operation.slot = column.role.rawValue
    operation.record = UInt8(column.record)
    operation.impliedDecimals = column.impliedDecimals
    operation.scale = column.scale.mantissa
    operation.scaleDecimals = column.scale.decimals
    operation.meaningfulDecimals = column.meaningfulDecimals
    operation.zeroIsEmpty = zeroIsEmpty && column.optional
    switch column.role {
    case .side:
      operation.kind = .side
    case .symbol:
      operation.kind = .symbol
    case .code where column.words.isEmpty:
      operation.kind = .code
    case .code:
      operation.kind = .codeWord
      operation.patternStart = plan.codeWords.count
      operation.patternCount = column.words.count
      plan.codeWords += column.words
    case .wideInteger:
      operation.kind = .wideInteger
    case .price, .askPrice:
      operation.kind = .decimal
    case .quantity, .askQuantity:
      operation.kind = .decimal
      operation.nonNegative = true
    case .exchangeTime, .arrivalTime, .date:
      let encoding = column.time ?? .microseconds
      let path = file.lowercased()
      let hint = zoneHints.first { path.contains($0.word) }
      try time(hint.map { encoding.inZone($0.zone) } ?? encoding, &operation, &plan)
    }
    return operation
  }

  private func time(
    _ encoding: TimeEncoding, _ operation: inout ColumnOperation, _ plan: inout ColumnPlan
  ) throws {
    operation.unit = encoding.unit ?? 1
    if let zone = encoding.zone {
      operation.zone = plan.zones.firstIndex(of: zone) ?? plan.zones.count
      if operation.zone == plan.zones.count { plan.zones.append(zone) }
    }
    switch encoding {
    case .byDigitCount:
      operation.kind = .digitCountTime
    case .iso8601:
      operation.kind = .isoTime
      operation.unit = 0
    case .nanosecondsOrISO8601:
      operation.kind = .isoTime
      operation.unit = 1
    case .localISO8601:
      operation.kind = .localISOTime
    case .pattern(let pattern, _):
      guard let elements = TimePatternElement.compile(pattern) else {
        throw TickFileError(
          .badSpecification,
          "the time pattern \"\(pattern)\" has neither year, month and day nor an hour",
          advice: "write it like yyyyMMdd HHmmssSSS, or HH:mm:ss for a time of the day")
      }
      operation.kind = .patternTime
      operation.patternStart = plan.patternElements.count
      operation.patternCount = elements.count
      plan.patternElements += elements
    case .secondsOfDay, .millisecondsOfDay, .microsecondsOfDay, .nanosecondsOfDay:
      operation.kind = .timeOfDay
    case .seconds, .milliseconds, .microseconds, .nanoseconds:
      operation.kind = .epochTime
    }
  }

  /// Finds the dates of times of the day: in a column of the layout, in the format, or in the name
  /// of `file`.
  private func findDates(
    of layout: TickLayout, _ plan: inout ColumnPlan, positions: [Int?], file: String
  ) throws {
    let times = zip(layout.columns, positions).filter { $0.0.time?.lacksDate ?? false }
    guard !times.isEmpty else { return }
    if let dateColumn = zip(layout.columns, positions).first(where: { $0.0.role == .date }) {
      for time in times {
        guard let timePlace = time.1, let datePlace = dateColumn.1 else { continue }
        if times.count > 1, timePlace < datePlace {
          throw TickFileError(
            .badSpecification, file: file, "the date stands behind one of two times of the day",
            advice: "read one of the times alone, or move the column of the date to the front")
        }
        plan.operations[timePlace].part = timePlace > datePlace ? .second : .first
        plan.operations[datePlace].part = timePlace > datePlace ? .first : .second
        plan.operations[datePlace].slot = time.0.role.rawValue
        plan.operations[datePlace].zone = plan.operations[timePlace].zone
      }
      return
    }
    guard let day = date ?? CalendarDate.told(byNameOf: file) else {
      throw TickFileError(
        .badSpecification, file: file,
        "times of \(name) are since midnight, and the file's name tells no date",
        advice: "give the source its 'date: 2012-06-21', or put the date into the file's name")
    }
    for case (_, let place?) in times {
      plan.operations[place].midnight = day.localSeconds * 1_000_000_000
    }
  }

  /// Whether a first field looks like data rather than like a column's name.
  static func isNumber(_ text: String) -> Bool {
    guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "-") }) else { return false }
    return first &- 0x30 < 10
  }
}

extension TickLayout {
  /// Where each column is in the row with the names `header`.
  func positions(in header: [String]) -> [Int?] {
    let folded = folded(header)
    return columns.map { column in
      for name in column.names {
        if let index = folded.firstIndex(of: Self.fold(name)) { return index }
      }
      guard column.names.isEmpty, let position = column.position, position < header.count else {
        return nil
      }
      return position
    }
  }

  /// Whether `header` is that of the layout and of no other: no column too few or too many.
  func isHeader(_ header: [String]) -> Bool {
    guard missingColumn(in: header) == nil else { return false }
    if headerNames.isEmpty { return header.count == fieldCount }
    return Set(folded(header)) == Set(headerNames) && header.count == headerNames.count
  }

  /// The first column that `header` lacks; rows are read without a symbol too.
  func missingColumn(in header: [String]) -> TickColumn? {
    zip(columns, positions(in: header)).first { $0.1 == nil && $0.0.role != .symbol }?.0
  }

  private func folded(_ header: [String]) -> [String] {
    header.map { Self.fold(namesEndAtSlash ? Self.beforeSlash($0) : $0) }
  }

  /// The part of `name` before its first slash.
  static func beforeSlash(_ name: String) -> String { String(name.prefix { $0 != "/" }) }

  private static func fold(_ name: String) -> String {
    var folded = name.lowercased()
    while folded.last == " " { folded.removeLast() }
    while folded.first == " " { folded.removeFirst() }
    return folded
  }
}
