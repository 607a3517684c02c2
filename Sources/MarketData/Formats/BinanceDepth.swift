extension TickFormat {
  /// Binance futures `T_DEPTH`, the historical order book: changes of levels, quantity 0 takes a
  /// level away, and snapshots of the best ones, ms.
  ///
  /// Rows of equal `timestamp`, `last_update_id` and `update_type` are one message.
  static let binanceDepth = TickFormat(
    name: "binance/T_DEPTH", kind: .book,
    layouts: [
      TickLayout(
        header: .present, fieldCount: 9,
        columns: [
          TickColumn(.symbol, ["symbol"], optional: true),
          TickColumn(.exchangeTime, ["timestamp"], time: .byDigitCount),
          TickColumn(.askQuantity, ["first_update_id"]),
          TickColumn(.askPrice, ["last_update_id"]),
          TickColumn(.side, ["side"]),
          TickColumn(.code, ["update_type"], words: ["set", "snap"]),
          TickColumn(.price, ["price"]),
          TickColumn(.quantity, ["qty"]),
        ],
        headerNames: [
          "symbol", "timestamp", "first_update_id", "last_update_id", "side", "update_type",
          "price", "qty", "pu",
        ],
        records: [.level], interpretation: .levels(.updateNumber))
    ],
    sideWords: SideWords(buy: ["b"], sell: ["a"], unknown: []),
    fileNameMarks: ["depth"])
}
