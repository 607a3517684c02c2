extension TickFormat {
  /// Tardis `quotes` and `book_ticker`: best bid and ask, each side may be empty; µs; the exchange
  /// time repeats the arrival time where the exchange sends none.
  static func tardisQuotes(named name: String) -> TickFormat {
    TickFormat(
      name: name, kind: .quotes,
      layouts: [
        TickLayout(
          header: .present, fieldCount: 8,
          columns: [
            TickColumn(.symbol, ["symbol"], optional: true),
            TickColumn(.exchangeTime, ["timestamp"], time: .microseconds),
            TickColumn(.arrivalTime, ["local_timestamp"], time: .microseconds),
            TickColumn(.askQuantity, ["ask_amount"], optional: true),
            TickColumn(.askPrice, ["ask_price"], optional: true),
            TickColumn(.bidPrice, ["bid_price"], optional: true),
            TickColumn(.bidQuantity, ["bid_amount"], optional: true),
          ],
          headerNames: [
            "exchange", "symbol", "timestamp", "local_timestamp", "ask_amount", "ask_price",
            "bid_price", "bid_amount",
          ])
      ],
      equalTimesMeanNoExchangeTime: true)
  }
}
