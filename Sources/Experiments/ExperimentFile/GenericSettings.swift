internal import Backtesting
internal import MarketData

/// Reads the description of a layout under `format: generic`.
enum GenericSettings {
  static let keys = [
    "kind", "columns", "time", "arrival-time", "date-format", "zone", "utc-offset", "header",
    "separator", "size", "side", "sides", "price-scale", "size-scale", "null", "missing-side",
    "snapshots",
  ]
  private static let times = ["time", "date", "arrival-time", "symbol"]
  private static let oneSide = ["price", "size", "side"]

  static func read(_ map: SettingMap) throws -> TickFormat {
    let kind: TickKind = try map.required("kind").choice(
      "kind of ticks",
      [
        ("quotes", TickKind.quotes), ("trades", TickKind.trades), ("book", TickKind.book),
        ("funding", TickKind.funding),
      ])
    let columns = try map.required("columns").map(
      "columns of \(kind.rawValue)", known: times + columnNames(kind))
    let zone = try ZoneSettings.read(map) ?? .utc
    var format = GenericFormat(
      kind: kind, time: try column(try columns.required("time")),
      timeEncoding: try encoding(try map.required("time"), zone))
    format.arrivalEncoding = try map["arrival-time"].map { try encoding($0, zone) }
    try readColumns(columns, into: &format)
    try readValues(map, into: &format)
    if let value = map["header"] { format.hasHeader = try value.onOff("header") }
    if let value = map["separator"] { format.separator = try separator(value) }
    do {
      return try format.format()
    } catch let error as TickFileError {
      throw ExperimentError(
        map.place, error.message + (error.advice.map { "; \($0)" } ?? ""))
    }
  }

  /// What an entry that is not given is taken to be, for the manifest.
  static func defaults(_ map: SettingMap, _ format: TickFormat) -> [MappingEntry] {
    var defaults = [("header", "on"), ("separator", ",")]
    if map["utc-offset"] == nil { defaults.append(("zone", "UTC")) }
    if format.kind != .funding { defaults += [("price-scale", "1"), ("size-scale", "1")] }
    if format.kind == .quotes { defaults.append(("missing-side", "none")) }
    if format.kind == .trades { defaults.append(("side", "unknown")) }
    return defaults.filter { map[$0.0] == nil }.map {
      MappingEntry(key: $0.0, texts: [$0.1], isList: false)
    }
  }

  private static func columnNames(_ kind: TickKind) -> [String] {
    switch kind {
    case .quotes: ["bid", "bid-size", "ask", "ask-size"] + oneSide
    case .book: oneSide + ["snapshot"]
    case .funding: ["rate", "mark"]
    default: oneSide
    }
  }

  private static func readColumns(_ columns: SettingMap, into format: inout GenericFormat) throws {
    format.date = try columns["date"].map(column)
    format.arrivalTime = try columns["arrival-time"].map(column)
    format.symbol = try columns["symbol"].map(column)
    format.bidPrice = try columns["bid"].map(column)
    format.bidQuantity = try columns["bid-size"].map(column)
    format.askPrice = try columns["ask"].map(column)
    format.askQuantity = try columns["ask-size"].map(column)
    format.price = try columns["price"].map(column)
    format.quantity = try columns["size"].map(column)
    format.side = try columns["side"].map(column)
    format.snapshot = try columns["snapshot"].map(column)
    format.rate = try columns["rate"].map(column)
    format.markPrice = try columns["mark"].map(column)
    if format.side != nil, format.kind == .quotes,
      let both = ["bid", "bid-size", "ask", "ask-size"].first(where: { columns[$0] != nil })
    {
      throw ExperimentError(
        columns.place,
        "quotes have either one side a row (price, size, side) or both (bid, ask); drop '\(both)' "
          + "or 'side'")
    }
  }

  private static func readValues(_ map: SettingMap, into format: inout GenericFormat) throws {
    if let value = map["date-format"] { format.datePattern = try value.text("date-format") }
    format.constantQuantity = try map["size"].map { try $0.positiveDecimal("size") }
    if let value = map["side"] {
      let sides: [(String, Side?)] = Side.allCases.map { ($0.name, $0) }
      let side = try value.choice("side", sides + [("infer", nil), ("unknown", nil)])
      format.constantSide = side
      format.infersSide = try value.text("side") == "infer"
    }
    if let value = map["price-scale"] {
      format.priceScale = try value.positiveDecimal("price-scale")
    }
    if let value = map["size-scale"] { format.sizeScale = try value.positiveDecimal("size-scale") }
    if let value = map["sides"] {
      let words = try value.map("sides", known: ["buy", "sell", "unknown"])
      format.sideWords = SideWords(
        buy: try texts(words["buy"], "a word for buy"),
        sell: try texts(words["sell"], "a word for sell"),
        unknown: try texts(words["unknown"], "a word for unknown"))
    }
    for text in try texts(map["null"], "a word for an empty number") {
      if text == "0" {
        format.zeroIsEmpty = true
      } else if text != "empty" {
        format.emptyWords.append(text)
      }
    }
    if let value = map["missing-side"] {
      format.keepsMissingSide = try value.choice(
        "missing-side", [("none", false), ("unchanged", true)])
    }
    if let value = map["snapshots"] {
      format.snapshotWords = try texts(value, "a word of the snapshot column")
    }
  }

  private static func texts(_ value: Setting?, _ what: String) throws -> [String] {
    try value?.list().map { try $0.text(what) } ?? []
  }

  private static func separator(_ value: Setting) throws -> Character {
    let text = try value.text("separator")
    guard let character = text == "tab" ? "\t" : text.first, text == "tab" || text.count == 1
    else { throw value.error("separator must be one character or the word tab") }
    return character
  }

  private static func column(_ value: Setting) throws -> GenericFormat.Column {
    GenericFormat.Column(try value.text("a column"))
  }

  private static func encoding(_ value: Setting, _ zone: ClockZone) throws -> TimeEncoding {
    let text = try value.text("time")
    guard let encoding = TimeEncoding(text, zone: zone) else {
      throw value.error(
        "'\(text)' is no way to write time; use s, ms, us, ns, auto, iso-8601, s-of-day, "
          + "ms-of-day, or a pattern such as 'yyyy-MM-dd HH:mm:ss.SSS'")
    }
    return encoding
  }
}

/// Reads the zone of a source's clock.
enum ZoneSettings {
  static let keys = ["zone", "size"]

  /// What to say of `name`, which is no zone.
  static func hint(for name: String) -> String {
    let near = NearestName.suggestion(for: name, among: ClockZone.names)
    return (near.map { "did you mean '\($0)'? Otherwise write" } ?? "write")
      + " a name such as America/New_York, an offset such as UTC-5, or a POSIX rule such as "
      + "EST5EDT,M3.2.0,M11.1.0"
  }

  /// The zone that `zone` or `utc-offset` gives; `nil` where neither is there.
  static func read(_ map: SettingMap) throws -> ClockZone? {
    if let value = map["zone"] {
      if map["utc-offset"] != nil {
        throw value.error("zone and utc-offset are two answers to one question; keep one")
      }
      let text = try value.text("zone")
      if let zone = ClockZone(text) { return zone }
      throw value.error("'\(text)' is no known zone; " + hint(for: text))
    }
    guard let value = map["utc-offset"] else { return nil }
    let offset = try value.duration("utc-offset", minimum: -86_400_000_000_000)
    return .fixed(secondsAheadOfUTC: Int(offset / 1_000_000_000))
  }

  /// `format` with the zone and the constant size that a source of a named format may give.
  static func applied(_ map: SettingMap, to format: TickFormat) throws -> TickFormat {
    var result = format
    if let zone = try read(map), let value = map["zone"] {
      guard let zoned = format.inZone(zone) else {
        throw value.error("times of \(format.name) are instants and have no zone; drop 'zone'")
      }
      result = zoned
    }
    if let value = map["size"] {
      guard format.constantQuantity != nil else {
        throw value.error("files of \(format.name) have sizes of their own; drop 'size'")
      }
      result.constantQuantity = try value.positiveDecimal("size")
    }
    return result
  }
}
