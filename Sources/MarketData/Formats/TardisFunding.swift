extension TickFormat {
  /// Tardis `derivative_ticker`: the funding rate in force, with the mark price where there is one.
  ///
  /// A row says what the ticker showed, whether or not the rate changed; rows without a rate, as of
  /// contracts that pay none, are passed over.
  static let tardisFunding = TickFormat(
    name: "tardis/derivative_ticker", kind: .funding,
    layouts: [
      TickLayout(
        header: .present, fieldCount: 11,
        columns: [
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.exchangeTime, ["timestamp"], time: .microseconds),
          TickColumn(.arrivalTime, ["local_timestamp"], time: .microseconds),
          TickColumn(.price, ["funding_rate"], optional: true),
          TickColumn(.askPrice, ["mark_price"], optional: true),
        ],
        headerNames: [
          "exchange", "symbol", "timestamp", "local_timestamp", "funding_timestamp",
          "funding_rate", "predicted_funding_rate", "open_interest", "last_price", "index_price",
          "mark_price",
        ],
        records: [.funding], interpretation: .selected(.fundingRates))
    ],
    equalTimesMeanNoExchangeTime: true)
}
