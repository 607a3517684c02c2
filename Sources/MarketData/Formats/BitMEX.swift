extension TickFormat {
  /// BitMEX `trade` files: all symbols of a day in one file; `side` is the taker.
  ///
  /// Prints of no quantity state the value of an index and are passed over.
  static let bitmexTrades = TickFormat(
    name: "bitmex/trades", kind: .trades,
    layouts: [[], ["trdtype"]].map { more in
      TickLayout(
        header: .present, fieldCount: TickLayout.bybitNames.count + more.count,
        columns: [
          TickColumn(.exchangeTime, ["timestamp"], time: .bitmex),
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.side, ["side"], optional: true),
          TickColumn(.quantity, ["size"], optional: true),
          TickColumn(.price, ["price"]),
        ],
        headerNames: TickLayout.bybitNames + more, interpretation: .selected(.prints))
    },
    sideWords: SideWords(buy: ["buy"], sell: ["sell"], unknown: []))

  /// BitMEX `quote` files: the best levels of all symbols of a day in one file.
  static let bitmexQuotes = TickFormat(
    name: "bitmex/quotes", kind: .quotes,
    layouts: [
      TickLayout(
        header: .present, fieldCount: 6,
        columns: [
          TickColumn(.exchangeTime, ["timestamp"], time: .bitmex),
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.bidQuantity, ["bidSize"], optional: true),
          TickColumn(.bidPrice, ["bidPrice"], optional: true),
          TickColumn(.askPrice, ["askPrice"], optional: true),
          TickColumn(.askQuantity, ["askSize"], optional: true),
        ],
        headerNames: ["timestamp", "symbol", "bidsize", "bidprice", "askprice", "asksize"])
    ])
}

extension TimeEncoding {
  /// `2024-01-01D00:00:01.000000000`: a `D` where ISO 8601 has a `T`.
  fileprivate static let bitmex = pattern("yyyy-MM-ddDHH:mm:ss.SSSSSSSSS", zone: .utc)
}
