extension TickFormat {
  /// Dukascopy tick exports, of the web site, of JForex, and of the programs that fetch its
  /// archive.
  ///
  /// Ask columns come first, volumes are in millions, and prices and volumes print the noise of
  /// binary floating point: prices move onto the tick, volumes onto whole units.
  static let dukascopy: TickFormat = {
    let dayFirst = "dd.MM.yyyy HH:mm:ss.SSS"
    let others = "|yyyy.MM.dd HH:mm:ss.SSS|yyyy-MM-dd HH:mm:ss.SSS|yyyy-MM-dd HH:mm:ss.SSSSSS"
    func zoned(_ names: [String], _ pattern: String, _ zone: ClockZone) -> TickLayout {
      dukascopyLayout(
        names, .pattern(pattern, zone: zone), ["Ask", "Bid", "AskVolume", "BidVolume"])
    }
    let utc = ["Gmt time", "Time (GMT)", "Time (UTC)", "Time", "UTC"]
    let local = "dd.MM.yyyy HH:mm:ss.SSS GMTZ|yyyy.MM.dd HH:mm:ss.SSS GMTZ"
    var format = TickFormat(
      name: "dukascopy/ticks", kind: .quotes,
      layouts: [
        zoned(utc, dayFirst + others, .utc),
        zoned(["Local time"], local, .utc),
        zoned(["Time (EET)", "EET"], dayFirst + others, .known("EET")),
        dukascopyLayout(
          ["timestamp"], .byDigitCount, ["askPrice", "bidPrice", "askVolume", "bidVolume"]),
        dukascopyLayout(
          ["time"], .pattern(dayFirst + others, zone: .utc),
          ["ask", "bid", "ask_volume", "bid_volume"]),
      ], snapsToTick: true)
    format.assumption = "volumes are in millions"
    return format
  }()

  private static func dukascopyLayout(
    _ time: [String], _ encoding: TimeEncoding, _ names: [String]
  ) -> TickLayout {
    let millions = FixedDecimal(mantissa: 1_000_000, decimals: 0)
    func size(_ role: TickColumn.Role, _ name: String) -> TickColumn {
      TickColumn(role, [name], optional: true, scale: millions, meaningfulDecimals: 0)
    }
    return TickLayout(
      header: .present, fieldCount: 5,
      columns: [
        TickColumn(.exchangeTime, time, time: encoding),
        TickColumn(.askPrice, [names[0]], optional: true),
        TickColumn(.bidPrice, [names[1]], optional: true),
        size(.askQuantity, names[2]), size(.bidQuantity, names[3]),
      ])
  }
}
