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
      return (try plan(layout, names: row, positions: layout.positions(in: row)), true)
    }
    let bare = candidates.filter { $0.header != .present }
    guard
      let layout = bare.first(where: { $0.fieldCount == row.count })
        ?? bare.filter({ $0.fieldCount < row.count }).max(by: { $0.fieldCount < $1.fieldCount })
        ?? bare.first
    else { throw TickFileError(.unknownFormat, file: file, line: line, "no layout fits") }
    var names = (0..<max(layout.fieldCount, row.count)).map { "\($0 + 1)" }
    for column in layout.columns { if let at = column.position { names[at] = column.label } }
    return (try plan(layout, names: names, positions: layout.columns.map(\.position)), false)
  }

  private func plan(
    _ layout: TickLayout, names: [String], positions: [Int?]
  ) throws -> ColumnPlan {
    var plan = ColumnPlan(
      operations: Array(repeating: ColumnOperation(), count: names.count), names: names)
    plan.sideWords = sideWords
    plan.interpretation = layout.interpretation
    plan.blanks = blanks(layout)
    let hasQuantities = layout.columns.contains { $0.role == .quantity || $0.role == .askQuantity }
    plan.pairsPricesWithQuantities =
      pairsPricesWithQuantities && hasQuantities && !layout.allowsUnpaired
    for (column, position) in zip(layout.columns, positions) {
      if position == nil, column.role == .symbol { continue }
      guard let position, position < names.count else {
        throw TickFileError(
          .missingColumn, "\(name) reads column \((position ?? 0) + 1) but there are \(names.count)"
        )
      }
      plan.operations[position] = try operation(for: column, &plan)
    }
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
    for column: TickColumn, _ plan: inout ColumnPlan
  ) throws -> ColumnOperation {
    var operation = ColumnOperation()
    operation.optional = column.optional
    operation.slot = column.role.rawValue
    operation.record = UInt8(column.record)
    operation.impliedDecimals = column.impliedDecimals
    operation.scale = column.scale.mantissa
    operation.scaleDecimals = column.scale.decimals
    switch column.role {
    case .side:
      operation.kind = .side
    case .symbol:
      operation.kind = .symbol
    case .code:
      operation.kind = .code
    case .wideInteger:
      operation.kind = .wideInteger
    case .price, .askPrice:
      operation.kind = .decimal
    case .quantity, .askQuantity:
      operation.kind = .decimal
      operation.nonNegative = true
    case .exchangeTime, .arrivalTime:
      switch column.time ?? .microseconds {
      case .byDigitCount:
        operation.kind = .digitCountTime
      case .iso8601:
        operation.kind = .isoTime
      case .nanosecondsOrISO8601:
        operation.kind = .isoTime
        operation.unit = 1
      case .pattern(let pattern, let utcOffset):
        guard let elements = TimePatternElement.compile(pattern) else {
          throw TickFileError(
            .badSpecification, "the time pattern \"\(pattern)\" lacks a year, a month or a day",
            advice: "write it like yyyyMMdd HHmmssSSS")
        }
        operation.kind = .patternTime
        operation.unit = Int64(utcOffset)
        operation.patternStart = plan.patternElements.count
        operation.patternCount = elements.count
        plan.patternElements += elements
      case let epoch:
        operation.kind = .epochTime
        operation.unit = epoch.unit ?? 1
      }
    }
    return operation
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
    let folded = header.map(Self.fold)
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
    return Set(header.map(Self.fold)) == Set(headerNames) && header.count == headerNames.count
  }

  /// The first column that `header` lacks; rows are read without a symbol too.
  func missingColumn(in header: [String]) -> TickColumn? {
    zip(columns, positions(in: header)).first { $0.1 == nil && $0.0.role != .symbol }?.0
  }

  private static func fold(_ name: String) -> String {
    var folded = name.lowercased()
    while folded.last == " " { folded.removeLast() }
    while folded.first == " " { folded.removeFirst() }
    return folded
  }
}
