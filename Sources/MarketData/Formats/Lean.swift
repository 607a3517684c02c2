/// Tick files of QuantConnect's LEAN: no header, milliseconds since midnight, the date in the
/// file's name. Layouts are those of its `LeanData.GenerateLine`, older ones among them.
extension TickFormat {
  /// Equity quotes: news of the national best bid or ask, one side a row, prices × 10,000.
  static let leanEquityQuotes = leanQuotes(
    "lean-equity/quotes", zone: .known("America/New_York"), priceDecimals: 4,
    widths: [8: 7])

  /// Equity prints: prices × 10,000; who took the liquidity is inferred.
  static let leanEquityTrades = leanTrades(
    "lean-equity/trades", zone: .known("America/New_York"), priceDecimals: 4, widths: [6: 5])

  /// Future quotes; contracts of several expiries are members of one archive.
  static let leanFutureQuotes = leanQuotes(
    "lean-future/quotes", zone: .known("America/New_York"), widths: [7: 6, 8: 7], ofContracts: true)

  /// Future prints.
  static let leanFutureTrades = leanTrades(
    "lean-future/trades", zone: .known("America/New_York"), widths: [6: 5], ofContracts: true)

  /// Crypto quotes, with both sides in a row; newer files flag suspicious ones.
  static let leanCryptoQuotes = leanQuotes(
    "lean-crypto/quotes", zone: .utc, widths: [5: nil, 6: 5])

  /// Crypto prints; newer files flag suspicious ones.
  static let leanCryptoTrades = leanTrades(
    "lean-crypto/trades", zone: .utc, widths: [3: nil, 4: 3])

  /// Forex quotes: bid and ask without sizes. Oanda's clock is UTC, FXCM's is UTC−5 all year.
  static let leanForexQuotes = leanUnsized("lean-forex/quotes", size: 1_000_000)

  /// Quotes of contracts for difference: as forex, for one contract.
  static let leanCfdQuotes = leanUnsized("lean-cfd/quotes", size: 1)

  /// Quotes of which a side that is 0 has not changed.
  private static func leanQuotes(
    _ name: String, zone: ClockZone, priceDecimals: UInt8 = 0, widths: KeyValuePairs<Int, Int?>,
    ofContracts: Bool = false
  ) -> TickFormat {
    let scale = FixedDecimal(mantissa: 1, decimals: priceDecimals)
    var format = leanFlagged(
      name, .quotes, zone: zone, widths: widths, ofContracts: ofContracts,
      columns: [
        TickColumn(.bidPrice, [], at: 1, optional: true, scale: scale),
        TickColumn(.bidQuantity, [], at: 2, optional: true),
        TickColumn(.askPrice, [], at: 3, optional: true, scale: scale),
        TickColumn(.askQuantity, [], at: 4, optional: true),
      ], interpretation: .sides(.bothSides))
    format.zeroIsEmpty = true
    format.assumption = (format.assumption ?? "") + "; a side of 0 has not changed"
    return format
  }

  private static func leanTrades(
    _ name: String, zone: ClockZone, priceDecimals: UInt8 = 0, widths: KeyValuePairs<Int, Int?>,
    ofContracts: Bool = false
  ) -> TickFormat {
    let scale = FixedDecimal(mantissa: 1, decimals: priceDecimals)
    var format = leanFlagged(
      name, .trades, zone: zone, widths: widths, ofContracts: ofContracts,
      columns: [TickColumn(.price, [], at: 1, scale: scale), TickColumn(.quantity, [], at: 2)],
      interpretation: .flaggedTrades)
    format.infersSide = true
    return format
  }

  /// Rows of a time, `columns` and a flag; `widths` gives the flag's place, if there is one, for
  /// each number of columns that rows may have.
  private static func leanFlagged(
    _ name: String, _ kind: TickKind, zone: ClockZone, widths: KeyValuePairs<Int, Int?>,
    ofContracts: Bool, columns: [TickColumn], interpretation: RowInterpretation
  ) -> TickFormat {
    let time = TickColumn(.exchangeTime, [], at: 0, time: .millisecondsOfDay(zone))
    var format = TickFormat(
      name: name, kind: kind,
      layouts: widths.map { width, flag in
        TickLayout(
          header: .absent, fieldCount: width, columns: [time] + columns + flagColumn(flag),
          interpretation: interpretation)
      })
    format.find(in: name, ofContracts)
    format.assumption = "the date is in the file's name, the clock \(zone.name)"
    return format
  }

  private static func leanUnsized(_ name: String, size: Int64) -> TickFormat {
    var format = withoutSizes(
      TickFormat(
        name: name, kind: .quotes,
        layouts: [
          TickLayout(
            header: .absent, fieldCount: 3,
            columns: [
              TickColumn(.exchangeTime, [], at: 0, time: .millisecondsOfDay(.utc)),
              TickColumn(.bidPrice, [], at: 1, optional: true),
              TickColumn(.askPrice, [], at: 2, optional: true),
            ])
        ]), size: size, "UTC, UTC-5 where the path names fxcm; the date is in the file's name")
    format.find(in: name, false)
    format.zoneHints = [ZoneHint(word: "fxcm", zone: .known("EST"))]
    return format
  }

  /// Says what files are called: LEAN keeps them in folders of markets, and names contracts.
  private mutating func find(in name: String, _ ofContracts: Bool) {
    let market = name.dropFirst("lean-".count).prefix { $0 != "/" }
    let product = name.hasSuffix("quotes") ? "quote" : "trade"
    namesTellSymbol = ofContracts
    folderMarks = [String(market), "\(market)s", "crypto\(market)"]
    fileNameMarks = ["_" + product]
    if ofContracts { fileNameMarks += ["_tick_\(product)_2"] }
  }

  /// The contract that the name of `file` tells: `gc_201312` of
  /// `20131007_gc_tick_trade_201312_20131227.csv`.
  static func symbol(inName file: String) -> String {
    let name = file.split(separator: "/").last ?? ""
    let parts = name.prefix { $0 != "." }.lowercased().split(separator: "_").map(String.init)
    let words = ["tick", "trade", "quote", "openinterest"]
    return parts.dropFirst(parts.first.flatMap { CalendarDate($0) } == nil ? 0 : 1)
      .filter { !words.contains($0) && CalendarDate($0) == nil }.joined(separator: "_")
  }

  private static func flagColumn(_ place: Int?) -> [TickColumn] {
    place.map { [TickColumn(.code, [], at: $0, optional: true)] } ?? []
  }
}
