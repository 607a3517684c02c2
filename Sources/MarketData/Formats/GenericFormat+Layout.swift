extension GenericFormat {
  /// The format, once the description is complete.
  ///
  /// - Throws: `TickFileError` with code `badSpecification` where a column is missing or settings
  ///   contradict each other.
  public func format() throws -> TickFormat {
    var columns = try timeColumns()
    if let symbol { columns.append(try column(.symbol, symbol, "symbol")) }
    columns += try valueColumns()
    guard let byte = separator.asciiValue, byte != UInt8(ascii: "\""), byte != 10, byte != 13 else {
      throw TickFileError(.badSpecification, "the separator must be one ASCII character")
    }
    if let constantQuantity, !constantQuantity.isPositive {
      throw TickFileError(.badSpecification, "a constant size must be greater than 0")
    }
    guard priceScale.isPositive, sizeScale.isPositive else {
      throw TickFileError(.badSpecification, "a scale must be greater than 0")
    }
    let width = columns.compactMap(\.position).max().map { $0 + 1 } ?? columns.count
    var layout = TickLayout(
      header: hasHeader ? .present : .absent, fieldCount: width, columns: columns)
    layout.records = [record]
    layout.interpretation = interpretation
    var format = TickFormat(
      name: "generic", kind: kind, separator: byte, layouts: [layout],
      equalTimesMeanNoExchangeTime: equalTimesMeanNoExchangeTime,
      sideWords: sideWords ?? (kind == .trades ? .usual : .sidesOfBook),
      constantSide: constantSide.map { $0 == .buy ? .buyTrade : .sellTrade } ?? .unknownTrade,
      constantQuantity: constantQuantity, snapsToTick: snap)
    format.infersSide = infersSide
    format.emptyWords = emptyWords
    format.zeroIsEmpty = zeroIsEmpty && kind == .quotes
    return format
  }

  private var record: TickRecord.Kind {
    switch kind {
    case .trades: .trade
    case .book: .level
    case .funding: .funding
    case .quotes, .quotesAndTrades, .bookAndTrades: .quote
    }
  }

  private var interpretation: RowInterpretation {
    if kind == .book { return .levels(.arrivalTime) }
    if kind == .quotes, side != nil { return .sides(.oneSide) }
    return kind == .quotes && keepsMissingSide ? .sides(.bothSides) : .none
  }

  private func timeColumns() throws -> [TickColumn] {
    var columns = [try column(.exchangeTime, time, encoding: timeEncoding)]
    if let arrivalTime {
      columns.append(
        try column(.arrivalTime, arrivalTime, encoding: arrivalEncoding ?? timeEncoding))
    }
    guard let date else { return columns }
    guard columns.contains(where: { $0.time?.lacksDate ?? false }) else {
      throw TickFileError(
        .badSpecification, "there is a column for the date, but the time has its own",
        advice: "write the time like HH:mm:ss or ms-of-day, or leave the date out")
    }
    let encoding = TimeEncoding.pattern(datePattern, zone: timeEncoding.zone ?? .utc)
    guard let elements = TimePatternElement.compile(datePattern),
      TimePatternElement.haveDate(elements)
    else {
      throw TickFileError(
        .badSpecification, "\"\(datePattern)\" is no pattern of a date",
        advice: "write it like yyyyMMdd or dd.MM.yyyy")
    }
    columns.append(try column(.date, date, encoding: encoding))
    return columns
  }

  private func valueColumns() throws -> [TickColumn] {
    var columns: [TickColumn] = []
    switch kind {
    case .quotes where side == nil:
      columns.append(try priceColumn(.bidPrice, bidPrice, "bid price", optional: true))
      columns.append(try priceColumn(.askPrice, askPrice, "ask price", optional: true))
      if constantQuantity == nil {
        columns.append(try sizeColumn(.bidQuantity, bidQuantity, "bid size", optional: true))
        columns.append(try sizeColumn(.askQuantity, askQuantity, "ask size", optional: true))
      }
    case .quotes:
      columns.append(try priceColumn(.price, price, "price", optional: true))
      if constantQuantity == nil {
        columns.append(try sizeColumn(.quantity, quantity, "size", optional: true))
      }
      columns.append(try column(.side, side, "side"))
    case .trades:
      columns.append(try priceColumn(.price, price, "price"))
      if constantQuantity == nil { columns.append(try sizeColumn(.quantity, quantity, "size")) }
      if let side { columns.append(try column(.side, side, optional: infersSide)) }
    case .book:
      columns.append(try priceColumn(.price, price, "price"))
      columns.append(try sizeColumn(.quantity, quantity, "size"))
      columns.append(try column(.side, side, "side"))
      if let snapshot {
        guard snapshotWords.count == 2 else {
          throw TickFileError(
            .badSpecification, "a snapshot column needs two words",
            advice: "give that for a change, then that for a snapshot, as in [false, true]")
        }
        var flag = try column(.code, snapshot, "snapshot")
        flag.words = snapshotWords
        columns.append(flag)
      }
    case .funding:
      columns.append(try column(.price, rate, "rate"))
      if let markPrice {
        columns.append(try priceColumn(.askPrice, markPrice, "mark", optional: true))
      }
    case .quotesAndTrades, .bookAndTrades:
      throw TickFileError(
        .badSpecification, "a generic layout has quotes, trades, a book or funding rates")
    }
    return columns
  }

  private func priceColumn(
    _ role: TickColumn.Role, _ place: Column?, _ label: String, optional: Bool = false
  ) throws -> TickColumn {
    var column = try column(role, place, label, optional: optional)
    column.scale = priceScale
    return column
  }

  private func sizeColumn(
    _ role: TickColumn.Role, _ place: Column?, _ label: String, optional: Bool = false
  ) throws -> TickColumn {
    var column = try column(role, place, label, optional: optional)
    column.scale = sizeScale
    return column
  }

  private func column(
    _ role: TickColumn.Role, _ column: Column?, _ label: String = "time",
    encoding: TimeEncoding? = nil, optional: Bool = false
  ) throws -> TickColumn {
    switch column {
    case nil:
      throw TickFileError(
        .badSpecification, "generic \(kind.rawValue) need a column for the \(label)",
        advice: label.hasSuffix("size")
          ? "name it, or give a constant size where there is none" : "name it")
    case .name(let name):
      guard hasHeader else {
        throw TickFileError(
          .badSpecification, "column \"\(name)\" is named but the files have no header",
          advice: "give its number, from 1")
      }
      return TickColumn(role, [name], time: encoding, optional: optional)
    case .number(let number):
      return TickColumn(role, [], at: number - 1, time: encoding, optional: optional)
    }
  }
}

extension SideWords {
  /// The words for the two sides of a book; there is no third.
  static let sidesOfBook = SideWords(
    buy: ["bid", "b", "buy", "bids"], sell: ["ask", "a", "sell", "s", "asks"], unknown: [])
}
