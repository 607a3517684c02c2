internal import MarketData

/// Reads the description of a layout under `format: generic`.
enum GenericSettings {
  static let keys = [
    "kind", "columns", "time", "arrival-time", "utc-offset", "header", "separator", "size", "side",
    "sides",
  ]
  private static let quoteColumns = ["time", "arrival-time", "bid", "bid-size", "ask", "ask-size"]
  private static let tradeColumns = ["time", "arrival-time", "price", "size", "side"]

  static func read(_ map: SettingMap) throws -> TickFormat {
    let kind: TickKind = try map.required("kind").choice(
      "kind of ticks", [("quotes", TickKind.quotes), ("trades", TickKind.trades)])
    let columns = try map.required("columns").map(
      "columns of \(kind.rawValue)", known: kind == .quotes ? quoteColumns : tradeColumns)
    let offset = try map["utc-offset"].map { setting in
      Int(try setting.duration("utc-offset", minimum: -86_400_000_000_000) / 1_000_000_000)
    }
    var format = GenericFormat(
      kind: kind, time: try column(try columns.required("time")),
      timeEncoding: try encoding(try map.required("time"), utcOffset: offset ?? 0))
    format.arrivalTime = try columns["arrival-time"].map(column)
    format.arrivalEncoding = try map["arrival-time"].map {
      try encoding($0, utcOffset: offset ?? 0)
    }
    format.bidPrice = try columns["bid"].map(column)
    format.bidQuantity = try columns["bid-size"].map(column)
    format.askPrice = try columns["ask"].map(column)
    format.askQuantity = try columns["ask-size"].map(column)
    format.price = try columns["price"].map(column)
    format.quantity = try columns["size"].map(column)
    format.side = try columns["side"].map(column)
    format.constantQuantity = try map["size"].map { try $0.positiveDecimal("size") }
    format.constantSide = try map["side"].map {
      try $0.choice("side", Side.allCases.map { ($0.name, $0) })
    }
    if let value = map["header"] { format.hasHeader = try value.onOff("header") }
    if let value = map["separator"] {
      let text = try value.text("separator")
      guard let character = text == "tab" ? "\t" : text.first, text == "tab" || text.count == 1
      else { throw value.error("separator must be one character or the word tab") }
      format.separator = character
    }
    if let value = map["sides"] {
      let words = try value.map("sides", known: ["buy", "sell", "unknown"])
      func texts(_ key: String) throws -> [String] {
        try words[key]?.list().map { try $0.text("a word for \(key)") } ?? []
      }
      format.sideWords = SideWords(
        buy: try texts("buy"), sell: try texts("sell"), unknown: try texts("unknown"))
    }
    do {
      return try format.format()
    } catch let error as TickFileError {
      throw ExperimentError(
        map.place, error.message + (error.advice.map { "; \($0)" } ?? ""))
    }
  }

  private static func column(_ value: Setting) throws -> GenericFormat.Column {
    GenericFormat.Column(try value.text("a column"))
  }

  private static func encoding(_ value: Setting, utcOffset: Int) throws -> TimeEncoding {
    let text = try value.text("time")
    guard let encoding = TimeEncoding(text, zone: .fixed(secondsAheadOfUTC: utcOffset)) else {
      throw value.error(
        "'\(text)' is no way to write time; use s, ms, us, ns, auto, iso-8601 or a pattern such "
          + "as 'yyyy-MM-dd HH:mm:ss.SSS'")
    }
    return encoding
  }
}
