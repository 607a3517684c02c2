extension TickFormat {
  /// Tardis `incremental_book_L2`: each row sets the quantity of one level, 0 takes it away.
  ///
  /// Consecutive rows of equal times and `is_snapshot` are one message; the first row of a snapshot
  /// after rows that are none voids the book.
  static let tardisBook = TickFormat(
    name: "tardis/incremental_book_L2", kind: .book,
    layouts: [
      TickLayout(
        header: .present, fieldCount: 8,
        columns: [
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.exchangeTime, ["timestamp"], time: .microseconds),
          TickColumn(.arrivalTime, ["local_timestamp"], time: .microseconds),
          TickColumn(.code, ["is_snapshot"], words: ["false", "true"]),
          TickColumn(.side, ["side"]),
          TickColumn(.price, ["price"]),
          TickColumn(.quantity, ["amount"]),
        ],
        headerNames: [
          "exchange", "symbol", "timestamp", "local_timestamp", "is_snapshot", "side", "price",
          "amount",
        ],
        records: [.level], interpretation: .levels(.arrivalTime))
    ],
    equalTimesMeanNoExchangeTime: true,
    sideWords: SideWords(buy: ["bid"], sell: ["ask"], unknown: []))
}
