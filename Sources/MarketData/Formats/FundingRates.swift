extension TickFormat {
  /// Polls of Hyperliquid's hourly funding rates: all symbols in one file, with the mark price.
  ///
  /// A poll shows the rate of the hour that runs, which is paid at its end: once, as the last poll
  /// of the hour shows it. Hours without a poll pay nothing.
  static let hyperliquidFunding = TickFormat(
    name: "hyperliquid/funding_rates", kind: .funding,
    layouts: [
      TickLayout(
        header: .present, fieldCount: 4,
        columns: [
          TickColumn(.exchangeTime, ["timestamp"], time: .iso8601),
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.price, ["funding_rate"], optional: true),
          TickColumn(.askPrice, ["mark_price"], optional: true),
        ],
        headerNames: ["timestamp", "symbol", "funding_rate", "mark_price"],
        records: [.funding], interpretation: .selected(.hourlyFunding))
    ])

  /// LEAN's `margin_interest` files: `yyyyMMdd HH:mm:ss,rate` in UTC without a header.
  static let leanFunding = TickFormat(
    name: "lean/margin_interest", kind: .funding,
    layouts: [
      TickLayout(
        header: .absent, fieldCount: 2,
        columns: [
          TickColumn(
            .exchangeTime, [], at: 0, time: .pattern("yyyyMMdd HH:mm:ss", zone: .utc)),
          TickColumn(.price, [], at: 1),
        ],
        records: [.funding])
    ])
}
