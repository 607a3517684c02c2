extension TickFormat {
  /// Tardis `derivative_ticker`: the funding rate in force, with the mark price where there is one.
  ///
  /// A row says what the ticker showed, whether or not the rate changed: the rate is a running
  /// value and is paid once, at `funding_timestamp`, as the last row up to then shows it. Rows
  /// without a rate, as of contracts that pay none, or without that time are passed over.
  static let tardisFunding = TickFormat(
    name: "tardis/derivative_ticker", kind: .funding,
    layouts: [
      TickLayout(
        header: .present, fieldCount: 11,
        columns: [
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.exchangeTime, ["timestamp"], time: .microseconds),
          TickColumn(.arrivalTime, ["local_timestamp"], time: .microseconds),
          TickColumn(.quantity, ["funding_timestamp"], optional: true),
          TickColumn(.price, ["funding_rate"], optional: true),
          TickColumn(.askPrice, ["mark_price"], optional: true),
        ],
        headerNames: [
          "exchange", "symbol", "timestamp", "local_timestamp", "funding_timestamp",
          "funding_rate", "predicted_funding_rate", "open_interest", "last_price", "index_price",
          "mark_price",
        ],
        records: [.funding], interpretation: .selected(.fundingToCome))
    ],
    equalTimesMeanNoExchangeTime: true)
}
